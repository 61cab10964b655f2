/** One process a folder, however the last one ended. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { FolderInUse, lockFolder } from '../../local/folder-lock.ts';

const LOCK = new URL('../../local/folder-lock.ts', import.meta.url).href;
/** Takes the lock of the folder that it is told, says so, and stays. */
const HOLDER = `
  const { lockFolder } = await import('${LOCK}');
  await lockFolder(process.argv[1]);
  console.log('locked');
  setInterval(() => undefined, 1000);
`;

let folder = '';

beforeEach(async () => {
  const made = await mkdtemp(join(tmpdir(), 'lock-'));
  folder = join(made, 'data');
  onTestFinished(() => rm(made, { recursive: true, force: true }));
});

async function holdElsewhere() {
  const child = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, folder]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const [words] = await once(child.stdout, 'data');
  expect(String(words)).toBe('locked\n');
  return child;
}

test('refuses a second process, and names the first', async () => {
  const holder = await holdElsewhere();
  const refused = lockFolder(folder);
  await expect(refused).rejects.toThrow(FolderInUse);
  await expect(refused).rejects.toThrow(`${folder} is in use by process ${holder.pid}`);
});

test('is free once its holder was killed', async () => {
  const holder = await holdElsewhere();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  (await lockFolder(folder)).release();
});

test('goes by no process number, which another process may have by now', async () => {
  (await lockFolder(folder)).release();
  await writeFile(join(folder, 'lock-holder'), `${process.ppid}\n`);
  (await lockFolder(folder)).release();
});

test('refuses a second caller in one process, and still holds the first one’s lock', async () => {
  const first = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(FolderInUse);
  await expect(lockFolder(folder)).rejects.toThrow(`process ${process.pid}`);
  first.release();
  (await lockFolder(folder)).release();
});

test('leaves nothing that others may read', async () => {
  const lock = await lockFolder(folder);
  for (const name of ['.', ...(await readdir(folder))]) {
    expect((await stat(join(folder, name))).mode & 0o077, name).toBe(0);
  }
  lock.release();
});
