/** `/badge.svg` and `/badge.json` over HTTP: what they show, what they refuse, when they count. */
import { describe, expect, test } from 'vitest';
import { memorySite } from '../doubles/memory-site.ts';

/** Three views of two visitors, all on 2026-11-24. */
async function site(env: Readonly<Record<string, string>> = {}) {
  const made = await memorySite(env);
  for (const vid of ['visitor-1', 'visitor-2', 'visitor-1']) await made.ask(`/counter?vid=${vid}`);
  const shown = async (query: string) =>
    (await (await made.ask(`/badge.json${query}`)).json()) as unknown;
  const views = () => JSON.parse(made.store.object?.body ?? '{}').pageviews;
  return { ...made, shown, views };
}

test.each([
  ['', 'views', '3'],
  ['?show=count', 'views', '3'],
  ['?show=unique', 'visitors', '2'],
  ['?show=both', 'views / visitors', '3 / 2'],
  ['?show=today', 'views today', '3'],
  ['?base=1231', 'views', '1,234'],
  ['?base=1231&abbreviated=true', 'views', '1.2k'],
  ['?show=both&base=1231&abbreviated=on', 'views / visitors', '1.2k / 2'],
  ['?show=unique&base=8', 'visitors', '10'],
  ['?label=Besuche&abbreviated=false', 'Besuche', '3'],
  ['?label=&show=&base=', 'views', '3'],
])('/badge.json%s is an endpoint badge of shields', async (query, label, message) => {
  const { shown } = await site();
  expect(await shown(query)).toEqual({ schemaVersion: 1, label, message, color: 'blue' });
});

test('/badge.json hands colour and style on', async () => {
  const { shown } = await site();
  expect(await shown('?color=brightgreen&style=for-the-badge')).toMatchObject({
    color: 'brightgreen',
    style: 'for-the-badge',
  });
});

test('/badge.svg draws the same, as an image that runs nothing and anybody may show', async () => {
  const { ask } = await site();
  const answer = await ask('/badge.svg?label=%3Cb%3E%20%26&color=4c1&style=flat-square&base=39');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
  expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=60');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  const svg = await answer.text();
  expect(svg).toContain('<title>&lt;b&gt; &amp;: 42</title>');
  expect(svg).toContain('fill="#4c1"');
});

test('today is empty again on the next day, and the totals are not', async () => {
  const { clock, shown } = await site();
  clock.nowMs += 86_400_000;
  expect(await shown('?show=today')).toMatchObject({ message: '0' });
  expect(await shown('')).toMatchObject({ message: '3' });
});

test('today follows each view, like the totals that it comes with', async () => {
  const { ask, shown } = await site();
  expect(await shown('?show=today')).toMatchObject({ message: '3' });
  await ask('/counter');
  expect(await shown('?show=today')).toMatchObject({ message: '4' });
  expect(await shown('')).toMatchObject({ message: '4' });
});

describe('refuses', () => {
  test.each([
    'show=views',
    'show=count&show=count',
    'style=plastic',
    'style=toString',
    'color=tomato',
    'color=%22%2F%3E',
    'base=-1',
    'base=1.5',
    'base=1234567890123',
    'abbreviated=yes',
    'hit=2',
    `label=${'x'.repeat(65)}`,
    'label=two%0Alines',
    'label=%00',
    'label=a&label=b',
  ])('%s', async (query) => {
    const { ask, shown, views } = await site({ BADGE_HITS: 'on' });
    for (const path of ['/badge.svg', '/badge.json']) {
      const answer = await ask(`${path}?hit=1&${query}`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(await answer.text()).toContain('invalid');
    }
    expect(await shown(`?hit=1&${query}`)).toEqual({
      schemaVersion: 1,
      label: 'views',
      message: 'invalid',
      color: 'red',
      isError: true,
    });
    expect(views()).toBe(3);
  });

  test('a label of more than 64 characters, and counts an emoji for one', async () => {
    const { shown } = await site();
    expect(await shown(`?label=${'%F0%9F%91%80'.repeat(64)}`)).toMatchObject({ message: '3' });
    expect(await shown(`?label=${'%F0%9F%91%80'.repeat(65)}`)).toMatchObject({ isError: true });
  });
});

describe('where the store cannot be read', () => {
  test('the last number that is known stays, and is not kept by anybody', async () => {
    const { ask, clock, store } = await site();
    await ask('/counter');
    store.put('no document');
    clock.nowMs += 86_400_000;
    const answer = await ask('/badge.json');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await answer.json()).toMatchObject({ message: '4', color: 'blue' });
  });

  test('a badge that never had a number says that none is there', async () => {
    const { ask, store } = await memorySite();
    store.put('no document');
    const answer = await ask('/badge.svg?label=Besuche&style=flat-square');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(answer.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(await answer.text()).toContain('<title>Besuche: unavailable</title>');
    expect(await (await ask('/badge.json?color=red')).json()).toEqual({
      schemaVersion: 1,
      label: 'views',
      message: 'unavailable',
      color: 'lightgrey',
      isError: true,
    });
  });

  test('a view that cannot be counted shows the last number', async () => {
    const { ask, shown, store } = await site({ BADGE_HITS: 'on' });
    expect(await shown('?hit=1')).toMatchObject({ message: '4' });
    store.put('no document');
    const answer = await ask('/badge.json?hit=1');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await answer.json()).toMatchObject({ message: '4' });
  });
});

describe('hit=1', () => {
  const CAMO = { headers: { 'user-agent': 'github-camo (876de43e)' } };

  test('counts nothing unless BADGE_HITS is on', async () => {
    const { ask, views } = await site();
    const answer = await ask('/badge.svg?hit=1');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=60');
    expect(views()).toBe(3);
  });

  test("counts a view, also through GitHub's proxy, and is not kept", async () => {
    const { ask, views } = await site({ BADGE_HITS: 'on' });
    const answer = await ask('/badge.svg?hit=1', CAMO);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).toContain('<title>views: 4</title>');
    expect((await (await ask('/badge.json?hit=1', CAMO)).json()).message).toBe('5');
    expect(views()).toBe(5);
  });

  test('counts neither HEAD nor a prefetch, nor without hit=1', async () => {
    const { ask, views } = await site({ BADGE_HITS: 'on' });
    expect((await ask('/badge.svg?hit=1', { method: 'HEAD' })).status).toBe(200);
    await ask('/badge.svg?hit=1', { headers: { 'sec-purpose': 'prefetch' } });
    await ask('/badge.svg?hit=0');
    await ask('/badge.svg');
    expect(views()).toBe(3);
  });

  test('counts for listed pages only, and draws for any that ask without', async () => {
    const { ask, views } = await site({ BADGE_HITS: 'on', ALLOWED_ORIGINS: 'https://example.com' });
    const from = (referer: string) => ({ headers: { referer } });
    expect((await ask('/badge.svg?hit=1', from('https://elsewhere.example/'))).status).toBe(403);
    expect((await ask('/badge.svg', from('https://elsewhere.example/'))).status).toBe(200);
    expect(views()).toBe(3);
    expect((await ask('/badge.svg?hit=1', from('https://example.com/a'))).status).toBe(200);
    expect(views()).toBe(4);
  });
});
