/** What the routes answer when all is well, and the headers that go with it. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { countedBy, countNow, OWNER, replaceDocument, totalsIn } from './answers.ts';
import type { Runtime, RuntimeKind } from './runtimes.ts';

const CARRIED_BY_ALL = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
};

export function describeReplies(kind: RuntimeKind, runtime: () => Runtime): void {
  describe(`replies of the ${kind.name}`, () => {
    test('count a first visit, a return, and a view by nobody known', async () => {
      const { fetch } = runtime();
      await replaceDocument(runtime());
      const beforeS = Math.floor(Date.now() / 1000);
      const vid = randomUUID();
      const first = await totalsIn(fetch(`/counter?vid=${vid}`));
      expect(first).toEqual({ ok: true, count: 1, unique: 1, updatedAt: expect.any(Number) });
      expect(first.updatedAt).toBeGreaterThanOrEqual(beforeS);
      expect(first.updatedAt).toBeLessThanOrEqual(Date.now() / 1000);
      expect(await totalsIn(fetch(`/counter?vid=${vid}`))).toMatchObject({ count: 2, unique: 1 });
      expect(await totalsIn(fetch('/counter'))).toMatchObject({ count: 3, unique: 1 });
      expect(await totalsIn(fetch('/totals'))).toMatchObject({ count: 3, unique: 1 });
    });

    test.each(['GET', 'POST'])(
      'are the same for %s, also in another last segment',
      async (method) => {
        const { fetch } = runtime();
        const before = await countNow(runtime());
        const paths = ['/counter', '/some/where/counter', '//counter', '/some/where/counter/'];
        const replies = paths.map((path) => async () => totalsIn(fetch(path, { method })));
        for (const [index, ask] of replies.entries()) {
          expect((await ask()).count).toBe(before + index + 1);
        }
      },
    );

    test('take the ids of the old page script, up to 64 characters', async () => {
      const { fetch } = runtime();
      const { unique } = await totalsIn(fetch('/totals'));
      const unlike = randomUUID().replaceAll('-', '');
      const vids = [`v-${unlike}`, unlike + unlike, unlike.slice(0, 8), `_-${unlike}`];
      for (const vid of vids) await totalsIn(fetch(`/counter?vid=${vid}`));
      expect((await totalsIn(fetch('/totals'))).unique).toBe(unique + vids.length);
    });

    test.each([{ 'sec-gpc': '1' }, { dnt: '1' }])(
      'recognise nobody who asks for privacy by %o, and count the view',
      async (headers) => {
        const { fetch } = runtime();
        const before = await totalsIn(fetch('/totals'));
        const vid = randomUUID();
        const after = await totalsIn(fetch(`/counter?vid=${vid}`, { headers }));
        expect(after).toMatchObject({ count: before.count + 1, unique: before.unique });
        const known = await totalsIn(fetch(`/counter?vid=${vid}`));
        expect(known.unique).toBe(before.unique + 1);
      },
    );

    test('from memory say that it is healthy, without a store call', async () => {
      const { emulator, fetch } = runtime();
      await totalsIn(fetch('/counter'));
      const before = emulator.requests.counts();
      const response = await fetch('/health');
      expect(response.status).toBe(200);
      const reply = await response.json();
      expect(reply).toEqual({
        ok: true,
        pending: expect.any(Number),
        lastCommit: reply.lastCommit,
      });
      expect(emulator.requests.counts()).toEqual(before);
    });

    test('say more about health to the owner', async () => {
      const { fetch } = runtime();
      await totalsIn(fetch('/counter'));
      const response = await fetch('/health?deep=1', OWNER);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({
        ok: true,
        store: 'ok',
        warnings: [],
        storeRequests: expect.any(Number),
        storeRequestsFree: 50_000,
      });
    });

    test.each([
      ['/counter', 'no-store'],
      ['/totals', 'public, max-age=30'],
      ['/health', 'no-store'],
      ['/report?once=day', 'no-store'],
    ])('of %s may be kept: %s', async (path, cacheControl) => {
      const response = await runtime().fetch(path, OWNER);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe(cacheControl);
      expect(response.headers.get('content-type')).toBe('application/json');
    });

    test.each(['/counter', '/totals', '/health', '/report', '/nowhere', '/counter?vid=!'])(
      'of %s may be embedded by anybody, and are taken for nothing but JSON',
      async (path) => {
        const { headers } = await runtime().fetch(path);
        expect(Object.fromEntries(headers)).toMatchObject(CARRIED_BY_ALL);
        expect(headers.get('vary') ?? '').not.toMatch(/origin/i);
      },
    );

    test('count each of many visits that come together', async () => {
      const { fetch } = runtime();
      const counts: number[] = [];
      const counted = await countedBy(runtime(), async () => {
        const visits = Array.from({ length: 20 }, () => totalsIn(fetch('/counter')));
        for (const visit of visits) counts.push((await visit).count);
      });
      expect(counted).toBe(20);
      expect(new Set(counts).size).toBe(20);
    });
  });
}
