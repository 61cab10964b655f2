/** What pages embed that is no free-running script: pinned copies, the image of `<noscript>`, badges. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { totalsIn } from '../runtime/answers.ts';
import { startForTest, useRuntime } from '../runtime/runtime-lifetime.ts';
import { RUNTIMES } from '../runtime/runtimes.ts';
import { NUMBERS, numbersOn, untilFilled } from './script-page.ts';
import { visit } from './visitor.ts';
import { useWeb } from './web.ts';

const web = useWeb();
const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const PINNED = ['counter.v1.js', 'counter.full.v1.js', 'counter.v2.js', 'counter.full.v2.js'];

const [NOSCRIPT = ''] = README.match(/<noscript>.*<\/noscript>/s) ?? [];

/** The README's own tag, pointed at the runtime. */
function pinnedTag(script: string, url: string): string {
  const tags = README.match(/<script[^>]*integrity[^>]*><\/script>/g) ?? [];
  const tag = tags.find((text) => text.includes(`/${script}"`));
  if (tag === undefined) throw new Error(`the README pins no ${script}`);
  return tag.replace('https://HOST', url);
}

describe.each(RUNTIMES)('on the $name', (kind) => {
  const runtime = useRuntime(kind);
  const views = async () => (await totalsIn(runtime().fetch('/totals'))).count;

  test.each(PINNED)('runs %s as the README pins it', async (script) => {
    const before = await views();
    const visitor = await visit(web().browser);
    const html = NUMBERS + pinnedTag(script, runtime().url);
    await visitor.page.goto(web().site.origin + web().site.add(html));
    await untilFilled(visitor);
    expect((await numbersOn(visitor))[0]).toBe(String(before + 1));
  });

  test.each(PINNED)('does not run %s when a byte differs', async (script) => {
    const visitor = await visit(web().browser);
    const html = pinnedTag(script, runtime().url).replace('sha384-', 'sha384-AAAA');
    const refused = visitor.page.waitForEvent('console', (message) =>
      /integrity/.test(message.text()),
    );
    await visitor.page.goto(web().site.origin + web().site.add(html));
    await refused;
    expect(visitor.asked).toEqual([]);
  });

  test('counts a view by <noscript> where no script runs, and not beside one that does', async () => {
    const url = web().site.origin + web().site.add(NOSCRIPT.replace('https://HOST', runtime().url));
    const before = await views();
    await (await visit(web().browser)).page.goto(url);
    expect(await views()).toBe(before);
    const { page } = await visit(web().browser, { javaScript: false });
    const answered = page.waitForResponse('**/noscript.gif');
    await page.goto(url);
    const image = await (await answered).body();
    expect(image.toString('latin1', 0, 6)).toBe('GIF89a');
    expect(image).toHaveLength(42);
    expect(await views()).toBe(before + 1);
  });

  test('shows a badge as wide as it says, also on a page that is isolated from others', async () => {
    const { page } = await visit(web().browser);
    const html = `<img src="${runtime().url}/badge.svg?label=cactus" alt="views">`;
    const headers = { 'cross-origin-embedder-policy': 'require-corp' };
    await page.goto(web().site.origin + web().site.add(html, headers));
    const size = await page.locator('img').evaluate((image: HTMLImageElement) => {
      return { width: image.naturalWidth, height: image.naturalHeight };
    });
    const svg = await (await runtime().fetch('/badge.svg?label=cactus')).text();
    expect(svg).toContain(`width="${size.width}" height="${size.height}"`);
    expect(size.height).toBe(20);
  });

  test('tells the views of today, which only the document knows', async () => {
    await runtime().fetch('/counter');
    const badge = await (await runtime().fetch('/badge.json?show=today')).json();
    expect(badge).toMatchObject({ label: 'views today', message: String(await views()) });
  });

  test('counts by image for pages on the list alone, as their browsers tell', async () => {
    const settings = { ALLOWED_ORIGINS: web().site.origin, BADGE_HITS: 'on' };
    const { url, fetch } = await startForTest(kind, { settings });
    const html = `<img src="${url}/noscript.gif"><img src="${url}/badge.svg?hit=1">`;
    const path = web().site.add(html);
    const { page } = await visit(web().browser);
    await page.goto(web().site.originAt('elsewhere.test') + path);
    expect(await totalsIn(fetch('/totals'))).toMatchObject({ count: 0 });
    await page.goto(web().site.origin + path);
    expect(await totalsIn(fetch('/totals'))).toMatchObject({ count: 2 });
  });
});
