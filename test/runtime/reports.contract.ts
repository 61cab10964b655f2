/** `/report` and its token: who may ask for a mail, by which forms, and how often. */
import { describe, expect, test } from 'vitest';
import { countedBy, expectRefusal, OWNER, replaceDocument, totalsIn } from './answers.ts';
import { REPORT_TOKEN, SALT, TOPIC_OCID } from './base-settings.ts';
import { startForTest } from './runtime-lifetime.ts';
import type { Runtime, RuntimeKind } from './runtimes.ts';
import { steadySite } from './steady-site.ts';

const TOKEN = encodeURIComponent(REPORT_TOKEN);

const ACCEPTED: readonly (readonly [string, string, RequestInit])[] = [
  ['a token by query', `/report?token=${TOKEN}`, {}],
  ['a token by query, its + not encoded', `/report?token=${TOKEN.replaceAll('%2B', '+')}`, {}],
  ['a token by query, + for spaces', `/report?token=${TOKEN.replaceAll('%20', '+')}`, {}],
  ['a token by header', '/report', OWNER],
  ['POST', '/report', { method: 'POST', ...OWNER }],
  ['the old form', `/?report=1&token=${TOKEN}`, {}],
  ['the old form at the counter', `/counter?report=1&token=${TOKEN}`, {}],
];

const REFUSED: readonly (readonly [string, string, RequestInit])[] = [
  ['no token', '/report', {}],
  ['no token in the old form', '/?report=1', {}],
  ['an empty token', '/report?token=', {}],
  ['a wrong token', '/report?token=another%20token', {}],
  ['a token with a blank too many', `/report?token=${TOKEN}%20`, {}],
  ['a part of the token', `/report?token=${TOKEN.slice(0, 12)}`, {}],
  ['a token of 4,000 characters', `/report?token=${'t'.repeat(4_000)}`, {}],
  ['a repeated token', `/report?token=${TOKEN}&token=${TOKEN}`, {}],
  ['a right and a wrong token', `/report?token=${TOKEN}&token=x`, {}],
  ['an array', `/report?token[]=${TOKEN}`, {}],
  ['a wrong header beside a right query', `/report?token=${TOKEN}`, bearer('another token')],
  ['an empty header', '/report', bearer('')],
  ['another scheme', '/report', { headers: { authorization: `Basic ${btoa(REPORT_TOKEN)}` } }],
  ['the token without a scheme', '/report', { headers: { authorization: REPORT_TOKEN } }],
  ['the token in a body', '/report', { method: 'POST', body: `token=${TOKEN}` }],
];

function bearer(token: string): RequestInit {
  return { headers: { authorization: `Bearer ${token}` } };
}

const mails = (runtime: Runtime) => runtime.emulator.outbox.messages();

export function describeReports(kind: RuntimeKind, runtime: () => Runtime): void {
  describe(`reports of the ${kind.name}`, () => {
    test.each(ACCEPTED)('are mailed with %s', async (_, path, init) => {
      const before = mails(runtime()).length;
      const response = await runtime().fetch(path, init);
      expect(await response.json()).toEqual({ ok: true, report: true });
      expect(mails(runtime())).toHaveLength(before + 1);
    });

    test.each(REFUSED)('are not mailed with %s', async (_, path, init) => {
      const before = mails(runtime()).length;
      const counted = await countedBy(runtime(), () =>
        expectRefusal(runtime().fetch(path, init), 'forbidden'),
      );
      expect(mails(runtime())).toHaveLength(before);
      expect(counted).toBe(0);
    });

    test('tell the totals to the topic, and nothing of a visitor', async () => {
      const { fetch } = runtime();
      const { count, unique } = await totalsIn(fetch('/counter?vid=v-of-a-reader'));
      await fetch('/report', OWNER);
      const mail = mails(runtime()).at(-1);
      expect(mail?.topicId).toBe(TOPIC_OCID);
      expect(mail?.title).toMatch(new RegExp(`\\b${count}\\b.*\\b${unique}\\b`));
      expect(mail?.body).not.toMatch(/[0-9a-f]{32}/);
      for (const secret of [SALT, REPORT_TOKEN, 'v-of-a-reader']) {
        expect(mail?.body).not.toContain(secret);
      }
    });

    test('asked for by HEAD are not mailed', async () => {
      const before = mails(runtime()).length;
      const response = await runtime().fetch('/report', { method: 'HEAD', ...OWNER });
      expect([response.status, await response.text()]).toEqual([200, '']);
      expect(mails(runtime())).toHaveLength(before);
    });

    test.each(['once=year', 'once=day&once=day', 'once=%00'])(
      'are not mailed when it is unclear how often: %s',
      async (query) => {
        const before = mails(runtime()).length;
        await expectRefusal(runtime().fetch(`/report?${query}`, OWNER), 'invalid-query');
        expect(mails(runtime())).toHaveLength(before);
      },
    );

    test('once a day are mailed once a day, however many ask together', async () => {
      await replaceDocument(runtime());
      await totalsIn(runtime().fetch('/counter'));
      const before = mails(runtime()).length;
      const asked = Array.from({ length: 6 }, () => runtime().fetch('/report?once=day', OWNER));
      const replies: unknown[] = [];
      for (const response of asked) replies.push(await (await response).json());
      const already = { ok: true, report: false, already: true };
      expect(replies.filter((reply) => 'already' in Object(reply))).toEqual(Array(5).fill(already));
      expect(replies).toContainEqual({ ok: true, report: true });
      expect(mails(runtime())).toHaveLength(before + 1);
    });

    test('of a day, a week and a month are claimed apart, and `due` is the one of REPORT_EVERY', async () => {
      const { emulator, fetch, store } = await startForTest(kind, {
        settings: { REPORT_EVERY: 'week' },
      });
      await totalsIn(fetch('/counter'));
      const ask = async (once: string) =>
        (await (await fetch(`/report?once=${once}`, OWNER)).json()) as { report: boolean };
      const sent: [string, boolean][] = [];
      for (const once of ['due', 'week', 'day', 'month', 'due', 'day', 'week', 'month']) {
        sent.push([once, (await ask(once)).report]);
      }
      const again = ['due', 'day', 'week', 'month'].map((once) => [once, false]);
      expect(sent).toEqual([
        ['due', true],
        ['week', false],
        ['day', true],
        ['month', true],
        ...again,
      ]);
      expect(emulator.outbox.messages()).toHaveLength(3);
      const { report } = await store.document();
      expect(Object.keys(report as object).sort()).toEqual(['day', 'month', 'week']);
    });

    test('leave a mark once they went, those by hand too, and none where nobody knows', async () => {
      const { emulator, fetch, store } = runtime();
      await replaceDocument(runtime());
      await totalsIn(fetch('/counter'));
      const marks = async () => {
        const claims = Object.entries((await store.document()).report as object);
        return claims.map(([name, claim]) => [name, typeof claim.mailedAt]);
      };
      await fetch('/report?once=day', OWNER);
      emulator.faults.set({ rules: [{ fault: 'cut-after', request: 'publishMessage', times: 1 }] });
      await expectRefusal(fetch('/report?once=week', OWNER), 'unavailable');
      await fetch('/report', OWNER);
      expect(await marks()).toEqual([
        ['day', 'number'],
        ['week', 'undefined'],
        ['byHand', 'number'],
      ]);
      const stats = await (await fetch('/stats', OWNER)).json();
      expect(stats).toMatchObject({ lastReport: { kind: expect.any(String) } });
    });

    test('are given back after a definite refusal, and not after an unknown outcome', async () => {
      const { emulator, fetch } = runtime();
      await replaceDocument(runtime());
      await totalsIn(runtime().fetch('/counter'));
      const before = mails(runtime()).length;
      const ask = () => fetch('/report?once=day', OWNER);
      emulator.faults.set({ rules: [{ fault: 'throttled', request: 'publishMessage', times: 1 }] });
      await expectRefusal(ask(), 'unavailable');
      emulator.faults.set({ rules: [{ fault: 'cut-after', request: 'publishMessage', times: 1 }] });
      await expectRefusal(ask(), 'unavailable');
      expect(mails(runtime())).toHaveLength(before + 1);
      expect(await (await ask()).json()).toEqual({ ok: true, report: false, already: true });
      expect(mails(runtime())).toHaveLength(before + 1);
    });

    test('come with one message, once, where a steady site has had no view for days', async () => {
      for (const [settings, titles] of [
        [{}, ['no views yesterday', 'no view for 3 days', 'no views yesterday']],
        [{ ALERTS: 'off' }, ['no views yesterday', 'no views yesterday']],
      ] as const) {
        const { emulator, fetch, store } = await startForTest(kind, { settings });
        await store.write(steadySite(4));
        await fetch('/report?once=day', OWNER);
        await fetch('/report', OWNER);
        const told = emulator.outbox.messages().map(({ title }) => title.replace(/^.*: /, ''));
        expect(told).toEqual(titles);
      }
    });

    test('are forbidden to all, and visits count, without REPORT_TOKEN', async () => {
      const { emulator, fetch } = await startForTest(kind, {
        settings: { REPORT_TOKEN: undefined },
      });
      for (const path of ['/report', '/report?token=', '/report?token=undefined', '/?report=1']) {
        await expectRefusal(fetch(path), 'forbidden');
      }
      await expectRefusal(fetch('/report', bearer('undefined')), 'forbidden');
      await expectRefusal(fetch('/health?deep=1', OWNER), 'forbidden');
      expect(emulator.outbox.messages()).toEqual([]);
      expect(await totalsIn(fetch('/counter'))).toMatchObject({ count: 1 });
    });

    test('are misconfigured, and visits count, without TOPIC_OCID', async () => {
      const { emulator, fetch, logs } = await startForTest(kind, {
        settings: { TOPIC_OCID: undefined },
      });
      await expectRefusal(fetch('/report', OWNER), 'misconfigured');
      await expectRefusal(fetch('/report?once=day', OWNER), 'misconfigured');
      await expectRefusal(fetch('/report'), 'forbidden');
      expect(emulator.outbox.messages()).toEqual([]);
      expect(logs()).toContain('TOPIC_OCID is not set');
      expect(await totalsIn(fetch('/counter'))).toMatchObject({ count: 1 });
    });
  });
}
