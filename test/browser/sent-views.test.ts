/**
 * What a view sends and shows: an id of our own, the page, where its reader came from, other pages' numbers.
 * In a real Chromium; where an answer is made up it is what the counter is to answer.
 */
import { describe, expect, test } from 'vitest';
import { startEdge } from '../runtime/edge-runtime.ts';
import { useRuntime } from '../runtime/runtime-lifetime.ts';
import { NUMBERS, numbersOn, ScriptPage, storedIn, untilFilled } from './script-page.ts';
import { type Visitor, visit } from './visitor.ts';
import { useWeb } from './web.ts';

const web = useWeb();
const runtime = useRuntime({ name: 'edge', start: startEdge });

const BOTH = ['counter.js', 'counter.full.js'];
const scriptPage = (script: string) => new ScriptPage(web().site, runtime(), script);
const FULL = 'counter.full.js';

/** Answers each view as a counter does that knows pages; `pages` by the names that are asked for. */
async function answer(visitor: Visitor, pages: Readonly<Record<string, number>> = {}) {
  const body = JSON.stringify({ ok: true, count: 1_234, unique: 56, page: 7_890, pages });
  const headers = { 'access-control-allow-origin': '*' };
  await visitor.context.route(/\/(counter|totals)(\?|$)/, (route) =>
    route.fulfill({ body, headers }),
  );
}

/** Opens the page at an address of the site, whatever its path. */
async function openAt(visitor: Visitor, address: string, html: string): Promise<void> {
  const { pathname } = new URL(address);
  web().site.serve(pathname, NUMBERS + html);
  await visitor.page.goto(address);
  await untilFilled(visitor);
}

describe.each(BOTH)('%s', (script) => {
  test('asks by a form, and says nothing in the address', async () => {
    const visitor = await visit(web().browser);
    const asked = visitor.page.waitForRequest(/\/counter(\?|$)/);
    await scriptPage(script).open(visitor);
    const request = await asked;
    expect(request.method()).toBe('POST');
    expect(request.url()).toBe(`${runtime().url}/counter`);
    const type = request.headers()['content-type'] ?? '';
    expect(type).toMatch(/^application\/x-www-form-urlencoded/);
  });

  test.each([
    'a4c5f2b0a4c5f2b0a4c5f2b0a4c5f2b0',
    'member-2026-11-somebody',
    '{"id":"0f8fad5b-d9cb-469f-a165-70867728950e"}',
  ])("leaves the page's own visitorId %s alone", async (theirs) => {
    const visitor = await visit(web().browser);
    await visitor.context.addInitScript((theirs) => {
      localStorage.visitorId = theirs;
    }, theirs);
    await scriptPage(script).open(visitor);
    const id = await storedIn(visitor, 'visitor-counter.id');
    expect(visitor.sent.map((sent) => sent.get('vid'))).toEqual([id]);
    expect(id).not.toBe(theirs);
    expect(await storedIn(visitor, 'visitorId')).toBe(theirs);
  });

  test("leaves the page's own visitorId alone under Global Privacy Control too", async () => {
    const visitor = await visit(web().browser, { navigator: { globalPrivacyControl: true } });
    await visitor.context.addInitScript(() => {
      localStorage.visitorId = 'a4c5f2b0a4c5f2b0a4c5f2b0a4c5f2b0';
    });
    await scriptPage(script).open(visitor);
    expect(visitor.sent[0]?.has('vid')).toBe(false);
    expect(await storedIn(visitor, 'visitorId')).toBe('a4c5f2b0a4c5f2b0a4c5f2b0a4c5f2b0');
  });

  test('names the path, without query and fragment, and nobody before it', async () => {
    const visitor = await visit(web().browser);
    const address = `${web().site.origin}/blog/%C3%BC&+ b?draft=1#part`;
    await openAt(visitor, address, scriptPage(script).tag());
    expect(visitor.sent[0]?.get('page')).toBe('/blog/%C3%BC&+%20b');
    expect(visitor.sent[0]?.get('from')).toBe('');
  });

  test('sends of a name at most 2,000 characters', async () => {
    const visitor = await visit(web().browser);
    await openAt(visitor, `${web().site.origin}/${'x'.repeat(2_500)}`, scriptPage(script).tag());
    expect(visitor.sent[0]?.get('page')).toBe(`/${'x'.repeat(1_999)}`);
  });

  test('tells the host that the reader came from, and no more of it', async () => {
    const visitor = await visit(web().browser);
    const path = web().site.add(NUMBERS + scriptPage(script).tag());
    const link = `<a href="${web().site.origin}${path}" referrerpolicy="unsafe-url">There</a>`;
    const elsewhere = web().site.originAt('news.test');
    await visitor.page.goto(`${elsewhere}${web().site.add(link)}?reader=ada`);
    await visitor.page.getByRole('link').click();
    await untilFilled(visitor);
    expect(visitor.sent[0]?.get('from')).toBe(new URL(elsewhere).host);
  });

  test("fills in the page's own number, and not that of others", async () => {
    const visitor = await visit(web().browser);
    await answer(visitor);
    const others = '<i data-visitor-page="/other">many</i>';
    await scriptPage(script).open(visitor, `<b data-visitor-page>many</b>${others}`);
    expect((await numbersOn(visitor)).at(-1)?.replace(/\D/g, '')).toBe('7890');
    expect(await visitor.page.locator('i').textContent()).toBe('many');
  });

  test('leaves the text of the page where the counter knows no pages', async () => {
    const visitor = await visit(web().browser);
    const html = '<i data-visitor-page>many</i><i data-visitor-page="/other">many</i>';
    const body = JSON.stringify({ ok: true, count: 1, unique: 1 });
    const headers = { 'access-control-allow-origin': '*' };
    await visitor.context.route('**/counter', (route) => route.fulfill({ body, headers }));
    await scriptPage(script).open(visitor, html);
    expect(await visitor.page.locator('i').allTextContents()).toEqual(['many', 'many']);
    expect(visitor.errors).toEqual([]);
  });
});

describe('the full script', () => {
  test('fills in the numbers of other pages, each asked for once in the same request', async () => {
    const visitor = await visit(web().browser);
    await answer(visitor, { '/a': 1_000, '/quoted"': 2, '/never': 0 });
    const names = ['/a', '/quoted"', '/unknown', '/never', '/a'];
    const list = names.map((name) => {
      const value = name.replace('"', '&quot;');
      return `<li><i data-visitor-page="${value}">many</i></li>`;
    });
    const tag = scriptPage(FULL).tag().replace('async', 'defer');
    await visitor.page.goto(web().site.origin + web().site.add(tag + NUMBERS + list.join('')));
    await untilFilled(visitor);
    expect(await visitor.page.locator('i').allTextContents()).toEqual([
      '1,000',
      '2',
      'many',
      '0',
      '1,000',
    ]);
    expect(visitor.sent.map((sent) => sent.getAll('show'))).toEqual([
      ['/a', '/quoted"', '/unknown', '/never'],
    ]);
  });

  test('asks for at most 50 of them, in a request that may outlive its page', async () => {
    const visitor = await visit(web().browser);
    const names = Array.from({ length: 60 }, (_, index) => `/${index}${'%E4%B8%AD'.repeat(300)}`);
    const list = names.map((name) => `<i data-visitor-page="${name}"></i>`);
    await scriptPage(FULL).open(visitor, list.join(''));
    const shown = names.slice(0, 50).map((name) => name.slice(0, 600));
    expect(visitor.sent[0]?.getAll('show')).toEqual(shown);
  });

  test("goes where busuanzi put the page's number, which themes hide until then", async () => {
    const visitor = await visit(web().browser);
    await answer(visitor);
    const html = `<span id="busuanzi_container_page_pv" style="display:none">
      <b id="busuanzi_value_page_pv">many</b></span>`;
    await scriptPage(FULL).open(visitor, html);
    expect((await numbersOn(visitor)).at(-1)).toBe('7,890');
    expect(await visitor.page.locator('#busuanzi_container_page_pv').isVisible()).toBe(true);
  });

  const NAMED: readonly [string, string, string, string][] = [
    ['data-page', '/posts/1', 'data-page="/by-hand"', '/by-hand'],
    ['a canonical link', '/posts/2', '<link rel="canonical" href="/posts/two">', '/posts/two'],
    [
      'a canonical link elsewhere',
      '/posts/3',
      '<link rel="canonical" href="http://else.test/x">',
      '/posts/3',
    ],
    ['no link', '/posts/4', '', '/posts/4'],
  ];

  test.each(NAMED)('names the page by %s', async (_, path, given, name) => {
    const visitor = await visit(web().browser);
    const isTag = given.startsWith('data-');
    const html = (isTag ? '' : given) + scriptPage(FULL).tag(isTag ? given : '');
    await openAt(visitor, web().site.origin + path, html);
    expect(visitor.sent[0]?.get('page')).toBe(name);
    // A router leaves tag and link as they are: what it leads to has its own name.
    await visitor.page.evaluate(() => history.pushState(null, '', '/routed'));
    await expect.poll(() => visitor.sent[1]?.get('page')).toBe('/routed');
  });

  test('takes what stands after # for the path where the tag says data-hash', async () => {
    const visitor = await visit(web().browser);
    const address = `${web().site.origin}/app`;
    await openAt(visitor, address, scriptPage(FULL).tag('data-hash'));
    for (const hash of ['#/about', '#/about?sort=name', '#part-2', '#!/blog/1']) {
      await visitor.page.evaluate((hash) => {
        location.hash = hash;
      }, hash);
    }
    await expect
      .poll(() => visitor.sent.map((sent) => sent.get('page')))
      .toEqual(['/app', '/about', '/app', '/blog/1']);
  });

  test.each([
    ['?utm_source=Newsletter&x=1', 'Newsletter'],
    ['?a=1&ref=planet.example', 'planet.example'],
    ['?ref=ada%40example.com', ''],
    ['?ref=ada@example.com', ''],
    [`?ref=${'x'.repeat(65)}`, ''],
    ['?href=planet', ''],
  ])('takes "%s" for the source "%s"', async (query, source) => {
    const visitor = await visit(web().browser);
    const path = web().site.add(NUMBERS + scriptPage(FULL).tag());
    await visitor.page.goto(web().site.origin + path + query);
    await untilFilled(visitor);
    expect(visitor.sent[0]?.get('from')).toBe(source);
  });

  test("asks for the page's number where a view does not count, and says nothing of its reader", async () => {
    const visitor = await visit(web().browser, { navigator: { webdriver: true } });
    await answer(visitor);
    await scriptPage(FULL).open(visitor, '<b data-visitor-page>many</b>');
    expect(visitor.asked).toEqual(['totals']);
    expect([...(visitor.sent[0]?.keys() ?? [])]).toEqual(['page']);
    expect((await numbersOn(visitor)).at(-1)).toBe('7,890');
  });
});
