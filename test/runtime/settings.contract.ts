/** Settings that are missing or wrong: all named at once in the log, `misconfigured` to callers. */
import { describe, expect, test } from 'vitest';
import { hashVisitor, saltFingerprint } from '../../shared/counter/visit.ts';
import { expectRefusal, OWNER, totalsIn, writeThrough } from './answers.ts';
import { REPORT_TOKEN, SALT } from './base-settings.ts';
import { startForTest } from './runtime-lifetime.ts';
import type { Runtime, RuntimeKind, SettingsChange } from './runtimes.ts';

const WRONG: SettingsChange = {
  TOPIC_OCID: 'reports',
  ALLOWED_ORIGINS: 'https://site.example/path',
  OCI_NAMESPACE: 'a/b',
  OCI_REGION: 'Frankfurt',
  OCI_OBJECT_STORAGE_URL: 'http://store.example',
  OCI_NOTIFICATIONS_URL: 'not a url',
  EXACT_VISITORS_MAX: '-1',
  RATE_LIMIT: 'sometimes',
  OBJECT: 'x'.repeat(1_025),
};

const VID = 'v-12345678';

const API_KEY = [
  'OCI_TENANCY_OCID',
  'OCI_USER_OCID',
  'OCI_KEY_FINGERPRINT',
  'OCI_PRIVATE_KEY',
] as const;

const NO_RESOURCE_PRINCIPAL = {
  OCI_RESOURCE_PRINCIPAL_VERSION: undefined,
  OCI_RESOURCE_PRINCIPAL_RPST: undefined,
  OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM: undefined,
  OCI_RESOURCE_PRINCIPAL_REGION: undefined,
};

const without = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, undefined]));

/** Each with the names that the log must hold, and none of the values. */
const CASES: Readonly<
  Record<RuntimeKind['name'], readonly (readonly [string, SettingsChange, readonly string[]])[]>
> = {
  edge: [
    ['that are wrong', WRONG, Object.keys(WRONG)],
    ['that are missing', without(['OCI_REGION', ...API_KEY]), ['OCI_REGION', ...API_KEY]],
    ['that are blank', { OCI_REGION: ' ', OCI_PRIVATE_KEY: '' }, ['OCI_REGION', 'OCI_PRIVATE_KEY']],
    [
      'of a key that is none',
      { OCI_PRIVATE_KEY: 'a secret, pasted in haste', OCI_KEY_FINGERPRINT: 'also-pasted-here' },
      ['OCI_PRIVATE_KEY', 'OCI_KEY_FINGERPRINT'],
    ],
  ],
  gateway: [
    ['that are wrong', WRONG, Object.keys(WRONG)],
    [
      'that are missing where there is no resource principal',
      { ...NO_RESOURCE_PRINCIPAL, OCI_REGION: undefined },
      ['resource principal', 'OCI_REGION', ...API_KEY],
    ],
    [
      'of half an API key',
      {
        ...NO_RESOURCE_PRINCIPAL,
        OCI_REGION: undefined,
        OCI_TENANCY_OCID: 'ocid1.tenancy.oc1..x',
        OCI_PRIVATE_KEY: 'a secret, pasted in haste',
      },
      ['OCI_REGION', 'OCI_USER_OCID', 'OCI_KEY_FINGERPRINT', 'OCI_PRIVATE_KEY'],
    ],
  ],
};

async function expectMisconfigured({ emulator, fetch }: Runtime): Promise<void> {
  const health = await fetch('/health');
  expect([health.status, await health.json()]).toEqual([200, { ok: true, misconfigured: true }]);
  expect(health.headers.get('cache-control')).toBe('no-store');
  for (const path of ['/counter?vid=v-12345678', '/totals', '/report', '/?report=1']) {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      await expectRefusal(fetch(path, { method, ...OWNER }), 'misconfigured');
    }
  }
  expect((await fetch('/counter', { method: 'OPTIONS' })).status).toBe(204);
  expect(Object.values(emulator.requests.counts()).every((count) => count === 0)).toBe(true);
}

export function describeSettings(kind: RuntimeKind): void {
  describe(`settings of the ${kind.name}`, () => {
    test.each(CASES[kind.name])('%s are named at once', async (_, settings, names) => {
      const runtime = await startForTest(kind, { settings });
      await expectMisconfigured(runtime);
      const [line = '', ...others] = linesWith(runtime, '"misconfigured"');
      expect(others.filter((other) => other.includes('problems'))).toEqual([]);
      for (const name of names) expect(line).toContain(name);
      for (const value of Object.values(settings)) {
        if ((value ?? '').trim().length > 2) expect(line).not.toContain(value);
      }
    });

    test('that are blank are as good as none, where none are needed', async () => {
      const blank = { BUCKET: ' ', OCI_NAMESPACE: '', ALLOWED_ORIGINS: ' ', TOPIC_OCID: ' ' };
      const { fetch } = await startForTest(kind, { settings: blank });
      expect(await totalsIn(fetch('/counter'))).toMatchObject({ count: 1 });
      await expectRefusal(fetch('/report', OWNER), 'misconfigured');
    });

    test('without SALT count, and say so in the log, the deep health and the report', async () => {
      const runtime = await startForTest(kind, { settings: { SALT: undefined } });
      const { emulator, fetch } = runtime;
      expect(await totalsIn(fetch('/counter?vid=v-12345678'))).toMatchObject({ count: 1 });
      const deep = await fetch('/health?deep=1', OWNER);
      expect((await deep.json()).warnings).toEqual([expect.stringContaining('SALT is not set')]);
      await fetch('/report', OWNER);
      expect(emulator.outbox.messages().at(-1)?.body).toContain('SALT is not set');
      expect(linesWith(runtime, 'SALT is not set').length).toBeGreaterThanOrEqual(1);
    });

    test('that counting does not need fall back when they are wrong, and are warned of', async () => {
      const wrong = {
        SITE_NAME: 'x'.repeat(61),
        PUBLIC_STATS: 'yes, please',
        BADGE_HITS: 'yes, please',
        RATE_LIMIT: 'no, thanks',
        COUNTER_URL: 'counter.example',
        EXACT_VISITORS_MAX: '5000',
        STORE_REQUESTS_PER_MONTH: 'many',
      };
      const runtime = await startForTest(kind, { settings: wrong });
      const { emulator, fetch } = runtime;
      expect(await totalsIn(fetch('/counter?vid=v-12345678'))).toMatchObject({ count: 1 });
      await expectRefusal(fetch('/stats'), 'forbidden');
      const { warnings } = await (await fetch('/health?deep=1', OWNER)).json();
      await fetch('/report', OWNER);
      const mail = emulator.outbox.messages().at(-1)?.body.replaceAll(/\s+/g, ' ') ?? '';
      for (const name of Object.keys(wrong)) {
        const warning = warnings.find((text: string) => text.startsWith(`${name} must be`));
        expect(warning).toMatch(/is used instead|is taken for not set/);
        expect(mail).toContain(`${name} must be`);
        expect(linesWith(runtime, `${name} must be`)).not.toEqual([]);
      }
      expect(warnings).toHaveLength(Object.keys(wrong).length);
    });

    test.each(['\n', '\r\n'])('begin a document without the line break %j of SALT', async (end) => {
      const settings = { SALT: SALT + end, REPORT_TOKEN: REPORT_TOKEN + end };
      const runtime = await startForTest(kind, { settings });
      await totalsIn(runtime.fetch(`/counter?vid=${VID}`));
      await writeThrough(runtime);
      expect(await runtime.store.document()).toMatchObject({
        salt: await saltFingerprint(SALT),
        seen: [await hashVisitor(SALT, VID)],
      });
      const { warnings } = await (await runtime.fetch('/health?deep=1', OWNER)).json();
      expect(warnings).toEqual([]);
    });

    test('go on with the line break of SALT where the document was counted with it, and say so', async () => {
      const given = `${SALT}\n`;
      const runtime = await startForTest(kind, { settings: { SALT: given } });
      const { emulator, fetch, store } = runtime;
      const seen = [await hashVisitor(given, VID)];
      const sealed = { pageviews: 5, uniqueVisitors: 1, seen, salt: await saltFingerprint(given) };
      await store.write(JSON.stringify(sealed));
      expect(await totalsIn(fetch(`/counter?vid=${VID}`))).toMatchObject({ count: 6, unique: 1 });
      expect(await totalsIn(fetch('/counter?vid=v-another1'))).toMatchObject({ unique: 2 });
      await writeThrough(runtime);
      expect(await store.document()).toMatchObject({
        ...sealed,
        pageviews: 7,
        uniqueVisitors: 2,
        seen: [...seen, await hashVisitor(given, 'v-another1')],
      });
      const told = 'SALT ends with a line break';
      const { warnings } = await (await fetch('/health?deep=1', OWNER)).json();
      expect(warnings).toEqual([expect.stringContaining(told)]);
      const stats = await (await fetch('/stats', OWNER)).json();
      expect(stats.warnings).toEqual(warnings);
      expect(emulator.outbox.messages().at(-1)?.body).toContain(told);
      expect(linesWith(runtime, told)).not.toEqual([]);
    });

    test('may name another bucket path: an object with slashes, spaces and letters', async () => {
      const object = 'sites/my résumé/counter #1.json';
      const runtime = await startForTest(kind, { settings: { OBJECT: object } });
      expect(await totalsIn(runtime.fetch('/counter'))).toMatchObject({ count: 1 });
      await runtime.fetch('/report?once=day', OWNER);
      expect(await runtime.store.document(object)).toMatchObject({ pageviews: 1 });
    });
  });
}

function linesWith(runtime: Runtime, words: string): string[] {
  return runtime
    .logs()
    .split('\n')
    .filter((line) => line.includes(words));
}
