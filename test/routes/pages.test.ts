/** `/pages`, and pages in other replies, on the router in memory: settings, and what nobody knows any more. */
import { describe, expect, test } from 'vitest';
import { memorySite } from '../doubles/memory-site.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

async function site(env: Readonly<Record<string, string>> = {}) {
  const made = await memorySite({ REPORT_TOKEN: 'owner', ...env });
  const post = async (body: string, headers = {}) =>
    (await made.ask('/counter', { method: 'POST', headers: { ...FORM, ...headers }, body })).json();
  const json = async (path: string, headers = {}) => (await made.ask(path, { headers })).json();
  const list = () => json('/pages', { authorization: 'Bearer owner' });
  return { ...made, post, json, list };
}

describe('the whole list', () => {
  test('shows the most viewed first, with this month and the one before as of today', async () => {
    const { clock, list, post } = await site();
    for (const page of ['/b', '/a', '/c', '/a']) await post(`page=${page}`);
    clock.nowMs = Date.UTC(2026, 11, 3);
    await post('page=/c');
    expect(await list()).toEqual({
      ok: true,
      rows: [
        { name: '/a', views: 2, month: 0, before: 2, since: '2026-11-24', last: '2026-11-24' },
        { name: '/c', views: 2, month: 1, before: 1, since: '2026-11-24', last: '2026-12-03' },
        { name: '/b', views: 1, month: 0, before: 1, since: '2026-11-24', last: '2026-11-24' },
      ],
      other: { views: 0, month: 0, before: 0 },
      unnamed: { views: 0, month: 0, before: 0 },
      imported: 0,
      began: '2026-11-24',
      sources: {
        rows: [],
        other: { views: 0, month: 0, before: 0 },
        unnamed: { views: 0, month: 0, before: 0 },
        imported: 0,
        began: null,
      },
    });
    clock.nowMs = Date.UTC(2027, 1, 1);
    expect((await list()).rows[1]).toMatchObject({ name: '/c', views: 2, month: 0, before: 0 });
  });

  test('is for anybody with PUBLIC_STATS, and a wrong token is still refused', async () => {
    const { ask, json, post } = await site({ PUBLIC_STATS: 'on' });
    await post('page=/a');
    expect((await json('/pages')).rows).toHaveLength(1);
    expect((await ask('/pages', { headers: { authorization: 'Bearer x' } })).status).toBe(403);
  });
});

describe('while PAGES is off', () => {
  test('nothing is named, and nothing is told', async () => {
    const { json, list, post, store } = await site({ PAGES: 'off', BADGE_HITS: 'on' });
    expect(await post('page=/a&from=a.example&show=/a')).toEqual({
      ok: true,
      count: 1,
      unique: 0,
      updatedAt: expect.any(Number),
    });
    await json('/badge.json?hit=1&page=/a');
    expect(store.object?.body).toContain('"pageviews":2');
    expect(store.object?.body).not.toMatch(/"pages"|"sources"|\/a|a\.example/);
    expect(await json('/pages?path=/a')).toEqual({ ok: true, pages: {} });
    expect(await json('/totals?page=/a')).not.toHaveProperty('page');
    expect(await json('/badge.json?page=/a')).toMatchObject({ message: 'unknown', isError: true });
    expect(await list()).toMatchObject({ rows: [], began: null });
  });
});

describe('a page that has made room for others', () => {
  test('is left out, and not told as 0', async () => {
    const { json, post } = await site();
    expect(await json('/pages?path=/lost')).toEqual({ ok: true, pages: { '/lost': 0 } });
    await post(`page=/${'long'.repeat(60)}`);
    expect(await json('/pages?path=/lost')).toEqual({ ok: true, pages: {} });
    expect(await json('/totals?page=/lost')).not.toHaveProperty('page');
    expect(await json('/badge.json?page=/lost')).toMatchObject({ message: 'unknown' });
    expect(await post('page=/lost&show=/other')).toMatchObject({ page: 1, pages: {} });
  });
});

describe('a badge of a page', () => {
  test('shows its views, and counts one there with BADGE_HITS', async () => {
    const { json, list } = await site({ BADGE_HITS: 'on' });
    expect(await json('/badge.json?page=/a&hit=1&base=9')).toMatchObject({ message: '10' });
    expect(await json('/badge.json?page=/a/')).toMatchObject({ label: 'views', message: '1' });
    expect((await list()).rows).toMatchObject([{ name: '/a', views: 1 }]);
  });

  test.each(['page=a', 'page=/a&page=/b', 'page=/a&show=unique', 'page=/a&show=today'])(
    'is invalid with %s',
    async (query) => {
      const { json } = await site();
      expect(await json(`/badge.json?${query}`)).toMatchObject({ message: 'invalid' });
    },
  );

  test('cannot be made to hold markup by a page', async () => {
    const { ask } = await site();
    const svg = await (await ask('/badge.svg?page=/%3Cscript%3E%22')).text();
    expect(svg).not.toMatch(/<script|onerror/);
  });
});

describe('own hosts', () => {
  const sources = async (env: Readonly<Record<string, string>>, from: string, headers = {}) => {
    const { list, post } = await site(env);
    await post(`page=/a&from=${encodeURIComponent(from)}`, headers);
    return (await list()).sources.rows.map(({ name }: { name: string }) => name);
  };

  test.each([
    ['*', 'https://a.example/x', 'https://a.example', 'inside'],
    ['*', 'www.a.example', 'https://a.example', 'inside'],
    ['*', 'a.example', 'https://www.a.example:8443', 'inside'],
    ['*', 'b.example', 'https://a.example', 'b.example'],
    ['https://a.example,https://b.example', 'b.example', 'https://a.example', 'inside'],
    ['https://*.a.example', 'https://x.y.a.example/', 'https://z.a.example', 'inside'],
    ['https://*.a.example', 'https://a.example/', 'https://z.a.example', 'inside'],
    ['http://localhost:8080', 'localhost', 'http://localhost:8080', 'inside'],
  ])('with %s, %s seen from %s is %s', async (allowed, from, origin, name) => {
    expect(await sources({ ALLOWED_ORIGINS: allowed }, from, { origin })).toEqual([name]);
  });

  test('are never told by the Referer', async () => {
    const headers = { referer: 'https://a.example/secret?q' };
    expect(await sources({}, '', headers)).toEqual(['direct']);
    expect(await sources({}, 'a.example', headers)).toEqual(['a.example']);
  });
});
