/** What the full page script promises beyond the small one, in a real Chromium, against both runtimes. */

import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { useRuntime } from '../runtime/runtime-lifetime.ts';
import { RUNTIMES } from '../runtime/runtimes.ts';
import { hide, show } from './page-visibility.ts';
import { idKeyOf, NUMBERS, numbersOn, ScriptPage, storedIn, untilFilled } from './script-page.ts';
import { type Visitor, type VisitorOptions, visit } from './visitor.ts';
import { useWeb } from './web.ts';

const web = useWeb();
const ID_KEY = idKeyOf('counter.full.js');

describe.each(RUNTIMES)('on the $name', (kind) => {
  const runtime = useRuntime(kind);
  const script = () => new ScriptPage(web().site, runtime(), 'counter.full.js');

  /** Opens the page, and tells whether that counted and why not; a script that skips reads. */
  async function outcomeOf(visitor: Visitor, open: () => Promise<unknown>) {
    const before = await script().totals();
    await visitor.context.addInitScript(keepOutcomes);
    await open();
    await untilFilled(visitor);
    const { count } = await script().totals();
    const [outcome] = await outcomesOn(visitor.page);
    return { views: count - before.count, skipped: outcome?.skipped, asked: visitor.asked };
  }

  describe('numbers', () => {
    /** A counter with a history, told in the page's own words. */
    async function openWith(lang: string, totals: object) {
      const visitor = await visit(web().browser);
      const body = JSON.stringify({ ok: true, ...totals });
      const headers = { 'access-control-allow-origin': '*' };
      await visitor.context.route('**/counter', (route) => route.fulfill({ body, headers }));
      await visitor.page.goto(
        script().add(`<script>document.documentElement.lang='${lang}'</script>`),
      );
      await untilFilled(visitor);
      expect(visitor.errors).toEqual([]);
      return numbersOn(visitor);
    }

    test.each([
      ['en', '1,234,567', '12,345'],
      ['de', '1.234.567', '12.345'],
      ['en-IN', '12,34,567', '12,345'],
      ['ar-EG', '١٬٢٣٤٬٥٦٧', '١٢٬٣٤٥'],
      ['en_US', '1234567', '12345'],
      ['', '1,234,567', '12,345'],
    ])('in a page of the language "%s" are %s and %s', async (lang, count, unique) => {
      const numbers = await openWith(lang, { count: 1_234_567, unique: 12_345 });
      expect(numbers).toEqual([count, unique, count, count, unique]);
    });

    test('also go where busuanzi put its own, which themes hide until then', async () => {
      const visitor = await visit(web().browser);
      const hidden = (name: string, number: string) =>
        `<span id="busuanzi_container_${name}" style="display:none"><b id="${number}">many</b></span>`;
      const html = [
        hidden('site_pv', 'busuanzi_value_site_pv'),
        hidden('site_uv', 'busuanzi_value_site_uv'),
        hidden('page_pv', 'busuanzi_value_page_pv'),
      ];
      await script().open(visitor, html.join(''));
      const [count, unique, , , , pv, uv, pagePv] = await numbersOn(visitor);
      expect([pv, uv, pagePv]).toEqual([count, unique, '1']);
      const isVisible = (id: string) =>
        visitor.page.locator(`#busuanzi_container_${id}`).isVisible();
      const shown = ['site_pv', 'site_uv', 'page_pv'].map(isVisible);
      expect(await Promise.all(shown)).toEqual([true, true, true]);
    });
  });

  test('tells the page by an event', async () => {
    const visitor = await visit(web().browser);
    await visitor.context.addInitScript(keepOutcomes);
    await script().open(visitor);
    const { count, unique } = await script().totals();
    expect(await outcomesOn(visitor.page)).toEqual([
      { ok: true, count, unique, updatedAt: expect.any(Number), page: 1, skipped: '' },
    ]);
  });

  describe('a view that does not count only reads', () => {
    const READ = { views: 0, asked: ['totals'] };

    test('on this machine', async () => {
      const visitor = await visit(web().browser);
      const { pathname } = new URL(script().add());
      const outcome = await outcomeOf(visitor, () =>
        visitor.page.goto(web().site.originAt('localhost') + pathname),
      );
      expect(outcome).toEqual({ ...READ, skipped: 'local' });
      expect(await storedIn(visitor, ID_KEY)).toBeNull();
    });

    test('and data-allow-local counts it', async () => {
      const visitor = await visit(web().browser);
      const path = web().site.add(NUMBERS + script().tag('data-allow-local'));
      const outcome = await outcomeOf(visitor, () =>
        visitor.page.goto(web().site.originAt('localhost') + path),
      );
      expect(outcome).toMatchObject({ views: 1, skipped: '' });
    });

    test('in a driven browser', async () => {
      const visitor = await visit(web().browser, { navigator: { webdriver: true } });
      const outcome = await outcomeOf(visitor, () => visitor.page.goto(script().add()));
      expect(outcome).toEqual({ ...READ, skipped: 'webdriver' });
    });

    test('in a frame', async () => {
      const visitor = await visit(web().browser);
      await visitor.context.addInitScript(keepOutcomes);
      const before = await script().totals();
      await visitor.page.goto(
        web().site.origin + web().site.add(`<iframe src="${script().add()}"></iframe>`),
      );
      const frame = visitor.page.frameLocator('iframe');
      const { count } = await script().totals();
      await expect.poll(() => frame.locator('b').first().textContent()).toBe(String(count));
      expect(count).toBe(before.count);
      expect(visitor.asked).toEqual(['totals']);
    });

    test.each([
      ['127.0.0.1', 'local'],
      ['127.1.2.3', 'local'],
      ['[::1]', 'local'],
      ['demo.localhost', 'local'],
      ['site.test', ''],
      ['127.site.test', ''],
      ['localhost.site.test', ''],
      ['notlocalhost', ''],
    ])('at %s: "%s"', async (host, skipped) => {
      const visitor = await visit(web().browser);
      await visitor.context.addInitScript(keepOutcomes);
      const { pathname } = new URL(script().add());
      await visitor.page.goto(web().site.originAt(host) + pathname);
      await untilFilled(visitor);
      expect((await outcomesOn(visitor.page))[0]?.skipped).toBe(skipped);
    });
  });

  describe('#visitor-counter', () => {
    test('=off takes this device out until =on', async () => {
      const visitor = await visit(web().browser);
      const off = await outcomeOf(visitor, () =>
        visitor.page.goto(`${script().add()}#visitor-counter=off`),
      );
      expect(off).toEqual({ views: 0, skipped: 'off', asked: ['totals'] });
      expect(await storedIn(visitor, ID_KEY)).toBeNull();
      const later = await outcomeOf(visitor, () => visitor.page.goto(script().add()));
      expect(later).toMatchObject({ views: 0, skipped: 'off' });
      const on = await outcomeOf(visitor, () =>
        visitor.page.goto(`${script().add()}#visitor-counter=on`),
      );
      expect(on).toMatchObject({ views: 1, skipped: '' });
      const after = await outcomeOf(visitor, () => visitor.page.goto(script().add()));
      expect(after).toMatchObject({ views: 1, skipped: '' });
    });

    test('works in the address of a page that is open already', async () => {
      const visitor = await visit(web().browser);
      await visitor.context.addInitScript(keepOutcomes);
      const url = script().add();
      await visitor.page.goto(url);
      await untilFilled(visitor);
      await visitor.page.goto(`${url}#visitor-counter=off`);
      await expect.poll(async () => (await outcomesOn(visitor.page)).at(-1)?.skipped).toBe('off');
      await visitor.page.goto(`${url}#visitor-counter=on`);
      await expect.poll(async () => (await outcomesOn(visitor.page)).at(-1)?.skipped).toBe('');
      await visitor.page.goto(`${url}#elsewhere`);
      expect(visitor.asked.map((asked) => asked.split('?')[0])).toEqual([
        'counter',
        'totals',
        'counter',
      ]);
    });

    test('=off works for the view at hand where storage is blocked', async () => {
      const visitor = await visit(web().browser);
      const page = script().add('', { 'content-security-policy': 'sandbox allow-scripts' });
      const outcome = await outcomeOf(visitor, () =>
        visitor.page.goto(`${page}#visitor-counter=off`),
      );
      expect(outcome).toEqual({ views: 0, skipped: 'off', asked: ['totals'] });
    });
  });

  describe('a single-page site', () => {
    async function open(options?: VisitorOptions) {
      const visitor = await visit(web().browser, options);
      await script().open(visitor);
      const before = (await script().totals()).count;
      const views = async () => (await script().totals()).count - before;
      return { visitor, page: visitor.page, views };
    }

    test('counts each path that is shown, forth and back', async () => {
      const { visitor, page, views } = await open();
      await page.evaluate(() => history.pushState({ at: 1 }, '', '/chapter-1'));
      await expect.poll(views).toBe(1);
      await page.evaluate(() => history.pushState({ at: 2 }, '', '/chapter-2'));
      await expect.poll(views).toBe(2);
      expect(await page.evaluate(() => [history.state, location.pathname])).toEqual([
        { at: 2 },
        '/chapter-2',
      ]);
      await page.evaluate(() => history.back());
      await expect.poll(views).toBe(3);
      expect(new Set(visitor.asked).size).toBe(1);
      expect(visitor.errors).toEqual([]);
    });

    test('shows the numbers of the last view', async () => {
      const { visitor, page } = await open();
      const [first] = await numbersOn(visitor);
      await page.evaluate(() => history.pushState(null, '', '/next'));
      await expect.poll(async () => (await numbersOn(visitor))[0]).toBe(String(Number(first) + 1));
    });

    test('takes a change after ? or #, and of the state alone, for no view', async () => {
      const { visitor, page } = await open();
      await page.evaluate(() => {
        history.pushState(null, '', '?sort=name');
        history.pushState(null, '', '#part-2');
        history.pushState({ open: true }, '');
        history.replaceState({ open: false }, '');
      });
      await page.evaluate(
        () =>
          new Promise((done) => {
            addEventListener('popstate', done, { once: true });
            history.back();
          }),
      );
      expect(visitor.asked).toHaveLength(1);
    });

    test('hears an error of its own pushState as before', async () => {
      const { visitor, page } = await open();
      const pushing = page.evaluate(() =>
        history.pushState(null, '', 'https://elsewhere.example/'),
      );
      await expect(pushing).rejects.toThrow('SecurityError');
      expect(visitor.asked).toHaveLength(1);
    });

    test('counts a path that was opened in the background once it is seen', async () => {
      const visitor = await visit(web().browser);
      await hide(visitor.context);
      await visitor.page.goto(script().add());
      await visitor.page.evaluate(() => history.pushState(null, '', '/in-the-background'));
      expect(visitor.asked).toEqual([]);
      await show(visitor.page);
      await untilFilled(visitor);
      expect(visitor.asked).toHaveLength(1);
    });
  });

  test('counts again when a page comes back out of the back/forward cache', async () => {
    const visitor = await visit(web().browser);
    await script().open(visitor);
    const before = await script().totals();
    const pageShow = (persisted: boolean) =>
      visitor.page.evaluate((persisted) => {
        dispatchEvent(new PageTransitionEvent('pageshow', { persisted }));
      }, persisted);
    await pageShow(false);
    expect(visitor.asked).toHaveLength(1);
    await pageShow(true);
    expect(visitor.asked).toHaveLength(2);
    await expect.poll(async () => (await script().totals()).count).toBe(before.count + 1);
  });
});

interface Outcome {
  readonly skipped: string;
}

/** Runs in the page, before anything else does. */
function keepOutcomes(): void {
  const outcomes: unknown[] = [];
  Object.assign(globalThis, { outcomes });
  addEventListener('visitorcount', (event) => outcomes.push((event as CustomEvent).detail));
}

function outcomesOn(page: Page): Promise<Outcome[]> {
  return page.evaluate(() => (globalThis as unknown as { outcomes: Outcome[] }).outcomes);
}
