/** The stored document: every form that the old function wrote goes on counting, from where it was. */
import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { expectRefusal, OWNER, replaceDocument, totalsIn, writeThrough } from './answers.ts';
import { SALT } from './base-settings.ts';
import { startForTest } from './runtime-lifetime.ts';
import type { Runtime, RuntimeKind } from './runtimes.ts';

const VID = randomUUID();

/** As the old Python function made it. */
const hashOf = (vid: string) => createHash('sha256').update(`${SALT}:${vid}`).digest('hex');

const STRANGER = hashOf('somebody else');

interface Columns {
  readonly start: string;
  readonly pageviews: readonly number[];
}

/** Each with the count and unique of the next visit, which is `VID`'s. */
const OLD_DOCUMENTS: readonly (readonly [string, object, number, number])[] = [
  ['is empty', {}, 1, 1],
  ['holds a number only', { count: 41 }, 42, 1],
  [
    'knows the visitor',
    { pageviews: 100, uniqueVisitors: 2, seen: [STRANGER, hashOf(VID)], updatedAt: 1_700_000_000 },
    101,
    2,
  ],
  ['knows somebody else', { pageviews: 100, uniqueVisitors: 1, seen: [STRANGER] }, 101, 2],
  ['counts more than it knows', { pageviews: 9, uniqueVisitors: 7, seen: [STRANGER] }, 10, 8],
  ['has numbers in strings', { pageviews: '100', uniqueVisitors: '7', seen: [] }, 101, 8],
  ['has fractions', { pageviews: 100.9, uniqueVisitors: 7.5, seen: [] }, 101, 8],
  ['has fields of somebody else', { pageviews: 5, theme: 'dark' }, 6, 1],
];

export function describeDocuments(kind: RuntimeKind, runtime: () => Runtime): void {
  describe(`a document of the ${kind.name}`, () => {
    test('is begun by the first visit, when there is none', async () => {
      const fresh = await startForTest(kind);
      const { fetch, store } = fresh;
      expect(await totalsIn(fetch('/totals'))).toEqual({
        ok: true,
        count: 0,
        unique: 0,
        updatedAt: 0,
      });
      expect(await store.exists()).toBe(false);
      expect(await totalsIn(fetch(`/counter?vid=${VID}`))).toMatchObject({ count: 1, unique: 1 });
      await writeThrough(fresh);
      const { updatedAt, ...fields } = await store.document();
      expect(fields).toMatchObject({ pageviews: 1, uniqueVisitors: 1, seen: [hashOf(VID)] });
      expect(updatedAt).toBeGreaterThan(Date.now() / 1000 - 60);
    });

    test.each(OLD_DOCUMENTS)('that %s goes on from there', async (_, document, count, unique) => {
      const { fetch, store } = runtime();
      await replaceDocument(runtime(), document);
      const told = await totalsIn(fetch(`/counter?vid=${VID}`));
      expect(told).toMatchObject({ count, unique });
      await writeThrough(runtime());
      const stored = await store.document();
      expect(stored).toMatchObject({ pageviews: count, uniqueVisitors: unique });
      expect(stored.seen).toContain(hashOf(VID));
    });

    test.each([
      ['milliseconds', 1_700_000_000_000, 1_700_000_000],
      ['microseconds', 1_700_000_000_000_000, 1_700_000_000],
    ])('whose time is in %s is read as what it is', async (_, updatedAt, expected) => {
      const { fetch, store } = await startForTest(kind);
      await store.write(JSON.stringify({ pageviews: 5, seen: [], updatedAt }));
      expect(await totalsIn(fetch('/totals'))).toMatchObject({ updatedAt: expected });
      expect((await totalsIn(fetch('/counter'))).updatedAt).toBeLessThan(Date.now() / 1000 + 60);
    });

    test('keeps fields of a version that knows more than this one', async () => {
      const fresh = await startForTest(kind);
      const later = { readers: { names: ['a'], views: [3] }, note: 'mine' };
      await fresh.store.write(JSON.stringify({ pageviews: 5, seen: [], ...later }));
      await totalsIn(fresh.fetch(`/counter?vid=${VID}`));
      await writeThrough(fresh);
      expect(await fresh.store.document()).toMatchObject({ pageviews: 6, ...later });
    });

    test('of a clock in the year 2200 goes on today, with all of its views', async () => {
      const fresh = await startForTest(kind);
      const { fetch, store } = fresh;
      const columns = { pageviews: [2, 3], newVisitors: [0, 0] };
      await store.write(
        JSON.stringify({
          pageviews: 5,
          seen: [],
          updatedAt: Date.UTC(2200, 0, 2) / 1000,
          days: { start: '2200-01-01', visitors: [0, 0], today: { seen: '' }, ...columns },
          months: { start: '2200-01', pageviews: [5], newVisitors: [0] },
        }),
      );
      const { updatedAt } = await totalsIn(fetch('/counter'));
      expect(updatedAt).toBeLessThan(Date.now() / 1000 + 60);
      await writeThrough(fresh);
      const { days, months } = (await store.document()) as Record<string, Columns>;
      expect(Date.parse(days?.start ?? '')).toBeLessThan(Date.now() + 2 * 86_400_000);
      expect(days?.pageviews).toEqual([6]);
      expect(months?.pageviews).toEqual([6]);
    });

    test('with 50,000 visitors goes on as an estimate, and gets small', async () => {
      const { fetch, store } = runtime();
      const seen = Array.from({ length: 50_000 }, (_, index) => hashOf(`visitor ${index}`));
      const old = { pageviews: 70_000, uniqueVisitors: 50_000, seen, updatedAt: 1 };
      await replaceDocument(runtime(), old);
      const told = await totalsIn(fetch('/counter?vid=v-12345678'));
      expect(told).toMatchObject({ count: 70_001, uniqueError: expect.any(Number) });
      expect(told.unique).toBeGreaterThanOrEqual(50_000);
      expect(told.unique).toBeLessThan(50_100);
      await writeThrough(runtime());
      const { text } = await store.read();
      expect(text.length).toBeLessThan(48 * 1024);
      expect(JSON.parse(text)).toMatchObject({ pageviews: 70_001, seen: [] });
    });

    test('of another SALT is misconfigured, and stays as it is', async () => {
      const { fetch, logs, store } = await startForTest(kind);
      const before = await store.write('{"pageviews":7,"seen":[],"salt":"ffff"}');
      for (const path of ['/counter', '/totals', '/report', '/report?once=day']) {
        await expectRefusal(fetch(path, OWNER), 'misconfigured');
      }
      expect(await store.read()).toEqual(before);
      expect((await fetch('/health')).status).toBe(200);
      expect(logs()).toContain('set the old SALT again');
    });

    test('of this SALT may be counted in by the next process', async () => {
      await replaceDocument(runtime());
      await totalsIn(runtime().fetch(`/counter?vid=${VID}`));
      await writeThrough(runtime());
      const second = await startForTest(kind, { store: runtime().store });
      const told = await totalsIn(second.fetch(`/counter?vid=${VID}`));
      expect(told).toMatchObject({ count: 2, unique: 1 });
    });
  });
}
