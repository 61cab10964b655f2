/** Builds the Worker, and names what was built: the same code has the same name on every machine. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupProblem } from './problem.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** What a deployment is made of: the bundle, the files beside it, and what it says to Cloudflare. */
const PARTS = ['dist/worker/*.js', 'dist/assets/**/*', 'wrangler.toml'];

/** @throws SetupProblem when it cannot be built. */
export async function buildCode(
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const options = {
    cwd: ROOT,
    env: { ...env, WRANGLER_SEND_METRICS: 'false', WRANGLER_WRITE_LOGS: 'false' },
  };
  await run([join(ROOT, 'scripts/build-assets.ts')], options);
  const wrangler = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');
  await run([wrangler, 'deploy', '--dry-run', '--outdir', 'dist/worker'], options);
  return codeTag();
}

function codeTag(): string {
  const digest = createHash('sha256');
  const files = PARTS.flatMap((pattern) => globSync(pattern, { cwd: ROOT, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const path of files) digest.update(path.slice(ROOT.length)).update(readFileSync(path));
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return `${version}-${digest.digest('hex').slice(0, 12)}`;
}

function run(
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<void> {
  const child = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const hear = (text: Buffer) => {
    said += text.toString();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new SetupProblem(
            `The Worker could not be built:\n${said.trim().slice(-2000)}\nRun \`npm ci\`, then this again.`,
          ),
        );
    });
  });
}
