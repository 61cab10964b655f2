/** `npm start`: all parts on one machine, one document, nothing left behind, and the count goes on. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isPortFree } from '../../local/free-port.ts';
import { portProblem } from '../../local/start-settings.ts';
import { runCli } from '../cli/run-cli.ts';
import { spawnEmulator } from '../emulator/emulator-process.ts';
import {
  close,
  freePorts,
  isListening,
  LocalStart,
  listenAnywhere,
  type Ports,
} from './local-start.ts';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const READY = { timeout: 50_000, interval: 50 };

let dataFolder = '';
let ports: Ports;
const started: LocalStart[] = [];

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'start-'));
  ports = await freePorts();
});

afterEach(async () => {
  for (const local of started.splice(0)) await local.end();
  await rm(dataFolder, { recursive: true, force: true });
});

function start(
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): LocalStart {
  const local = new LocalStart({ ...ports, DATA_FOLDER: dataFolder, ...env }, [
    'local/start.ts',
    ...args,
  ]);
  started.push(local);
  return local;
}

/** How long each start of this file took. */
const startsMs: number[] = [];

async function startReady(
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<LocalStart> {
  const startedAtMs = performance.now();
  const local = start(args, env);
  await vi.waitFor(() => expect(local.output).toContain('Ctrl-C stops all of it.'), READY);
  startsMs.push(performance.now() - startedAtMs);
  return local;
}

const edgeUrl = () => `http://127.0.0.1:${ports.PORT}`;
const gatewayUrl = () => `http://127.0.0.1:${ports.GATEWAY_PORT}/v1`;

async function ask(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, { headers: { 'user-agent': BROWSER } });
  return (await response.json()) as Record<string, unknown>;
}

async function runShell(command: string): Promise<string> {
  const { stdout } = await promisify(execFile)('bash', ['-c', command]);
  return stdout;
}

/** What visitors and owners send stands in no file but the owner's own, wherever a program of ours writes. */
async function expectNoneKept(words: readonly string[]): Promise<void> {
  const entries = await readdir(dataFolder, { recursive: true, withFileTypes: true });
  const files = entries.filter(({ name }) => name !== 'secrets.json' && name !== 'cli.env');
  const kept: string[] = [];
  for (const file of files.filter((entry) => entry.isFile())) {
    const path = join(file.parentPath, file.name);
    // A file that is gone by now keeps nothing.
    const text = await readFile(path, 'latin1').catch(() => '');
    if (words.some((word) => text.includes(word))) kept.push(path);
  }
  expect(kept).toEqual([]);
  expect(files.filter(({ name }) => name.endsWith('.log'))).toEqual([]);
}

async function readSecrets(): Promise<readonly string[]> {
  const kept = JSON.parse(await readFile(join(dataFolder, 'secrets.json'), 'utf8'));
  const secrets = Object.values(kept as Readonly<Record<string, string>>);
  expect(secrets.length).toBeGreaterThan(1);
  return secrets;
}

/** Of the counter's own folders; home and temporary files have their own owners. */
async function expectClosedToOthers(): Promise<void> {
  for (const part of ['edge', 'oci', 'secrets.json']) {
    const path = join(dataFolder, part);
    const below = (await stat(path)).isDirectory() ? await readdir(path, { recursive: true }) : [];
    for (const name of ['', ...below]) {
      const found = await stat(join(path, name)).catch(() => undefined);
      expect((found?.mode ?? 0) & 0o077, join(part, name)).toBe(0);
    }
  }
}

async function expectNothingLeft(): Promise<void> {
  const free = await Promise.all(Object.values(ports).map((port) => isPortFree(Number(port))));
  expect(free).toEqual([true, true, true, true]);
}

test('counts through both sides into one document, stops clean, and goes on the next time', async () => {
  const [home, temporary] = [join(dataFolder, 'home'), join(dataFolder, 'tmp')];
  for (const folder of [home, temporary]) await mkdir(folder);
  // What version 1.0.0 left.
  const addresses = join(dataFolder, 'edge', 'v3', 'observability', 'addresses.sqlite');
  await mkdir(dirname(addresses), { recursive: true, mode: 0o700 });
  await writeFile(addresses, 'GET /counter?vid=a-visitor-1');
  const places = { HOME: home, USERPROFILE: home, XDG_CONFIG_HOME: '', TMPDIR: temporary };
  const local = await startReady([], places);
  expect(await ask(`${edgeUrl()}/counter?vid=a-visitor-1`)).toMatchObject({ count: 1, unique: 1 });
  // The edge's visit is in the document some seconds later; the gateway then counts on from it.
  await vi.waitFor(
    async () => expect(await ask(`${edgeUrl()}/health`)).toMatchObject({ pending: 0 }),
    READY,
  );
  expect(await ask(`${gatewayUrl()}/counter?vid=a-visitor-1`)).toMatchObject({
    count: 2,
    unique: 1,
  });
  for (const secret of ['secrets.json', 'cli.env']) {
    expect((await stat(join(dataFolder, secret))).mode & 0o777).toBe(0o600);
  }
  const secrets = await readSecrets();
  await ask(`${edgeUrl()}/stats?token=${secrets.at(-1)}`);
  await ask(`${gatewayUrl()}/stats?token=${secrets.at(-1)}`);
  const said = ['a-visitor-1', ...secrets];
  await expectNoneKept(said);
  await expectClosedToOthers();
  const settingsFile = ['--settings', join(dataFolder, 'cli.env')];
  const { exitCode, stdout } = await runCli(['totals', '--json', ...settingsFile], {});
  expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { count: 2, unique: 1 }]);
  expect(await runCli(['doctor', ...settingsFile], {})).toMatchObject({ exitCode: 0 });
  expect(await local.signal('SIGINT')).toBe(0);
  expect(local.output).toContain('Stopped.');
  expect(await readdir(dataFolder)).not.toContain('cli.env');
  await expectNothingLeft();
  await expectNoneKept(said);

  const again = await startReady();
  expect(await ask(`${gatewayUrl()}/counter?vid=a-visitor-1`)).toMatchObject({
    count: 3,
    unique: 1,
  });
  expect(await again.signal('SIGTERM')).toBe(0);
  await expectNothingLeft();
}, 120_000);

test('prints addresses that answer and commands that work, and a blog that counts through either side', async () => {
  const { output } = await startReady();
  const landing = await fetch(/Start here +(\S+)/.exec(output)?.[1] ?? '');
  expect(landing.headers.get('content-type')).toContain('text/html');
  expect(await landing.text()).toContain('/counter.js');
  const [token] = /(?<=token: )\S+/.exec(output) ?? [];
  const dashboard = await fetch(/The dashboard +(\S+)/.exec(output)?.[1] ?? '');
  expect([dashboard.status, token]).toEqual([200, expect.stringMatching(/^\S{16,}$/)]);

  const printed = output
    .replaceAll('\\\n', '')
    .split('\n')
    .map((line) => line.trim());
  const commands = printed.filter((line) => /^(curl|npm) /.test(line));
  const replies: string[] = [];
  for (const command of commands) replies.push(await runShell(command));
  const said = Object.fromEntries(commands.map((command, index) => [command, replies[index]]));
  const of = (word: string) => Object.entries(said).find(([line]) => line.includes(word))?.[1];
  expect(JSON.parse(of("/counter'") ?? of('/counter') ?? '')).toMatchObject({ ok: true, count: 1 });
  expect(JSON.parse(of('vid=somebody-1') ?? '')).toMatchObject({ ok: true, unique: 1 });
  expect(JSON.parse(of('/totals') ?? '')).toMatchObject({ ok: true });
  expect(JSON.parse(of('/report') ?? '')).toEqual({ ok: true, report: true });
  expect(JSON.parse(of('deep=1') ?? '')).toMatchObject({ ok: true, store: 'ok' });
  expect(of('cli -- doctor')).not.toContain('problem');
  expect(of('export --csv')).toMatch(/^date,pageviews/);
  expect(of('-X PUT')).toContain('server-error');
  expect(commands).toHaveLength(9);
  const outbox = await fetch(/Mailed reports +(\S+)/.exec(output)?.[1] ?? '');
  expect(await outbox.text()).toContain('Ada Example');

  const page = async (query: string) =>
    (await fetch(`http://127.0.0.1:${ports.DEMO_PORT}/${query}`)).text();
  expect(await page('')).toContain(`src="${edgeUrl()}/counter.full.js"`);
  expect(await page('?through=gateway')).toContain(`src="${gatewayUrl()}/counter.full.js"`);
  for (const url of [edgeUrl(), gatewayUrl()]) {
    const script = await fetch(`${url}/counter.js`);
    expect([script.status, script.headers.get('content-type')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
    ]);
  }
}, 60_000);

test('keeps its folder to itself, takes all of it along when it is killed, and the lock too', async () => {
  const local = await startReady([], { TMPDIR: dataFolder });
  const folder = (await readdir(dataFolder)).find((name) => name.startsWith('visitor-counter-fn-'));
  const socketPath = join(dataFolder, String(folder), 'x.sock');
  expect(await isListening(socketPath)).toBe(true);

  const settings = await readFile(join(dataFolder, 'cli.env'), 'utf8');
  const second = start([], await freePorts());
  expect(await second.exitCode()).toBe(1);
  expect(second.output).toContain(`oci is in use by process ${local.processId}`);
  expect(second.output).toContain('DATA_FOLDER=.data/other npm start');
  expect(second.output).not.toContain('    at ');
  const emulator = spawnEmulator({ OCI_DATA_FOLDER: join(dataFolder, 'oci') });
  await expect(emulator).rejects.toThrow(/in use by process .* OCI_DATA_FOLDER=/);
  expect(await readFile(join(dataFolder, 'cli.env'), 'utf8')).toBe(settings);
  expect(await ask(`${edgeUrl()}/counter?vid=a-visitor-1`)).toMatchObject({ ok: true, count: 1 });

  await local.signal('SIGKILL');
  await vi.waitFor(async () => expect(await isListening(socketPath)).toBe(false), READY);
  await vi.waitFor(expectNothingLeft, READY);
  await startReady();
  expect(await ask(`${edgeUrl()}/counter?vid=a-visitor-1`)).toMatchObject({ ok: true, count: 2 });
}, 120_000);

test('ends with npm when npm is told to, although a shell stands between them', async () => {
  const npm = new LocalStart({ ...ports, DATA_FOLDER: dataFolder }, ['start'], 'npm');
  started.push(npm);
  await vi.waitFor(() => expect(npm.output).toContain('Ctrl-C stops all of it.'), READY);
  await npm.signal('SIGTERM');
  await vi.waitFor(expectNothingLeft, READY);
  // In order: the file with this start's key goes as the last but one.
  expect(await readdir(dataFolder)).not.toContain('cli.env');
}, 120_000);

test('fills an empty counter with a year of history when asked, and never a full one', async () => {
  const local = await startReady(['--demo-data']);
  const { count, unique } = await ask(`${edgeUrl()}/totals`);
  expect(Number(count)).toBeGreaterThan(5_000);
  expect(Number(unique)).toBeGreaterThan(1_000);
  await local.signal('SIGINT');

  const again = start(['--demo-data']);
  expect(await again.exitCode()).toBe(1);
  expect(again.output).toContain('--demo-data fills an empty counter only');
  await expectNothingLeft();
}, 120_000);

test('says which port is taken and what to do, and starts nothing', async () => {
  const server = await listenAnywhere();
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const local = start([], { GATEWAY_PORT: String(port) });
  expect(await local.exitCode()).toBe(1);
  expect(local.output).toContain(`Port ${port} on 127.0.0.1 is taken.`);
  expect(local.output).toContain('GATEWAY_PORT=');
  await close(server);
}, 60_000);

test.each([
  ['the data folder', '', 'folder'],
  ['the emulator’s folder', 'oci', 'folder'],
  ['the edge’s folder', 'edge', 'folder'],
  ['the file with the secrets', 'secrets.json', 'file'],
])('says in one sentence that %s is something else', async (_, name, due) => {
  const path = join(dataFolder, 'data', name);
  await mkdir(dirname(path), { recursive: true });
  await (due === 'folder' ? writeFile(path, '') : mkdir(path));
  const local = start([], { DATA_FOLDER: join(dataFolder, 'data') });
  expect(await local.exitCode()).toBe(1);
  expect(local.output).toMatch(
    /^.*(is in the way of|is a folder where a file is needed).* npm start\n$/,
  );
  expect(local.output).toContain(path.replace(/\/$/, ''));
  await expectNothingLeft();
});

test('advises a port that exists', async () => {
  expect(portProblem('edge', 65_500, 'taken').message).toContain('PORT=65400 npm start');
  expect(portProblem('edge', 80, 'forbidden').message).toContain('PORT=8787 npm start');
});

test.each([
  [{ PORT: 'eighty' }, [], 'PORT is "eighty": it must be a port, 1 to 65535.'],
  [{ OCI_PORT: '70000' }, [], 'OCI_PORT is "70000": it must be a port, 1 to 65535.'],
  [{ PORT: '9001', DEMO_PORT: '9001' }, [], 'are both 9001: they need two ports.'],
  [{}, ['--demo'], '"--demo" is not understood'],
])('refuses %o %o with a word of advice', async (env, args, advice) => {
  const local = start(args, env);
  expect(await local.exitCode()).toBe(1);
  expect(local.output).toContain(advice);
  expect(local.output).not.toContain('    at ');
});

// Last, so that it has the starts of the others to go by: one that had the processor to itself counts.
test('is ready within 20 s once all is installed', async () => {
  if (startsMs.length === 0) await startReady();
  expect(Math.min(...startsMs)).toBeLessThan(20_000);
}, 60_000);
