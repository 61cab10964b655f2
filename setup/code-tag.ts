/** Builds Worker or Function, and names what was built: the same code has the same name on every machine. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupProblem } from './problem.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** What a deployment is made of: the bundle, the files beside it, and what it says to the platform. */
const WORKER = ['dist/worker/*.js', 'dist/assets/**/*', 'wrangler.toml'];
const FUNCTION = ['dist/function/func.js', 'Dockerfile', 'func.yaml'];

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws SetupProblem when it cannot be built. */
export async function buildWorker(env: Environment): Promise<string> {
  const quiet = { ...env, WRANGLER_SEND_METRICS: 'false', WRANGLER_WRITE_LOGS: 'false' };
  await run([join(ROOT, 'scripts/build-assets.ts')], quiet);
  const wrangler = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');
  await run([wrangler, 'deploy', '--dry-run', '--outdir', 'dist/worker'], quiet);
  return codeTag(WORKER);
}

/** @throws SetupProblem when it cannot be built. */
export async function buildFunction(env: Environment): Promise<string> {
  await run([join(ROOT, 'scripts/build-function.ts')], env);
  return codeTag(FUNCTION);
}

function codeTag(parts: readonly string[]): string {
  const digest = createHash('sha256');
  const files = parts
    .flatMap((pattern) => globSync(pattern, { cwd: ROOT, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const path of files) digest.update(path.slice(ROOT.length)).update(readFileSync(path));
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return `${version}-${digest.digest('hex').slice(0, 12)}`;
}

function run(args: readonly string[], env: Environment): Promise<void> {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
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
            `It could not be built:\n${said.trim().slice(-2000)}\nRun \`npm ci\`, then this again.`,
          ),
        );
    });
  });
}
