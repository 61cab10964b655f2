/** What is no counter document: refused with a clear word, and never overwritten, byte for byte. */
import { describe, expect, test } from 'vitest';
import { expectRefusal, OWNER, totalsIn, writeThrough } from './answers.ts';
import { startForTest, useRuntime } from './runtime-lifetime.ts';
import type { Runtime, RuntimeKind } from './runtimes.ts';

const HUGE = JSON.stringify({ pageviews: 1, filler: 'x'.repeat(4 * 1024 * 1024) });

const MOSTLY_FOREIGN = JSON.stringify({ pageviews: 1, filler: 'x'.repeat(9 * 1024) });

const SPOILED: readonly (readonly [string, string])[] = [
  ['is empty', ''],
  ['is no JSON', 'visits: 12'],
  ['is a web page', '<!doctype html><title>503</title>'],
  ['is truncated', '{"pageviews":1234,"uniqueVisitors":321,"seen":["ab'],
  ['is twice itself', '{"pageviews":1}{"pageviews":1}'],
  ['has zero bytes', '\0\0\0\0\0\0\0\0'],
  ['is an array', '[{"pageviews":1}]'],
  ['is null', 'null'],
  ['is a number', '42'],
  ['is a string', '"pageviews"'],
  ['is of somebody else', '{"name":"site","theme":"dark"}'],
  ['is negative', '{"pageviews":-1,"uniqueVisitors":0,"seen":[]}'],
  ['has a negative number of visitors', '{"pageviews":1,"uniqueVisitors":-5,"seen":[]}'],
  ['is beyond all numbers', '{"pageviews":1e400}'],
  ['counts in words', '{"pageviews":"many"}'],
  ['counts in lists', '{"pageviews":[1]}'],
  ['has null for a count', '{"pageviews":1,"seen":null,"uniqueVisitors":{}}'],
  ['has visitors that are none', '{"pageviews":1,"seen":["not a hash"]}'],
  ['has visitors in an object', '{"pageviews":1,"seen":{"0":"x"}}'],
  ['has marks that are none', '{"pageviews":1,"seen":[],"writers":[1,2]}'],
  ['has a history that is none', '{"pageviews":1,"seen":[],"days":"yesterday"}'],
  ['has null for its days', '{"pageviews":1,"seen":[],"days":null,"months":null}'],
  ['counts beyond whole numbers', '{"pageviews":9007199254740993,"seen":[]}'],
  ['is of a time beyond all numbers', '{"pageviews":1,"seen":[],"updatedAt":1795435200000000000}'],
  ['has more of somebody else than is carried', MOSTLY_FOREIGN],
  ['is huge', HUGE],
];

export function describeSpoiledDocuments(kind: RuntimeKind): void {
  describe(`on the ${kind.name}, a document`, () => {
    const runtime = useRuntime(kind);

    test.each(SPOILED)('that %s is refused, and stays as it is', async (_, text) => {
      const { fetch, logs, store } = runtime();
      const before = await store.write(text);
      for (const path of ['/counter?vid=v-12345678', '/totals', '/report', '/report?once=day']) {
        await expectRefusal(fetch(path, OWNER), 'corrupt-document');
      }
      expect(await store.read()).toEqual(before);
      expect(runtime().emulator.outbox.messages()).toEqual([]);
      expect((await fetch('/health')).status).toBe(200);
      expect(logs()).toContain('corrupt-document');
    });

    test('that was mended is counted in at once', async () => {
      const { fetch, store } = await startForTest(kind);
      await store.write('{"pageviews":-1}');
      await expectRefusal(fetch('/counter'), 'corrupt-document');
      await store.write('{"pageviews":10}');
      expect(await totalsIn(fetch('/counter'))).toMatchObject({ count: 11 });
    });

    test('that is spoiled under a running counter stays as it is, and loses no visit', async () => {
      const fresh = await startForTest(kind);
      const { fetch, store } = fresh;
      await totalsIn(fetch('/counter'));
      await writeThrough(fresh);
      const good = await store.read();
      const spoiled = await store.write(good.text.slice(0, 50));
      const acknowledged = 1 + (await acknowledgedOf(fresh, 3));
      await expectRefusal(fetch('/report?once=day', OWNER), 'corrupt-document');
      expect(await store.read()).toEqual(spoiled);
      const badge = await (await fetch('/badge.json')).json();
      expect(badge).toMatchObject({ message: String(acknowledged) });

      await store.write(good.text);
      await writeThrough(fresh);
      expect(await store.document()).toMatchObject({ pageviews: acknowledged });
    });

    // The journal remembers that there was one; a Function's container may be newer than the document.
    if (kind.name === 'edge')
      test('that vanished is missed, and not begun anew', async () => {
        const fresh = await startForTest(kind);
        const { fetch, store } = fresh;
        await totalsIn(fetch('/counter'));
        await writeThrough(fresh);
        const good = await store.read();
        await store.remove();
        const acknowledged = 1 + (await acknowledgedOf(fresh, 3));
        await expectRefusal(fetch('/report?once=day', OWNER), 'corrupt-document');
        expect(await store.exists()).toBe(false);

        await store.write(good.text);
        await writeThrough(fresh);
        expect(await store.document()).toMatchObject({ pageviews: acknowledged });
      });
  });
}

/** How many of so many visits are acknowledged; the others are told of the document. */
async function acknowledgedOf({ fetch }: Runtime, visits: number): Promise<number> {
  let acknowledged = 0;
  for (let visit = 0; visit < visits; visit += 1) {
    const response = await fetch('/counter');
    if (response.status === 200) acknowledged += 1;
    else await expectRefusal(response, 'corrupt-document');
  }
  return acknowledged;
}
