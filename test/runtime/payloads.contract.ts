/** Bodies and headers that are too many, not ours, or half sent: refused or ignored, and no harm done. */
import { describe, expect, test } from 'vitest';
import { countedBy, OWNER, replaceDocument, totalsIn, writeThrough } from './answers.ts';
import { hangUp, type RawRequest, sendRaw } from './raw-request.ts';
import type { Runtime, RuntimeKind } from './runtimes.ts';

const MEGABYTE = Buffer.alloc(1024 * 1024, 'x');
const JUST_TOO_LARGE = MEGABYTE.subarray(0, 64 * 1024 + 1);
const TOO_LARGE = '{"ok":false,"error":"too-large"}';

export function describePayloads(kind: RuntimeKind, runtime: () => Runtime): void {
  describe(`payloads to the ${kind.name}`, () => {
    const send = (raw: RawRequest) => sendRaw(runtime().url, raw);
    const countedBySending = (raw: RawRequest) => countedBy(runtime(), () => send(raw));

    test.each([
      ['of known length', false],
      ['of unknown length', true],
    ] as const)('that are large and %s are refused, and count nothing', async (_, chunked) => {
      for (const path of ['/counter', '/report', '/nowhere']) {
        const counted = await countedBy(runtime(), async () => {
          const raw = { method: 'POST', path, body: JUST_TOO_LARGE, chunked };
          const { body, headers, status } = await send(raw);
          expect([status, body]).toEqual([413, TOO_LARGE]);
          expect(headers['cache-control']).toBe('no-store');
        });
        expect(counted).toBe(0);
      }
    });

    test.each([false, true])('of a megabyte count nothing; chunked: %s', async (chunked) => {
      const counted = await countedBy(runtime(), async () => {
        const raw = { method: 'POST', path: '/counter', body: MEGABYTE, chunked };
        // miniflare, before workerd, may lose the connection of a body that nobody read.
        const { body, status } = await send(raw).catch((failure: Error) => {
          expect([kind.name, failure.message]).toEqual(['edge', 'socket hang up']);
          return { status: 413, body: TOO_LARGE };
        });
        const lost = kind.name === 'edge' && body.startsWith('Error: Network connection lost.');
        expect([status, body]).toEqual(lost ? [500, body] : [413, TOO_LARGE]);
      });
      expect(counted).toBe(0);
    });

    test.each(['{', '\0', 'vid=not one', '{"vid":"12345678"}'])(
      'with the small body %j count, whatever is in it',
      async (body) => {
        const headers = { 'content-type': 'application/json' };
        expect(await countedBySending({ method: 'POST', path: '/counter', body, headers })).toBe(1);
      },
    );

    test.each([
      [
        '3,000 headers',
        Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`x-${i}`, 'v'])),
      ],
      ['100 kB of one header', { cookie: 'flood'.repeat(20_000) }],
      ['a header 500 times', { 'x-flood': Array(500).fill('a value of thirty characters..') }],
    ])('with %s are counted or refused, and do no harm', async (_, headers) => {
      const counted = await countedBy(runtime(), async () => {
        const { body, status } = await send({ path: '/counter', headers });
        // workerd takes them; Oracle's FDK would not, so the gateway refuses them before.
        expect(status).toBe(kind.name === 'edge' ? 200 : 431);
        expect(body).not.toContain('flood');
      });
      expect(counted).toBe(kind.name === 'edge' ? 1 : 0);
    });

    test('cannot pass for calls of the platform', async () => {
      const headers = {
        'fn-http-method': 'DELETE',
        'fn-http-request-url': '/nowhere',
        'fn-http-h-authorization': OWNER.headers.authorization,
        'fn-intent': 'x',
      };
      const { status } = await send({ path: '/report', headers });
      expect(status).toBe(403);
      expect(await countedBySending({ path: '/counter', headers })).toBe(1);
    });

    test('of clients that leave are counted once or not at all, and harm nobody', async () => {
      const { fetch, store, url } = runtime();
      await replaceDocument(runtime());
      const { host, pathname } = new URL(`${url}/counter`);
      const head = `Host: ${host}\r\nUser-Agent: Mozilla/5.0 Firefox/140.0\r\n`;
      const whole = `GET ${pathname} HTTP/1.1\r\n${head}\r\n`;
      const halfBody = `POST ${pathname} HTTP/1.1\r\n${head}Content-Length: 100\r\n\r\nhalf`;
      const halfHead = `GET ${pathname} HTTP/1.1\r\n${head}`;
      await totalsIn(fetch('/counter'));
      for (let round = 0; round < 5; round += 1) {
        await Promise.all([whole, halfBody, halfHead].map((bytes) => hangUp(url, bytes)));
      }
      const { count } = await totalsIn(fetch('/counter'));
      expect(count).toBeGreaterThanOrEqual(2);
      await writeThrough(runtime());
      const { pageviews } = await store.document();
      expect(pageviews).toBeGreaterThanOrEqual(count);
      expect(pageviews).toBeLessThanOrEqual(2 + 2 * 5);
    });
  });
}
