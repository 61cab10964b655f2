/**
 * What both page scripts promise, in a real Chromium, across origins, against both runtimes: those of today, and
 * the first version, which pages have pinned.
 */

import { describe, expect, test } from 'vitest';
import { useRuntime } from '../runtime/runtime-lifetime.ts';
import { RUNTIMES } from '../runtime/runtimes.ts';
import { hide, show } from './page-visibility.ts';
import { idKeyOf, NUMBERS, numbersOn, ScriptPage, storedIn, untilFilled } from './script-page.ts';
import { visit } from './visitor.ts';
import { useWeb } from './web.ts';

const web = useWeb();
const OLD_ID = 'v-0f8fad5bd9cb469fa16570867728950e';

/** Both sizes on each runtime. */
const SCRIPTS = {
  edge: ['counter.js', 'counter.full.js'],
  gateway: ['counter.v1.js', 'counter.full.v1.js'],
};
/** What is cheap runs with every script on both. */
const ALL_SCRIPTS = Object.values(SCRIPTS).flat();

/** What a script asks to have a view counted. */
const COUNTER = /\/counter(\?|$)/;

describe.each(RUNTIMES)('on the $name', (kind) => {
  const runtime = useRuntime(kind);

  describe.each(ALL_SCRIPTS)('%s', (script) => {
    const scriptPage = () => new ScriptPage(web().site, runtime(), script);
    const idKey = idKeyOf(script);

    test('counts a view from another origin, and fills in every number', async () => {
      const page = scriptPage();
      const before = await page.totals();
      const visitor = await visit(web().browser);
      await page.open(visitor);
      const [count, unique] = [String(before.count + 1), String(before.unique + 1)];
      expect(await numbersOn(visitor)).toEqual([count, unique, count, count, unique]);
      expect(visitor.asked).toHaveLength(1);
      expect(visitor.sent[0]?.get('vid')).toBe(await storedIn(visitor, idKey));
      expect(visitor.errors).toEqual([]);
    });

    test.each([
      ['Global Privacy Control', { globalPrivacyControl: true }],
      ['Do Not Track', { doNotTrack: '1' }],
    ])('under %s makes, sends and keeps no id, and counts the view', async (_, navigator) => {
      const page = scriptPage();
      const before = await page.totals();
      const visitor = await visit(web().browser, { navigator });
      await visitor.page.goto(web().site.origin + web().site.add(''));
      await visitor.page.evaluate(
        ([key, id]) => {
          localStorage.setItem('visitorId', id);
          localStorage.setItem(key, id);
        },
        [idKey, OLD_ID] as const,
      );
      await page.open(visitor);
      expect(visitor.asked).toEqual(['counter']);
      expect(visitor.sent[0]?.has('vid')).toBe(false);
      expect(await visitor.page.evaluate(() => Object.keys(localStorage))).toEqual([]);
      expect(await page.totals()).toMatchObject({ count: before.count + 1, unique: before.unique });
    });

    test('leaves the text of the page when the counter cannot be reached', async () => {
      const visitor = await visit(web().browser);
      await visitor.context.route(COUNTER, (route) => route.abort());
      const failed = visitor.page.waitForEvent('requestfailed');
      await visitor.page.goto(scriptPage().add());
      await failed;
      expect(new Set(await numbersOn(visitor))).toEqual(new Set(['many']));
      expect(visitor.errors).toEqual([]);
    });
  });

  describe.each(SCRIPTS[kind.name])('%s, looked at closely,', (script) => {
    const scriptPage = () => new ScriptPage(web().site, runtime(), script);
    const idKey = idKeyOf(script);

    test('keeps the id that it made', async () => {
      const page = scriptPage();
      const visitor = await visit(web().browser);
      await page.open(visitor);
      const id = await storedIn(visitor, idKey);
      expect(id).toMatch(/^[\w-]{8,64}$/);
      const before = await page.totals();
      await page.open(visitor);
      expect(await storedIn(visitor, idKey)).toBe(id);
      expect(await page.totals()).toMatchObject({ count: before.count + 1, unique: before.unique });
    });

    test.each([
      OLD_ID,
      '0f8fad5b-d9cb-469f-a165-70867728950e',
      '4294967295-1000000000-2147483648-770077',
    ])('goes on with "%s", which an old page or the first version made', async (id) => {
      const visitor = await visit(web().browser);
      await visitor.context.addInitScript((id) => {
        localStorage.visitorId = id;
      }, id);
      await scriptPage().open(visitor);
      expect(visitor.sent[0]?.get('vid')).toBe(id);
      expect(await storedIn(visitor, idKey)).toBe(id);
      expect(await storedIn(visitor, 'visitorId')).toBe(id);
    });

    test.each(['', 'short', 'ünicode-id', 'x'.repeat(65), `v-${'x'.repeat(63)}`])(
      'replaces the stored id "%s", which the counter would refuse',
      async (bad) => {
        const page = scriptPage();
        const visitor = await visit(web().browser);
        await visitor.context.addInitScript(([key, id]) => localStorage.setItem(key, id), [
          idKey,
          bad,
        ] as const);
        await page.open(visitor);
        const id = await storedIn(visitor, idKey);
        expect(id).toMatch(/^[\w-]{8,64}$/);
        expect(visitor.sent.map((sent) => sent.get('vid'))).toEqual([id]);
      },
    );

    test.each(['0', 'unspecified', null])('takes doNotTrack %j for no wish', async (doNotTrack) => {
      const visitor = await visit(web().browser, {
        navigator: { doNotTrack, globalPrivacyControl: false },
      });
      await scriptPage().open(visitor);
      expect(visitor.sent.map((sent) => sent.get('vid'))).toEqual([await storedIn(visitor, idKey)]);
    });

    test.each([{ 'sec-gpc': '1' }, { dnt: '1' }])(
      'counts the view and recognises nobody under the header %j alone',
      async (headers) => {
        const page = scriptPage();
        const before = await page.totals();
        const visitor = await visit(web().browser, { headers });
        await page.open(visitor);
        const after = { count: before.count + 1, unique: before.unique };
        expect(await page.totals()).toMatchObject(after);
        expect(visitor.errors).toEqual([]);
      },
    );

    test('waits until a hidden or prerendered page is seen, and counts it once', async () => {
      const page = scriptPage();
      const before = await page.totals();
      const visitor = await visit(web().browser);
      await hide(visitor.context);
      await visitor.page.goto(page.add());
      expect(visitor.asked).toEqual([]);
      await show(visitor.page);
      await untilFilled(visitor);
      await show(visitor.page);
      expect(visitor.asked).toHaveLength(1);
      expect(await page.totals()).toMatchObject({ count: before.count + 1 });
    });

    test('counts a view of nobody known where storage is blocked', async () => {
      const page = scriptPage();
      const before = await page.totals();
      const visitor = await visit(web().browser);
      await page.open(visitor, '', { 'content-security-policy': 'sandbox allow-scripts' });
      const probe = () => visitor.page.evaluate(() => localStorage.length);
      await expect(probe()).rejects.toThrow('SecurityError');
      expect(visitor.asked).toEqual(['counter']);
      expect(visitor.sent[0]?.has('vid')).toBe(false);
      expect(visitor.errors).toEqual([]);
      expect(await page.totals()).toMatchObject({ count: before.count + 1, unique: before.unique });
    });

    test('counts a view of nobody known where storage is full', async () => {
      const visitor = await visit(web().browser);
      await visitor.page.goto(web().site.origin + web().site.add(''));
      await visitor.page.evaluate(() => {
        for (let size = 2 ** 23; size >= 1; size /= 2) {
          try {
            localStorage.setItem(`filler-${size}`, 'x'.repeat(size));
          } catch {}
        }
      });
      await scriptPage().open(visitor);
      expect(visitor.asked).toEqual(['counter']);
      expect(visitor.sent[0]?.has('vid')).toBe(false);
      expect(visitor.errors).toEqual([]);
    });

    test.each([
      ['a refusal', 503, '{"ok":false,"error":"unavailable"}'],
      ['a web page', 200, '<h1>It works</h1>'],
      ['nothing', 200, 'null'],
    ])('leaves the text of the page when the counter answers %s', async (_, status, body) => {
      const visitor = await visit(web().browser);
      const headers = { 'access-control-allow-origin': '*' };
      await visitor.context.route(COUNTER, (route) => route.fulfill({ status, body, headers }));
      const answered = visitor.page.waitForResponse(COUNTER);
      await visitor.page.goto(scriptPage().add());
      await (await answered).finished();
      expect(new Set(await numbersOn(visitor))).toEqual(new Set(['many']));
      expect(visitor.errors).toEqual([]);
    });

    test('fills in numbers that come after its answer', async () => {
      const visitor = await visit(web().browser);
      const answered = visitor.page.waitForResponse(COUNTER);
      const path = web().site.addPage(async (response) => {
        response.writeHead(200, { 'content-type': 'text/html' });
        response.write(`<!doctype html><title>Slow</title>${scriptPage().tag()}<p>A start.</p>`);
        await (await answered).finished();
        response.end(NUMBERS);
      });
      await visitor.page.goto(web().site.origin + path);
      await untilFilled(visitor);
      expect(visitor.asked).toHaveLength(1);
    });

    test('counts a view that is left before the request was sent', async () => {
      const page = scriptPage();
      const before = await page.totals();
      const visitor = await visit(web().browser);
      const other = web().site.add('<h1>Another page</h1>');
      const left = visitor.page.waitForURL(`**${other}`);
      await visitor.context.route(COUNTER, async (route) => {
        await left;
        await route.continue();
      });
      const leave = page.tag(`onload="location='${other}'"`);
      await visitor.page.goto(web().site.origin + web().site.add(leave));
      await left;
      await expect.poll(async () => (await page.totals()).count).toBe(before.count + 1);
    });

    test('leaves no cookie, no global name and nothing but the id', async () => {
      const visitor = await visit(web().browser);
      const names = () => visitor.page.evaluate(() => Object.keys(globalThis));
      await visitor.page.goto(web().site.origin + web().site.add(NUMBERS));
      const before = await names();
      await scriptPage().open(visitor);
      expect(await names()).toEqual(before);
      expect(await visitor.page.evaluate(() => Object.keys(localStorage))).toEqual([idKey]);
      expect(await visitor.context.cookies()).toEqual([]);
    });

    test('runs under a policy that lets only the counter in', async () => {
      const { origin } = new URL(runtime().url);
      const visitor = await visit(web().browser);
      const policy = `default-src 'none'; script-src ${origin}; connect-src ${origin}`;
      await scriptPage().open(visitor, '', { 'content-security-policy': policy });
      expect(visitor.asked).toHaveLength(1);
    });

    const isFull = script === 'counter.full.js';
    test(`${isFull ? 'counts' : 'does nothing, and says nothing,'} as a module`, async () => {
      const visitor = await visit(web().browser);
      const tag = `<script type="module" src="${runtime().url}/${script}"></script>`;
      await visitor.page.goto(web().site.origin + web().site.add(NUMBERS + tag));
      expect(visitor.asked).toEqual(isFull ? ['counter'] : []);
      expect(visitor.errors).toEqual([]);
    });
  });
});
