/** Pages and sources over HTTP: what is named, told and read, and what bad input comes to. */
import { describe, expect, test } from 'vitest';
import { countedBy, expectRefusal, OWNER, replaceDocument, totalsIn } from './answers.ts';
import type { Runtime, RuntimeKind } from './runtimes.ts';

interface List {
  readonly rows: readonly { readonly name: string; readonly views: number }[];
  readonly other: { readonly views: number };
  readonly unnamed: { readonly views: number };
  readonly began: string | null;
}

const ENCODED_200 = encodeURIComponent(`/${'a'.repeat(200)}`);

/** Body of a form, and the names that it leaves in the tables; an empty one for `other`. */
interface BadInput {
  readonly page?: string;
  readonly source?: string;
}

const BAD_INPUT: readonly (readonly [what: string, body: string, left: BadInput])[] = [
  ['a page of 5,000 bytes', `page=/${'a'.repeat(4_999)}`, { page: '' }],
  ['a page of 201 bytes', `page=${ENCODED_200}`, { page: '' }],
  ['a page of another scheme', 'page=javascript:alert(1)', { page: '' }],
  ['a page that is an address', 'page=https://example.com/a', { page: '' }],
  ['a page with control characters', 'page=/a%00%01%1b[31m', { page: '/a%00%01%1B[31m' }],
  ['an escaped zero byte', 'page=/a%2500', { page: '/a%00' }],
  ['emoji', 'page=/%F0%9F%8E%89', { page: '/🎉' }],
  ['dots', 'page=/a/../../etc/passwd', { page: '/etc/passwd' }],
  ['escaped dots', 'page=/a/%252e%252e/b', { page: '/b' }],
  ['markup', 'page=/<img src=x onerror=alert(1)>', { page: '/<img src=x onerror=alert(1)>' }],
  ['a formula', 'page==HYPERLINK("x")', { page: '' }],
  ['a query with a secret', 'page=/a?token=secret#secret', { page: '/a' }],
  ['two pages', 'page=/a&page=/b', { page: '' }],
  ['a blank page', 'page=', {}],
  ['half of an escape', 'page=/%25E0%25A4%25A', { page: '/%E0%A4%25A' }],
  ['an array', 'page[]=/a', {}],
  [
    'a source with a password',
    'from=https://user:secret@example.com/secret',
    { source: 'example.com' },
  ],
  ['a source of another scheme', 'from=javascript:alert(1)', { source: '' }],
  ['a source with markup', 'from=<script>', { source: '' }],
  ['two sources', 'from=a.example&from=b.example', { source: '' }],
  ['a source of 5,000 bytes', `from=${'a'.repeat(5_000)}`, { source: '' }],
  ['51 pages to show', Array.from({ length: 51 }, (_, page) => `show=/${page}`).join('&'), {}],
  ['pages to show that are none', 'show=x&show=&show=javascript:alert(1)&show=__proto__', {}],
];

export function describePages(kind: RuntimeKind, runtime: () => Runtime): void {
  describe(`pages on the ${kind.name}`, () => {
    const post = async (body: string, headers = {}) =>
      (await totalsIn(
        runtime().fetch('/counter', {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
          body,
        }),
      )) as unknown as Record<string, unknown>;
    const list = async (): Promise<List & { readonly sources: List }> =>
      (await runtime().fetch('/pages', OWNER)).json();
    const json = async (path: string) => (await runtime().fetch(path)).json();
    const sum = ({ other, rows, unnamed }: List) =>
      rows.reduce((views, row) => views + row.views, other.views + unnamed.views);

    test('are counted each, told to their readers, and read by whoever may', async () => {
      await replaceDocument(runtime());
      expect(await json('/pages?path=/a')).toEqual({ ok: true, pages: { '/a': 0 } });
      expect(await post('page=/a&from=')).toMatchObject({ count: 1, page: 1 });
      expect(await post('page=/b/&from=https://www.example.com/x')).toMatchObject({ page: 1 });
      const told = await post('page=/a/index.html&show=/b&show=/b/&show=/c&show=/a');
      expect(told).toMatchObject({ count: 3, page: 2 });
      expect(told.pages).toEqual({ '/b': 1, '/b/': 1, '/c': 0, '/a': 2 });
      expect(await post('')).not.toHaveProperty('page');
      expect(await json('/totals?page=/a')).toMatchObject({ count: 4, page: 2 });
      expect(await json('/totals')).not.toHaveProperty('page');
      const answer = await runtime().fetch('/pages?path=/a&path=/b&path=//c');
      expect(answer.headers.get('cache-control')).toBe('public, max-age=60');
      expect(await answer.json()).toEqual({ ok: true, pages: { '/a': 2, '/b': 1, '//c': 0 } });
      expect(await json('/badge.json?page=/a&label=x')).toMatchObject({ label: 'x', message: '2' });
      const tables = await list();
      expect(tables.rows.map(({ name, views }) => [name, views])).toEqual([
        ['/a', 2],
        ['/b', 1],
      ]);
      expect(tables.sources.rows.map(({ name }) => name).sort()).toEqual(['direct', 'example.com']);
      expect([sum(tables), sum(tables.sources)]).toEqual([4, 4]);
    });

    test('come from the same site where its own host sends them', async () => {
      await replaceDocument(runtime());
      const headers = { origin: 'https://blog.example' };
      await post('page=/a&from=blog.example', headers);
      await post('page=/a&from=https://www.blog.example:8443/b', headers);
      await post('page=/a&from=other.example', headers);
      const { sources } = await list();
      expect(sources.rows.map(({ name, views }) => [name, views])).toEqual([
        ['inside', 2],
        ['other.example', 1],
      ]);
    });

    test('are counted by an image too, and not for a bot', async () => {
      await replaceDocument(runtime());
      const counted = await countedBy(runtime(), async () => {
        await runtime().fetch('/noscript.gif?page=/a');
        const bot = { headers: { 'user-agent': 'Googlebot/2.1' } };
        const told = await runtime().fetch('/counter?page=/a&show=/b', bot);
        expect(await told.json()).toMatchObject({ counted: false, page: 1, pages: { '/b': 0 } });
      });
      expect(counted).toBe(1);
      expect(await json('/pages?path=/a')).toEqual({ ok: true, pages: { '/a': 1 } });
    });

    test('are shown whole to the owner only', async () => {
      await expectRefusal(runtime().fetch('/pages'), 'forbidden');
      const wrong = { headers: { authorization: 'Bearer wrong' } };
      await expectRefusal(runtime().fetch('/pages', wrong), 'forbidden');
      const answer = await runtime().fetch('/pages', OWNER);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    });

    test('are refused when more than 50 are asked for, or one is given twice', async () => {
      const paths = Array.from({ length: 51 }, (_, page) => `path=/${page}`).join('&');
      await expectRefusal(runtime().fetch(`/pages?${paths}`), 'invalid-query');
      await expectRefusal(runtime().fetch('/totals?page=/a&page=/b'), 'invalid-query');
      const { pages } = await json('/pages?path=x&path=__proto__&path=');
      expect(pages).toEqual({});
    });

    test.each(BAD_INPUT)(
      '%s costs no view, and stores nothing else',
      async (_what, body, { page, source }) => {
        await replaceDocument(runtime());
        await post('page=/first&from=first.example');
        const told = await post(body);
        expect(told.count).toBe(2);
        expect(JSON.stringify(told).length).toBeLessThan(2_000);
        const { sources, ...pages } = await list();
        for (const [table, name, first] of [
          [pages, page, '/first'],
          [sources, source, 'first.example'],
        ] as const) {
          const names = table.rows.map((row) => row.name).filter((row) => row !== first);
          expect(names).toEqual(name === undefined || name === '' ? [] : [name]);
          expect(table.other.views).toBe(name === '' ? 1 : 0);
          expect(table.unnamed.views).toBe(name === undefined ? 1 : 0);
        }
        expect(JSON.stringify([pages, sources])).not.toContain('secret');
      },
    );

    test('may be in the query too, and in both is neither', async () => {
      await replaceDocument(runtime());
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      const init = { method: 'POST', headers: form, body: 'page=/a&from=' };
      expect(
        await (await runtime().fetch('/counter?page=/a&from=x', init)).json(),
      ).not.toHaveProperty('page');
      await runtime().fetch('/counter?page=/q');
      const { rows, other, sources } = await list();
      expect(rows.map(({ name }) => name)).toEqual(['/q']);
      expect([other.views, sources.other.views]).toEqual([1, 1]);
    });
  });
}
