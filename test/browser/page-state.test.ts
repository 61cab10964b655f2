/**
 * One state a page, whatever runs on it: scripts that a body swap runs again, both sizes together, routers,
 * and a service worker that keeps what it can. In a real Chromium, on the real edge.
 */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { startEdge } from '../runtime/edge-runtime.ts';
import { useRuntime } from '../runtime/runtime-lifetime.ts';
import { NUMBERS, numbersOn, ScriptPage, untilFilled } from './script-page.ts';
import { visit } from './visitor.ts';
import { useWeb } from './web.ts';

const web = useWeb();
const runtime = useRuntime({ name: 'edge', start: startEdge });

const SCRIPTS = {
  small: ['counter.js'],
  full: ['counter.full.js'],
  'small and full': ['counter.js', 'counter.full.js'],
  'full and small': ['counter.full.js', 'counter.js'],
  'those that never change': ['counter.v2.js', 'counter.full.v2.js'],
};
const urlsOf = (scripts: readonly string[]) => scripts.map((name) => `${runtime().url}/${name}`);
const views = async () => (await new ScriptPage(web().site, runtime(), '').totals()).count;

/** A page with the scripts, one after the other, once its numbers are there. */
async function open(scripts: readonly string[]) {
  const visitor = await visit(web().browser);
  const tags = urlsOf(scripts).map((url) => `<script src="${url}"></script>`);
  await visitor.page.goto(web().site.origin + web().site.add(NUMBERS + tags.join('')));
  await untilFilled(visitor);
  return { visitor, page: visitor.page };
}

/** What Turbo and pjax do: another address, another body, and its scripts run. */
function swapBody(page: Page, path: string, scripts: readonly string[]): Promise<void> {
  return page.evaluate(
    async ([path, numbers, urls]) => {
      if (path !== location.pathname) history.pushState(null, '', path);
      document.body.innerHTML = numbers;
      for (const url of urls) {
        const script = document.createElement('script');
        script.src = url;
        const loaded = new Promise((done) => script.addEventListener('load', done));
        document.body.append(script);
        await loaded;
      }
    },
    [path, NUMBERS, urlsOf(scripts)] as const,
  );
}

describe.each(Object.entries(SCRIPTS))('where a body swap runs %s again', (_, scripts) => {
  test('four pages are four views, and each shows its numbers', async () => {
    const before = await views();
    const { visitor, page } = await open(scripts);
    for (const path of ['/second', '/third', '/fourth']) {
      await swapBody(page, path, scripts);
      await untilFilled(visitor);
    }
    await expect.poll(views).toBe(before + 4);
    expect(visitor.asked).toEqual(['counter', 'counter', 'counter', 'counter']);
    expect(visitor.errors).toEqual([]);
  });

  test('the same page is one view, and the new body shows its numbers', async () => {
    const { visitor, page } = await open(scripts);
    const shown = await numbersOn(visitor);
    await swapBody(page, await page.evaluate(() => location.pathname), scripts);
    await untilFilled(visitor);
    expect(await numbersOn(visitor)).toEqual(shown);
    expect(visitor.asked).toEqual(['counter']);
  });

  test('a page that is shown again after another counts again, as from this site', async () => {
    const { visitor, page } = await open(scripts);
    const first = await page.evaluate(() => location.pathname);
    await swapBody(page, '/between', scripts);
    await swapBody(page, first, scripts);
    await untilFilled(visitor);
    const { host } = new URL(web().site.origin);
    expect(visitor.sent.map((sent) => sent.get('page'))).toEqual([first, '/between', first]);
    expect(visitor.sent.map((sent) => sent.get('from'))).toEqual(['', host, host]);
  });
});

describe('a router', () => {
  const ROUTES = {
    pushState: () => history.pushState(null, '', '/routed'),
    replaceState: () => history.replaceState(null, '', '/routed'),
    'the Navigation API': () => {
      navigation.addEventListener('navigate', (event) => event.intercept(), { once: true });
      return navigation.navigate('/routed').finished?.then(() => undefined);
    },
  };

  test.each(Object.entries(ROUTES))('that uses %s has its view counted once', async (_, route) => {
    const { visitor, page } = await open(['counter.full.js']);
    await page.evaluate<unknown>(route);
    await expect.poll(() => visitor.sent.map((sent) => sent.get('page'))).toHaveLength(2);
    // Whatever else told of it has been heard by now.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
    expect(visitor.sent[1]?.get('page')).toBe('/routed');
    expect(visitor.asked).toEqual(['counter', 'counter']);
  });

  test('is followed in a browser without the Navigation API too', async () => {
    const visitor = await visit(web().browser);
    await visitor.context.addInitScript(() => Reflect.deleteProperty(globalThis, 'navigation'));
    await new ScriptPage(web().site, runtime(), 'counter.full.js').open(visitor);
    await visitor.page.evaluate(() => history.pushState(null, '', '/routed'));
    await expect.poll(() => visitor.sent.at(-1)?.get('page'), { timeout: 5_000 }).toBe('/routed');
    expect(visitor.asked).toHaveLength(2);
  });
});

test.each(['counter.js', 'counter.full.js'])(
  'a service worker that keeps what is asked keeps no view of %s',
  async (script) => {
    const { site } = web();
    const visitor = await visit(web().browser);
    // Only there may a page without https have one; a page of this machine counts when it says so.
    const origin = site.originAt('localhost');
    const worker = site.addPage((response) => {
      response.writeHead(200, { 'content-type': 'text/javascript' });
      response.end(KEEP_ALL);
    });
    await visitor.page.goto(origin + site.add(''));
    await visitor.page.evaluate(async (worker) => {
      await navigator.serviceWorker.register(worker);
      await navigator.serviceWorker.ready;
    }, worker);
    const tag = new ScriptPage(site, runtime(), script).tag('data-allow-local');
    const path = site.add(NUMBERS + tag);
    const before = await views();
    for (let view = 1; view <= 5; view += 1) {
      await visitor.page.goto(origin + path);
      await untilFilled(visitor);
      expect((await numbersOn(visitor))[0]).toBe(String(before + view));
    }
    expect(await visitor.page.evaluate(async () => (await caches.keys()).length)).toBe(1);
  },
);

/** Whatever was asked before is answered as before. */
const KEEP_ALL = `
  addEventListener('activate', (event) => event.waitUntil(clients.claim()));
  addEventListener('fetch', (event) => event.respondWith((async () => {
    const cache = await caches.open('all');
    const kept = await cache.match(event.request);
    if (kept) return kept;
    const answer = await fetch(event.request);
    if (event.request.method === 'GET') await cache.put(event.request, answer.clone());
    return answer;
  })()));`;
