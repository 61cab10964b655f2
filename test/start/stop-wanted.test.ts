/**
 * A program under npm ends when npm does, in whichever way: the emulator, since it is quick to start. A SIGINT
 * for npm alone ends nobody: npm waits, since Ctrl-C goes to all of them.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { lockFolder } from '../../local/folder-lock.ts';

const READY = { timeout: 20_000, interval: 50 };

let dataFolder = '';
let npm: ChildProcess;
let output = '';

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'stop-'));
  const made = dataFolder;
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  output = '';
  npm = spawn('npm', ['run', '--silent', 'emulator'], {
    env: { ...process.env, OCI_PORT: '0', OCI_DATA_FOLDER: dataFolder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  npm.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await vi.waitFor(() => expect(output).toContain('Settings that may use it'), READY);
});

const emulatorId = () => Number(readFileSync(join(dataFolder, 'lock-holder'), 'utf8'));

/** Where it runs no longer, its folder is free; a test that fails leaves nothing behind. */
async function expectEnded(): Promise<void> {
  const processId = emulatorId();
  onTestFinished(() => {
    try {
      process.kill(processId, 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  });
  await vi.waitFor(async () => (await lockFolder(dataFolder)).release(), READY);
}

test.each(['SIGTERM', 'SIGHUP', 'SIGKILL'] as const)('ends when npm gets %s', async (signal) => {
  npm.kill(signal);
  await expectEnded();
});

test('ends when the shell between them is killed', async () => {
  const stat = readFileSync(`/proc/${emulatorId()}/stat`, 'utf8');
  const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ended = once(npm, 'exit');
  process.kill(Number(parent), 'SIGKILL');
  await expectEnded();
  await ended;
});
