/** What people who run a counter can ask on the command line, and what they hear when something is wrong. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../cli/command-line.ts';
import { apiKeyEnvironment, mintApiKey } from '../../local/oci-emulator/api-key.ts';
import { saltFingerprint } from '../../shared/counter/visit.ts';
import { systemClock } from '../../shared/runtime.ts';
import { DEFAULT_OBJECT, EmulatedStore } from '../runtime/emulated-store.ts';
import { RUNTIMES } from '../runtime/runtimes.ts';
import { runByNpm, runCli } from './run-cli.ts';

let store: EmulatedStore;
let env: Record<string, string>;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
  store = await EmulatedStore.start();
  env = {
    OCI_REGION: store.emulator.region,
    OCI_OBJECT_STORAGE_URL: store.emulator.url,
    OCI_NOTIFICATIONS_URL: store.emulator.url,
    SALT: 'a salt for the command line',
    REPORT_TOKEN: 'a token for the command line',
    TOPIC_OCID: 'ocid1.onstopic.oc1..reports',
    ...apiKeyEnvironment(await store.emulator.addApiKey()),
  };
});

afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  if (await store.exists()) await store.remove();
});

const hashes = (count: number) =>
  Array.from({ length: count }, (_, index) => String(index).padStart(64, '0'));
const old = (pageviews: number, visitors: number) =>
  JSON.stringify({
    pageviews,
    uniqueVisitors: visitors,
    seen: hashes(visitors),
    updatedAt: 1_795_400_000,
  });

async function file(text: string): Promise<string> {
  const path = join(folder, crypto.randomUUID());
  await writeFile(path, text);
  return path;
}

describe('reading', () => {
  test('totals tells the numbers, also as JSON', async () => {
    await store.write(old(42, 3));
    const { exitCode, stdout } = await runCli(['totals'], env);
    expect(exitCode).toBe(0);
    expect(stdout).toBe('42 views\n3 visitors\nlast view: 2026-11-23T02:13:20.000Z\n');
    const { stdout: json } = await runCli(['totals', '--json'], env);
    expect(JSON.parse(json)).toEqual({ ok: true, count: 42, unique: 3, updatedAt: 1_795_400_000 });
  });

  test('export prints the document, or its days as CSV', async () => {
    const days = {
      start: '2026-11-22',
      pageviews: [3, 4],
      visitors: [1, 2],
      newVisitors: [1, 0],
      today: { seen: '' },
    };
    const months = { start: '2026-11', pageviews: [7], newVisitors: [1] };
    await store.write(JSON.stringify({ ...JSON.parse(old(7, 1)), days, months }));
    const { stdout } = await runCli(['export'], env);
    expect(JSON.parse(stdout)).toMatchObject({ pageviews: 7, seen: hashes(1), days });
    const { stdout: csv } = await runCli(['export', '--csv'], env);
    expect(csv).toBe('date,pageviews,visitors,newVisitors\n2026-11-22,3,1,1\n2026-11-23,4,2,0\n');
  });

  test('export writes a file that only its owner can read, and never over another unasked', async () => {
    await store.write(old(7, 1));
    const path = join(folder, 'backup.json');
    const first = await runCli(['export', '--out', path], env);
    const { mode, size } = await stat(path);
    expect(first).toMatchObject({ exitCode: 0, stdout: `Written to ${path}: ${size} bytes.\n` });
    expect(mode & 0o777).toBe(0o600);
    const written = await readFile(path, 'utf8');
    expect(JSON.parse(written)).toMatchObject({ pageviews: 7, seen: hashes(1) });

    await store.write(old(8, 1));
    const second = await runCli(['export', '--out', path], env);
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toContain(`conflict: there is a file ${path}: --replace`);
    expect(await readFile(path, 'utf8')).toBe(written);

    const third = await runCli(['export', '--out', path, '--replace', '--json'], env);
    expect(JSON.parse(third.stdout)).toEqual({ ok: true, file: path, bytes: size });
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ pageviews: 8 });
  });

  test('export leaves nothing behind where it cannot write', async () => {
    await store.write(old(7, 1));
    const place = await mkdtemp(join(folder, 'place-'));
    const nowhere = await runCli(['export', '--out', join(place, 'none', 'backup')], env);
    const onFolder = await runCli(['export', '--out', place, '--replace'], env);
    expect([nowhere.exitCode, onFolder.exitCode]).toEqual([1, 1]);
    expect(nowhere.stderr).toContain('backup cannot be written: ENOENT');
    expect(onFolder.stderr).toContain('cannot be written: EISDIR');
    expect(await readdir(place)).toEqual([]);
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('report mails one, and with --once no second one', async () => {
    await store.write(old(42, 3));
    const { exitCode } = await runCli(['report', '--once'], env);
    const again = await runCli(['report', '--once', '--json'], env);
    expect([exitCode, again.exitCode]).toEqual([0, 0]);
    expect(JSON.parse(again.stdout)).toEqual({ ok: true, report: false, already: true });
    expect(store.emulator.outbox.messages()).toHaveLength(1);
  });
});

describe('import', () => {
  test('puts an old document where there is none, with a mark of its own', async () => {
    const { exitCode, stderr, stdout } = await runCli(
      ['import', await file(old(90, 4)), '--yes'],
      env,
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'Done: 90 views, 4 visitors.\n' });
    expect(stderr).toBe('Reading the document …\nviews     0 -> 90\nvisitors  0 -> 4\n');
    const document = await store.document();
    expect(document).toMatchObject({ pageviews: 90, uniqueVisitors: 4, seen: hashes(4) });
    expect(Object.keys(document.writers ?? {})).toHaveLength(1);
  });

  test('takes the place of another document only when told to', async () => {
    await store.write(old(100, 5));
    const path = await file(old(90, 4));
    const refused = await runCli(['import', path, '--yes'], env);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('there is a document with 100 views: --replace');
    expect(await store.document()).toMatchObject({ pageviews: 100 });
    const replaced = await runCli(['import', path, '--replace', '--yes'], env);
    expect(replaced.stderr).toContain('views     100 -> 90  (fewer than now)');
    expect(await store.document()).toMatchObject({ pageviews: 90, uniqueVisitors: 4 });
  });

  test('adds start numbers to what is there', async () => {
    await store.write(old(10, 2));
    const args = ['import', '--start-views', '1200', '--start-visitors', '300', '--yes', '--json'];
    const { stderr, stdout } = await runCli(args, env);
    expect(JSON.parse(stdout)).toEqual({
      ok: true,
      imported: true,
      before: { count: 10, unique: 2 },
      after: { count: 1210, unique: 302 },
    });
    expect(stderr).toBe('');
    expect(await store.document()).toMatchObject({ pageviews: 1210, uniqueVisitors: 302 });
  });

  test('changes nothing where nobody can be asked', async () => {
    const args = ['import', '--start-views', '5'];
    const { exitCode, stderr } = await runCli(args, env);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('views     0 -> 5\n');
    expect(stderr).toContain('add --yes to go on');
    const asJson = await runCli([...args, '--json'], env);
    expect(asJson.stderr).toBe('views     0 -> 5\nvisitors  0 -> 0\n');
    expect([asJson.exitCode, JSON.parse(asJson.stdout)]).toMatchObject([
      1,
      { ok: false, imported: false, before: { count: 0 }, after: { count: 5 } },
    ]);
    expect(await store.exists()).toBe(false);
  });

  test.each([
    ['{"pageviews":-1}', 'corrupt-document'],
    ['not JSON', 'corrupt-document'],
    [JSON.stringify({ ...JSON.parse(old(1, 1)), salt: 'ffff' }), 'another SALT'],
  ])('refuses a file that holds %s', async (text, word) => {
    const { exitCode, stderr } = await runCli(['import', await file(text), '--yes'], env);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(word);
    expect(await store.exists()).toBe(false);
  });

  test('restores what export wrote, through npm, a saved banner and all', async () => {
    await store.write(old(90, 4));
    const path = join(folder, 'round-trip.json');
    const exported = await runByNpm([], ['export', '--out', path], env);
    expect(exported.exitCode).toBe(0);
    const silent = await runByNpm(['--silent'], ['export'], env);
    expect(silent.stdout).toBe(await readFile(path, 'utf8'));
    expect(silent.stderr).toBe('Reading the document …\n');
    const loud = await runByNpm([], ['export'], env);
    expect(loud.stdout).toMatch(/^\n> visitor-counter@/);
    expect(loud.stderr).toContain('npm has put lines of its own before the result');
    for (const backup of [path, await file(silent.stdout), await file(loud.stdout)]) {
      await store.remove();
      const { exitCode } = await runByNpm(['--silent'], ['import', backup, '--yes'], env);
      expect(exitCode).toBe(0);
      expect(await store.document()).toMatchObject({ pageviews: 90, seen: hashes(4) });
    }
  }, 60_000);

  test('gets an edge going again whose document was lost', async () => {
    const edge = RUNTIMES.find(({ name }) => name === 'edge');
    if (edge === undefined) throw new Error('there is no edge');
    await store.write(old(50, 2));
    const runtime = await edge.start({ store, settings: { SALT: env.SALT } });
    try {
      expect(await (await runtime.fetch('/counter')).json()).toMatchObject({ count: 51 });
      await store.remove();
      const { exitCode } = await runCli(['import', await file(old(60, 2)), '--yes'], env);
      expect(exitCode).toBe(0);
      expect(await store.document()).toMatchObject({ pageviews: 60 });
      await expect
        .poll(async () => (await store.document()).pageviews, { timeout: 90_000 })
        .toBe(61);
    } finally {
      await runtime.close();
    }
  }, 120_000);
});

describe('doctor', () => {
  interface Found {
    readonly check: string;
    readonly verdict: string;
    readonly text: string;
  }

  async function examine(changes: Readonly<Record<string, string>> = {}) {
    const { exitCode, stdout } = await runCli(['doctor', '--json'], { ...env, ...changes });
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly Found[] };
    const of = (check: string) => findings.find((found) => found.check === check);
    return { exitCode, findings, of };
  }

  test('finds nothing wrong where nothing is, and calls nothing good that it did not try', async () => {
    const salt = await saltFingerprint('a salt for the command line');
    await store.write(JSON.stringify({ ...JSON.parse(old(42, 3)), salt }));
    const before = await store.read();
    const { exitCode, findings } = await examine();
    expect(exitCode).toBe(0);
    expect(findings.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual([
      'settings ok',
      'key ok',
      'bucket ok',
      'policy ok',
      'document ok',
      'salt ok',
      'topic untried',
      'clock ok',
    ]);
    expect(await store.read()).toEqual(before);
  });

  test.concurrent('says that the line break of SALT stays where the document was counted with it', async () => {
    const document = JSON.stringify({
      pageviews: 1,
      seen: [],
      salt: await saltFingerprint('a salt that ends\n'),
    });
    const own = 'two-salts/counter.json';
    await store.write(document, own);
    const { exitCode, of } = await examine({ OBJECT: own, SALT: 'a salt that ends\n' });
    expect(of('salt')).toMatchObject({
      verdict: 'warning',
      text: expect.stringContaining('SALT ends with a line break'),
    });
    expect(of('settings')).toMatchObject({ verdict: 'ok' });
    expect(exitCode).toBe(0);
  });

  test('has nothing to compare SALT with in a document that holds no fingerprint', async () => {
    await store.write(old(42, 3));
    expect((await examine()).of('salt')).toMatchObject({ verdict: 'untried' });
  });

  test.each<[how: string, write: (pem: string) => string]>([
    ['spaces for line breaks', (pem) => pem.replaceAll('\n', ' ')],
    ['quotes around it', (pem) => `"${pem.replaceAll('\n', '\\n')}"`],
    ['CRLF', (pem) => pem.replaceAll('\n', '\r\n')],
  ])('takes a key that has %s, and its fingerprint in capitals', async (_, write) => {
    const { OCI_PRIVATE_KEY = '', OCI_KEY_FINGERPRINT = '' } = env;
    const { of } = await examine({
      OCI_PRIVATE_KEY: write(OCI_PRIVATE_KEY),
      OCI_KEY_FINGERPRINT: OCI_KEY_FINGERPRINT.toUpperCase(),
    });
    expect(of('key')).toMatchObject({ verdict: 'ok' });
    expect(of('bucket')).toMatchObject({ verdict: 'ok' });
  });

  test('warns of settings that are wrong and not needed, and finds the counter sound', async () => {
    const wrong = { PUBLIC_STATS: 'yes', COUNTER_URL: 'counter.example', TOPIC_OCID: 'my-topic' };
    const { exitCode, findings, of } = await examine(wrong);
    expect(exitCode).toBe(0);
    const warnings = findings.filter(({ verdict }) => verdict === 'warning');
    expect(warnings.map(({ check, text }) => `${check} ${text.split(' must ')[0]}`)).toEqual([
      'settings COUNTER_URL',
      'settings PUBLIC_STATS',
      'topic TOPIC_OCID',
    ]);
    expect(of('topic')?.text).toContain('must be an OCID that starts with ocid1.onstopic.');
  });

  test('says of what the store did not answer that it was not seen', async () => {
    await store.write(old(1, 1));
    const { faults } = store.emulator;
    faults.set({ rules: [{ fault: 'throttled', request: 'putObject' }] });
    const busy = await examine();
    expect(busy.of('policy')?.text).toMatch(/^reading is allowed; writing was not seen: 429/);
    faults.set({ rules: [{ fault: 'throttled', request: 'getObject' }] });
    const busier = await examine();
    faults.clear();
    expect(busier.of('key')).toMatchObject({ verdict: 'untried' });
    expect(busier.of('policy')?.text).toMatch(/^not seen: 429/);
    expect([busy.exitCode, busier.exitCode]).toEqual([1, 1]);
  });

  test('says it in lines for people', async () => {
    const { stdout } = await runCli(['doctor'], env);
    expect(stdout).toMatch(/^settings {2}ok {7}complete\nkey {7}ok/);
  });

  test('tells a wrong key from a missing bucket, and both from a policy that is too narrow', async () => {
    const stranger = await examine(apiKeyEnvironment(await mintApiKey()));
    expect(stranger.of('key')).toMatchObject({ verdict: 'problem' });
    expect(stranger.of('key')?.text).toContain('401');
    const bucket = await examine({ BUCKET: 'no-such-bucket' });
    expect(bucket.of('bucket')).toMatchObject({ verdict: 'problem' });
    expect(bucket.of('bucket')?.text).toContain('there is no no-such-bucket, or no policy');
    await store.write(old(1, 1));
    const reader = await store.emulator.addApiKey([{ permissions: ['OBJECT_READ'] }]);
    const narrow = await examine(apiKeyEnvironment(reader));
    expect(narrow.of('bucket')).toMatchObject({ verdict: 'ok' });
    expect(narrow.of('policy')?.text).toContain('allow OBJECT_CREATE and OBJECT_OVERWRITE');
    expect([stranger.exitCode, bucket.exitCode, narrow.exitCode]).toEqual([1, 1, 1]);
  });

  test('names a clock that is too far off as one cause of a refusal', async () => {
    const clock = { ...systemClock, now: () => Date.now() + 600_000 };
    const later = await EmulatedStore.start({ clock });
    const { url } = later.emulator;
    const key = apiKeyEnvironment(await later.emulator.addApiKey());
    const { of } = await examine({ ...key, OCI_OBJECT_STORAGE_URL: url });
    await later.close();
    expect(of('key')?.text).toContain('this clock is more than 5 minutes off');
  });

  test.each([
    [120_000, 'warning', /^1(19|20|21) s ahead of the store's/],
    [-120_000, 'warning', /^1(19|20|21) s behind the store's/],
    [3_600_000, 'problem', /^(3599|3600|3601) s ahead of the store's.*more than 5 minutes/],
  ])('tells that the clock is off by %i ms', async (aheadMs, verdict, text) => {
    const of = await withClock(aheadMs);
    expect(of('clock')).toMatchObject({ verdict, text: expect.stringMatching(text) });
  });

  test('takes the age of the document for no sign of a clock', async () => {
    await store.write(old(42, 3));
    const of = await withClock(20_000);
    expect(of('clock')).toMatchObject({ verdict: 'ok' });
  });

  async function withClock(aheadMs: number) {
    const preload = pathToFileURL(join(import.meta.dirname, 'shifted-clock.ts')).href;
    const shifted = { NODE_OPTIONS: `--import ${preload}`, CLOCK_AHEAD_MS: String(aheadMs) };
    return (await examine(shifted)).of;
  }

  test('knows the SALT of the document from another', async () => {
    const salt = await saltFingerprint('another salt');
    await store.write(JSON.stringify({ ...JSON.parse(old(1, 1)), salt }));
    expect((await examine()).of('salt')).toMatchObject({ verdict: 'problem' });
  });

  test('names what lies in the place of a document', async () => {
    await store.write('[]', DEFAULT_OBJECT);
    expect((await examine()).of('document')?.text).toContain('it is not a JSON object');
  });

  test('names every missing setting', async () => {
    const { OCI_REGION, OCI_KEY_FINGERPRINT, ...rest } = env;
    const { exitCode, stdout } = await runCli(['doctor'], rest);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('OCI_REGION: is missing');
    expect(stdout).toContain('OCI_KEY_FINGERPRINT: is missing');
    expect([OCI_REGION, OCI_KEY_FINGERPRINT]).not.toContain(undefined);
  });
});

describe('the command line itself', () => {
  test('reads settings from a file, which the environment overrides', async () => {
    await store.write(old(7, 1));
    const { SALT = '', ...rest } = env;
    const lines = Object.entries({ ...rest, SALT: 'wrong' }).map(
      ([name, value]) => `${name}="${value.replaceAll('\n', '\\n')}"`,
    );
    const path = await file(lines.join('\n'));
    const { stdout } = await runCli(['totals', '--settings', path], { SALT });
    expect(stdout).toContain('7 views');
  });

  test('says which file of settings cannot be read, in words or as JSON', async () => {
    const args = ['totals', '--settings', join(folder, 'none')];
    const cause = `--settings ${join(folder, 'none')} cannot be read: ENOENT`;
    const words = await runCli(args, env);
    expect(words).toEqual({ exitCode: 1, stdout: '', stderr: `misconfigured: ${cause}\n` });
    const asJson = await runCli([...args, '--json'], env);
    expect(asJson).toMatchObject({ exitCode: 1, stderr: '' });
    expect(JSON.parse(asJson.stdout)).toEqual({ ok: false, error: 'misconfigured', cause });
  });

  test('helps', async () => {
    const { exitCode, stdout } = await runCli(['--help'], {});
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Usage: npm run --silent cli/);
    const asJson = await runCli(['--help', '--json'], {});
    expect(JSON.parse(asJson.stdout)).toEqual({ ok: true, usage: stdout });
  });

  test.each([
    [[], 'name a command'],
    [['count'], '"count" is no command'],
    [['totals', 'now'], 'totals does not take "now"'],
    [['totals', '--csv'], '--csv belongs to export'],
    [['import'], 'import takes a file, or --start-views'],
    [['import', '--start-views', '-5'], '--start-views'],
    [
      ['import', '--start-views', '100', '--start-visitors', '400'],
      '--start-visitors is more than --start-views',
    ],
    [['import', '--start-views', '5', '--replace'], '--replace belongs to the import of a file'],
    [['totals', '--loud'], '--loud'],
    [['export', '--replace'], '--replace goes with --out'],
    [['totals', '--out', 'here'], '--out belongs to export'],
    [['export', '--out', ''], '--out needs the name of a file'],
    [['export', '--out'], '--out'],
  ])('does not understand %j', (args, problem) => {
    expect(parseCommandLine(args)).toEqual({
      kind: 'wrong',
      problem: expect.stringContaining(problem),
    });
  });

  test('says what it does not understand, and how to ask, in words or as JSON', async () => {
    const words = await runCli(['count'], env);
    expect(words).toMatchObject({ exitCode: 2, stdout: '' });
    expect(words.stderr).toMatch(/^"count" is no command\n\nUsage:/);
    const asJson = await runCli(['--loud', '--json'], env);
    expect(asJson).toMatchObject({ exitCode: 2, stderr: '' });
    expect(words.stderr.split('\n').length).toBeLessThan(7);
    expect(JSON.parse(asJson.stdout)).toEqual({
      ok: false,
      error: 'usage',
      cause: expect.stringContaining('--loud'),
    });
  });

  test('says which settings are missing before it asks anybody', async () => {
    const { exitCode, stderr } = await runCli(['totals'], {});
    expect(exitCode).toBe(1);
    expect(stderr).toContain('OCI_PRIVATE_KEY');
  });

  test.concurrent('tells what the store said', async () => {
    const { stderr, exitCode } = await runCli(['totals'], { ...env, BUCKET: 'no-such-bucket' });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('unavailable: 404 BucketNotFound');
  }, 20_000);

  test.concurrent('says what it waits for, and then why nobody answers', async () => {
    // Nobody listens on a reserved port.
    const deaf = { ...env, OCI_OBJECT_STORAGE_URL: 'http://127.0.0.1:1023' };
    const runs = await Promise.all([runCli(['totals'], deaf), runCli(['export'], deaf)]);
    const stderr = 'Reading the document …\nunavailable: no answer (ECONNREFUSED)\n';
    expect(runs).toEqual([1, 2].map(() => ({ exitCode: 1, stdout: '', stderr })));
  }, 30_000);
});
