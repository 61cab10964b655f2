/** What people who run a counter can ask on the command line, and what they hear when something is wrong. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { apiKeyEnvironment, mintApiKey } from '../../local/oci-emulator/api-key.ts';
import { saltFingerprint } from '../../shared/counter/visit.ts';
import { systemClock } from '../../shared/runtime.ts';
import { DEFAULT_OBJECT, EmulatedStore } from '../runtime/emulated-store.ts';
import { RUNTIMES } from '../runtime/runtimes.ts';
import { runCli } from './run-cli.ts';

let store: EmulatedStore;
let env: Record<string, string>;

beforeAll(async () => {
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

afterAll(() => store.close());

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
  const path = join(import.meta.dirname, '../../dist', `import-${crypto.randomUUID()}.json`);
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
    expect(stderr).toBe('views     0 -> 90\nvisitors  0 -> 4\n');
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
    const { stdout } = await runCli(args, env);
    expect(JSON.parse(stdout)).toEqual({ ok: true, imported: true, count: 1210, unique: 302 });
    expect(await store.document()).toMatchObject({ pageviews: 1210, uniqueVisitors: 302 });
  });

  test('changes nothing where nobody can be asked', async () => {
    const { exitCode, stderr } = await runCli(['import', '--start-views', '5'], env);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('add --yes to go on');
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
        .poll(async () => (await store.document()).pageviews, { timeout: 20_000 })
        .toBe(61);
    } finally {
      await runtime.close();
    }
  }, 60_000);
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

  test('finds nothing wrong where nothing is', async () => {
    await store.write(old(42, 3));
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
      'topic ok',
      'clock ok',
    ]);
    expect(await store.read()).toEqual(before);
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
    const { stdout } = await runCli(['totals', '--env-file', path], { SALT });
    expect(stdout).toContain('7 views');
  });

  test('helps', async () => {
    const { exitCode, stdout } = await runCli(['--help'], {});
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Usage: npm run cli/);
  });

  test.each([
    [[], 'name a command'],
    [['count'], '"count" is no command'],
    [['totals', 'now'], 'totals does not take "now"'],
    [['totals', '--csv'], '--csv belongs to export'],
    [['import'], 'import takes a file, or --start-views'],
    [['import', '--start-views', '-5'], '--start-views'],
    [['import', '--start-views', '5', '--replace'], '--replace belongs to the import of a file'],
    [['totals', '--loud'], '--loud'],
  ])('does not understand %j', async (args, problem) => {
    const { exitCode, stderr } = await runCli(args, env);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(problem);
    expect(stderr).toContain('Usage:');
  });

  test('says which settings are missing before it asks anybody', async () => {
    const { exitCode, stderr } = await runCli(['totals'], {});
    expect(exitCode).toBe(1);
    expect(stderr).toContain('OCI_PRIVATE_KEY');
  });

  test('tells what the store said', async () => {
    const { stderr, exitCode } = await runCli(['totals'], { ...env, BUCKET: 'no-such-bucket' });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('unavailable: 404 BucketNotFound');
  }, 20_000);
});
