/** The restore drill of docs/backup.md, as it is written there: a copy of a counter is put back, and counts as much. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { apiKeyEnvironment } from '../../local/oci-emulator/api-key.ts';
import { startOciEmulator } from '../../local/oci-emulator/oci-emulator.ts';
import { copyText } from '../../setup/owners-copy.ts';
import { saltFingerprint } from '../../shared/counter/visit.ts';

const DRILL_MS = 120_000;
const SALT = 'a salt that nobody guesses, of the real counter';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve_) => server.listen(0, '127.0.0.1', resolve_));
  const address = server.address();
  await new Promise((resolve_) => server.close(resolve_));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** All that it prints; its exit code must be 0. */
function runScript(script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn('bash', ['-e', '-c', script], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  return new Promise((resolve_, reject) => {
    child.once('close', (code) => (code === 0 ? resolve_(said) : reject(new Error(said))));
  });
}

test(
  'a copy that is put back by the drill tells the numbers that it was taken with',
  async () => {
    const [, script = ''] =
      /```sh\n([\s\S]*?)```/.exec(await readFile('docs/backup.md', 'utf8')) ?? [];
    const folder = await mkdtemp(join(tmpdir(), 'drill-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const account = await startOciEmulator({ dataFolder: join(folder, 'account') });
    onTestFinished(() => account.close());
    const salt = await saltFingerprint(SALT);
    const stored = JSON.stringify({ count: 41, unique: 0, seen: [], salt });
    await account.createObject('cloud-resume-data', 'counter.json', stored);
    const settings = {
      ...apiKeyEnvironment(await account.addApiKey()),
      OCI_REGION: account.region,
      OCI_NAMESPACE: account.namespace,
      OCI_OBJECT_STORAGE_URL: account.url,
      OCI_NOTIFICATIONS_URL: account.url,
      BUCKET: 'cloud-resume-data',
      OBJECT: 'counter.json',
      SALT,
    };
    await writeFile(join(folder, 'counter.env'), copyText(settings), { mode: 0o600 });
    for (const name of ['node_modules', 'cli', 'local', 'shared', 'function', 'setup']) {
      await symlink(resolve(name), join(folder, name));
    }
    await symlink(resolve('package.json'), join(folder, 'package.json'));
    // What npm would run, without its installation before it.
    const direct = script
      .replaceAll('npm run --silent cli --', 'node cli/main.ts')
      .replace('npm run --silent emulator', 'node local/oci-emulator/main.ts');
    const { PATH } = process.env;
    const env = { PATH, HOME: folder, OCI_PORT: String(await freePort()) };
    const said = await runScript(direct, folder, env);
    expect(said).toMatch(/^41 views\n0 visitors$/m);
    const backup = JSON.parse(await readFile(join(folder, 'backup.json'), 'utf8')) as object;
    expect(backup).toMatchObject({ pageviews: 41 });
  },
  DRILL_MS,
);
