/** Requests for what there is not: methods, paths, and queries that say nothing. */
import { describe, expect, test } from 'vitest';
import { countedBy, expectRefusal, OWNER, totalsIn } from './answers.ts';
import { type RawRequest, sendRaw } from './raw-request.ts';
import type { Runtime, RuntimeKind } from './runtimes.ts';

const METHODS: Readonly<Record<string, string>> = {
  '/counter': 'GET, HEAD, POST, OPTIONS',
  '/report': 'GET, HEAD, POST, OPTIONS',
  '/totals': 'GET, HEAD, OPTIONS',
  '/pages': 'GET, HEAD, OPTIONS',
  '/health': 'GET, HEAD, OPTIONS',
};

const NOWHERE = [
  '/nowhere',
  '/some/where/else/',
  '/counter/x',
  '/Counter',
  '/counter;x=1',
  '/counter.json',
  '/counter%00',
  '/counter%2Fx',
  '/%63ounter',
  '/%',
  '/%E0%A4%A',
  '/..%2f..%2fetc/passwd',
  '/../../etc/passwd',
  '/constructor',
  '/__proto__',
  '/x'.repeat(1_000),
];

const GARBAGE_QUERIES = [
  '%%%',
  '&&==&=&',
  'a=%E0%A4%A',
  '%00=%00',
  '__proto__=x&constructor=y',
  'a=1&'.repeat(1_000),
  'x'.repeat(5_000),
  '?vid=12345678',
  'vid[0]=x&vid[1]=y',
];

export function describeRequests(kind: RuntimeKind, runtime: () => Runtime): void {
  describe(`requests to the ${kind.name}`, () => {
    const send = (raw: RawRequest) => sendRaw(runtime().url, raw);
    const countedBySending = (raw: RawRequest) => countedBy(runtime(), () => send(raw));

    test.each(Object.entries(METHODS))('for %s are %s', async (path, allow) => {
      const wrong = ['PUT', 'DELETE', 'PATCH', ...(allow.includes('POST') ? [] : ['POST'])];
      const counted = await countedBy(runtime(), async () => {
        for (const method of wrong) {
          const asked = runtime().fetch(path, { method, ...OWNER });
          const { headers } = await expectRefusal(asked, 'method-not-allowed');
          expect(headers.get('allow')).toBe(allow);
        }
      });
      expect(counted).toBe(0);
    });

    test.each(['TRACE', 'PROPFIND', 'FOO'])('with the method %s count nothing', async (method) => {
      const counted = await countedBy(runtime(), async () => {
        const { body, status } = await send({ method, path: '/counter' });
        expect([400, 404, 405, 501]).toContain(status);
        expect(body.length).toBeLessThan(100);
      });
      expect(counted).toBe(0);
    });

    test.each(NOWHERE)('to %s find nothing', async (path) => {
      for (const method of ['GET', 'POST']) {
        const { body, headers, status } = await send({ method, path });
        expect([status, body]).toEqual([404, '{"ok":false,"error":"not-found"}']);
        expect(headers['cache-control']).toBe('no-store');
      }
    });

    test.each(GARBAGE_QUERIES)('with the query %s count a view by nobody known', async (query) => {
      const { unique } = await totalsIn(runtime().fetch('/totals'));
      const path = `/counter?${query}`;
      expect(await countedBySending({ path })).toBe(1);
      expect((await totalsIn(runtime().fetch('/totals'))).unique).toBe(unique);
    });
  });
}
