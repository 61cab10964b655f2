/** `/noscript.gif`: a view counted by an image, under the rules of `/counter`. */
import { describe, expect, test } from 'vitest';
import type { RateLimiter } from '../../shared/ports.ts';
import { memorySite } from '../doubles/memory-site.ts';

async function site(env: Readonly<Record<string, string>> = {}, rateLimiter?: RateLimiter) {
  const { ask, store } = await memorySite(env, rateLimiter && { rateLimiter });
  const views = () => JSON.parse(store.object?.body ?? '{"pageviews":0}').pageviews as number;
  return { ask, views };
}

test('counts a view of nobody known, and answers one transparent pixel that nobody keeps', async () => {
  const { ask, views } = await site();
  const answer = await ask('/noscript.gif?vid=visitor-1');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('image/gif');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.toString('latin1', 0, 6)).toBe('GIF89a');
  expect([bytes.readUInt16LE(6), bytes.readUInt16LE(8), bytes.at(-1)]).toEqual([1, 1, 0x3b]);
  expect(views()).toBe(1);
  expect(await (await ask('/totals')).json()).toMatchObject({ count: 1, unique: 0 });
});

test.each<[string, RequestInit]>([
  ['HEAD', { method: 'HEAD' }],
  ['a prefetch', { headers: { 'sec-purpose': 'prefetch;prerender' } }],
  ['a bot', { headers: { 'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' } }],
])('does not count %s', async (_, init) => {
  const { ask, views } = await site();
  const answer = await ask('/noscript.gif', init);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('image/gif');
  expect(views()).toBe(0);
});

test('does not count one too many from an address, and still answers the image', async () => {
  const { ask, views } = await site({}, { allows: async () => false });
  expect((await ask('/noscript.gif')).status).toBe(200);
  expect(views()).toBe(0);
});

test('says no with a word when the store does', async () => {
  const { ask, store } = await memorySite();
  store.put('no document');
  const answer = await ask('/noscript.gif');
  expect(answer.status).toBe(500);
  expect(answer.headers.get('content-type')).toContain('application/json');
  expect(await answer.json()).toEqual({ ok: false, error: 'corrupt-document' });
});

describe('with a list of origins', () => {
  const LIST = { ALLOWED_ORIGINS: 'https://example.com' };

  test.each([
    ['a page on the list', 'https://example.com/page?query', 1],
    ['a page of our own', 'https://counter.test/', 1],
    ['an empty Referer', '', 1],
  ])('counts for %s', async (_, referer, count) => {
    const { ask, views } = await site(LIST);
    expect((await ask('/noscript.gif', { headers: { referer } })).status).toBe(200);
    expect(views()).toBe(count);
  });

  test('counts without a Referer, as strict browsers ask', async () => {
    const { ask, views } = await site(LIST);
    await ask('/noscript.gif');
    expect(views()).toBe(1);
  });

  test.each([
    'https://elsewhere.example/',
    'http://example.com/',
    'https://example.com.evil.example/',
    'https://example.com:8443/',
    'no address',
  ])('refuses %s, and counts nothing', async (referer) => {
    const { ask, views } = await site(LIST);
    const answer = await ask('/noscript.gif', { headers: { referer } });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({ ok: false, error: 'forbidden' });
    expect(views()).toBe(0);
  });
});
