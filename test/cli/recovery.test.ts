/** What the command line puts right: damaged documents, a wrong SALT in them, and a beginning anew. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { apiKeyEnvironment } from '../../local/oci-emulator/api-key.ts';
import { saltFingerprint } from '../../shared/counter/visit.ts';
import { EmulatedStore } from '../runtime/emulated-store.ts';
import { runCli } from './run-cli.ts';

let store: EmulatedStore;
let env: Record<string, string>;
let folder = '';

beforeAll(async () => {
  store = await EmulatedStore.start();
});

afterAll(() => store.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recovery-'));
  env = {
    OCI_REGION: store.emulator.region,
    OCI_OBJECT_STORAGE_URL: store.emulator.url,
    SALT: 'a salt for the recovery',
    INIT_CWD: folder,
    ...apiKeyEnvironment(await store.emulator.addApiKey()),
  };
  if (await store.exists()) await store.remove();
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const MARK = [7, 40, 0];
const document = (pageviews: number, more: object = {}) =>
  JSON.stringify({ pageviews, uniqueVisitors: 0, seen: [], updatedAt: 1_795_400_000, ...more });

async function backup(text: string | Buffer): Promise<string> {
  await writeFile(join(folder, 'backup.json'), text);
  return 'backup.json';
}

async function copies(): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('counter-before-')).sort();
}

describe('import --replace', () => {
  test.each([
    ['not json', 'not json'],
    ['a list', '[]'],
    ['a number below zero', '{"pageviews":-1}'],
    ['nothing', ''],
    ['a byte order mark of another encoding', '\uFFFE{"pageviews":3}'],
    ['too much', `{"pageviews":3,"more":"${'x'.repeat(4 * 1024 * 1024)}"}`],
    ['another thing', '{"name":"Ada"}'],
  ])(
    'takes the place of an object that holds %s, and keeps its bytes',
    async (_, damaged) => {
      await store.write(damaged);
      const path = await backup(document(90));
      const refused = await runCli(['import', path, '--yes'], env);
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toMatch(/^.*corrupt-document: .*import FILE --replace/ms);
      expect(await copies()).toEqual([]);

      const replaced = await runCli(['import', path, '--replace', '--yes'], env);
      expect(replaced.stdout).toBe('Done: 90 views, 0 visitors.\n');
      expect(replaced.stderr).toContain('What is there is no document (');
      const [copy = ''] = await copies();
      expect(replaced.stderr).toContain(`is kept in ${join(folder, copy)}`);
      expect(await readFile(join(folder, copy), 'utf8')).toBe(damaged);
      expect((await stat(join(folder, copy))).mode & 0o777).toBe(0o600);
      expect(await store.document()).toMatchObject({ pageviews: 90 });
    },
    60_000,
  );

  test('changes nothing and keeps no copy where nobody can be asked', async () => {
    await store.write('[]');
    const { exitCode, stderr } = await runCli(
      ['import', await backup(document(9)), '--replace'],
      env,
    );
    expect(exitCode).toBe(1);
    expect(stderr).toContain('add --yes to go on');
    expect((await store.read()).text).toBe('[]');
    expect(await copies()).toEqual([]);
  });

  test.each([
    ['a byte order mark', Buffer.from(`\uFEFF${document(90)}`)],
    ['the encoding of PowerShell', Buffer.from(`\uFEFF${document(90)}\r\n`, 'utf16le')],
  ])('reads a backup with %s', async (_, bytes) => {
    const { stdout } = await runCli(['import', await backup(bytes), '--yes'], env);
    expect(stdout).toBe('Done: 90 views, 0 visitors.\n');
  });
});

describe('reset', () => {
  test('keeps what is there in a file, and begins anew with the marks of all writers', async () => {
    const before = document(40, { writers: { 'writer-of-another': MARK } });
    await store.write(before);
    const { exitCode, stderr, stdout } = await runCli(['reset', '--yes', '--json'], env);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('with 40 views and 0 visitors');
    const { kept } = JSON.parse(stdout) as { readonly kept: string };
    expect(await readFile(kept, 'utf8')).toBe(before);
    const after = await store.document();
    expect(after).toMatchObject({ pageviews: 0, uniqueVisitors: 0, updatedAt: 0 });
    expect(after.writers).toMatchObject({ 'writer-of-another': [7, 40, expect.any(Number)] });
  });

  test.each(['not json', undefined])('makes a document where there is %j', async (body) => {
    if (body !== undefined) await store.write(body);
    expect((await runCli(['reset', '--yes'], env)).exitCode).toBe(0);
    expect(await store.document()).toMatchObject({ pageviews: 0 });
    expect(await copies()).toHaveLength(body === undefined ? 0 : 1);
  });

  test('asks first', async () => {
    await store.write(document(40));
    expect((await runCli(['reset'], env)).exitCode).toBe(1);
    expect(await store.document()).toMatchObject({ pageviews: 40 });
  });
});

describe('SALT', () => {
  test.each([
    ['import', '--start-views', '5'],
    ['reset'],
    ['salt', '--reseal'],
    ['report', '--once'],
  ])('is not written with a warning about it by %s', async (...args) => {
    await store.write(document(40, { salt: 'ffff' }));
    const before = await store.read();
    const yes = args[0] === 'report' ? [] : ['--yes'];
    const { exitCode, stderr } = await runCli([...args, ...yes], { ...env, SALT: '' });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('SALT is not set');
    expect(stderr).toContain('--accept-salt');
    expect(await store.read()).toEqual(before);
  });

  test.each([['import', 'backup.json', '--replace'], ['reset']])(
    'of another document is not written over by %s, unless told to',
    async (...args) => {
      await backup(document(9));
      const before = await store.write(document(40, { salt: 'ffff' }));
      const refused = await runCli([...args, '--yes'], env);
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain('the fingerprint ffff of another SALT');
      expect(await store.read()).toEqual(before);
      expect((await runCli([...args, '--yes', '--accept-salt'], env)).exitCode).toBe(0);
      expect(await store.document()).toMatchObject({ salt: await saltFingerprint(env.SALT ?? '') });
      expect(await copies()).toHaveLength(1);
    },
  );

  test('is written with a warning about it when told to', async () => {
    const args = ['import', '--start-views', '5', '--yes', '--accept-salt'];
    expect((await runCli(args, { ...env, SALT: '' })).exitCode).toBe(0);
    expect(await store.document()).toMatchObject({ pageviews: 5 });
  });

  test('of a wrongly sealed document is told, and put right, while all else stays', async () => {
    const wrong = await saltFingerprint('change-me');
    const right = await saltFingerprint(env.SALT ?? '');
    await store.write(document(1000, { salt: wrong, writers: { 'writer-of-another': MARK } }));
    const refused = await runCli(['import', '--start-views', '5', '--yes'], env);
    expect(refused.stderr).toContain(`the fingerprint ${wrong} of another SALT`);
    const told = await runCli(['salt'], env);
    expect(told.exitCode).toBe(1);
    expect(told.stdout).toContain(
      `settings  ${right}\ndocument  ${wrong} (that of the public default`,
    );
    const resealed = await runCli(['salt', '--reseal', '--yes'], env);
    expect(resealed.stdout).toBe(`Done: the document has the fingerprint ${right}.\n`);
    expect(await store.document()).toMatchObject({
      pageviews: 1000,
      salt: right,
      writers: { 'writer-of-another': [7, 40, expect.any(Number)] },
    });
    const again = await runCli(['salt', '--json'], env);
    expect(JSON.parse(again.stdout)).toEqual({ ok: true, settings: right, document: right });
  });

  test('is read from a settings file with a byte order mark, from where the person stands', async () => {
    const { OCI_PRIVATE_KEY = '', SALT = '', ...rest } = env;
    const lines = [`SALT=${SALT}`, `OCI_PRIVATE_KEY="${OCI_PRIVATE_KEY}"`, 'REPORT_TOKNE=x'];
    await writeFile(join(folder, 'my.env'), `\uFEFF${lines.join('\r\n')}\r\n`, 'utf16le');
    const args = ['import', '--start-views', '5', '--yes', '--settings', 'my.env'];
    const { exitCode, stderr } = await runCli(args, rest);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('my.env: REPORT_TOKNE is no setting: did you mean REPORT_TOKEN?');
    expect(await store.document()).toMatchObject({ salt: await saltFingerprint(SALT) });
  });
});

test('start numbers are said to add to what is there', async () => {
  const args = ['import', '--start-views', '100', '--yes'];
  expect((await runCli(args, env)).stderr).not.toContain('added');
  expect((await runCli(args, env)).stderr).toContain('are added to what is there');
  expect((await runCli(args.slice(0, 3), env)).stderr).toContain('views     200 -> 300');
});

test('a file is written where the person stands', async () => {
  await store.write(document(7));
  expect((await runCli(['export', '--out', 'here.json'], env)).exitCode).toBe(0);
  expect(JSON.parse(await readFile(join(folder, 'here.json'), 'utf8'))).toMatchObject({
    pageviews: 7,
  });
});
