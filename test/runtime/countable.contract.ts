/** Requests that are no person's page view: they are told the totals, and count nothing. */
import { describe, expect, test } from 'vitest';
import { countedBy, expectRefusal, totalsIn } from './answers.ts';
import type { Runtime, RuntimeKind } from './runtimes.ts';

const PREFETCHES = [
  { 'sec-purpose': 'prefetch' },
  { 'sec-purpose': 'prefetch;prerender' },
  { purpose: 'prefetch' },
  { 'x-purpose': 'preview' },
  { 'x-moz': 'prefetch' },
];

const BOTS = [
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'curl/8.14.1',
  'python-requests/2.32',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36',
];

const PEOPLE = [
  'Mozilla/5.0 (iPhone; CPU iPhone OS 13_3_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 SogouMobileBrowser/5.19.3',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0',
  '',
];

export function describeCountable(kind: RuntimeKind, runtime: () => Runtime): void {
  describe(`what counts on the ${kind.name}`, () => {
    const expectUncounted = async (headers: Readonly<Record<string, string>>, reason: string) => {
      const { fetch } = runtime();
      const { unique } = await totalsIn(fetch('/totals'));
      const counted = await countedBy(runtime(), async () => {
        for (const method of ['GET', 'POST']) {
          const response = await fetch('/counter?vid=v-nobody-at-all', { method, headers });
          expect(response.headers.get('cache-control')).toBe('no-store');
          expect(await totalsIn(response)).toMatchObject({
            counted: false,
            reason,
            unique,
          });
        }
      });
      expect(counted).toBe(0);
    };

    test.each(PREFETCHES)('is no prefetch: %o', async (headers) => {
      await expectUncounted(headers, 'prefetch');
    });

    test.each(BOTS)('is no bot: %s', async (agent) => {
      await expectUncounted({ 'user-agent': agent }, 'bot');
    });

    test.each(PEOPLE)('is a person who says to use "%s"', async (agent) => {
      const { fetch } = runtime();
      const counted = await countedBy(runtime(), async () => {
        const reply = await totalsIn(fetch('/counter', { headers: { 'user-agent': agent } }));
        expect(reply).not.toHaveProperty('counted');
      });
      expect(counted).toBe(1);
    });

    test('is no HEAD, which gets no body anywhere', async () => {
      const counted = await countedBy(runtime(), async () => {
        for (const path of ['/counter', '/counter?vid=v-nobody-at-all', '/totals', '/health']) {
          const response = await runtime().fetch(path, { method: 'HEAD' });
          expect([response.status, await response.text()]).toEqual([200, '']);
        }
      });
      expect(counted).toBe(0);
    });

    test('is nothing that is malformed, whoever sends it', async () => {
      const headers = { 'user-agent': 'curl/8.14.1' };
      await expectRefusal(runtime().fetch('/counter?vid=!', { headers }), 'invalid-vid');
      const head = await runtime().fetch('/counter?vid=!', { method: 'HEAD' });
      expect([head.status, await head.text()]).toEqual([400, '']);
    });

    test('may be seen by bots in the totals', async () => {
      const response = runtime().fetch('/totals', { headers: { 'user-agent': 'curl/8.14.1' } });
      expect(await totalsIn(response)).not.toHaveProperty('counted');
    });
  });
}
