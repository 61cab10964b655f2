/**
 * The landing page and the dashboard in a real Chromium, on both real runtimes: each sight, light and dark,
 * phone and desktop; nothing for axe to find, nothing for the content security policy to stop.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { makeDemoDocument } from '../../local/demo-data.ts';
import { launchChromium } from '../../scripts/chromium.ts';
import { serialiseDocument } from '../../shared/counter/document.ts';
import { BROWSER_AGENT } from '../doubles/memory-site.ts';
import { REPORT_TOKEN, SALT } from '../runtime/base-settings.ts';
import { RUNTIMES, type Runtime } from '../runtime/runtimes.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const DESKTOP = { width: 1280, height: 860 };
const PHONE = { width: 360, height: 780 };
const LOOKS = [
  { colorScheme: 'light', viewport: DESKTOP },
  { colorScheme: 'dark', viewport: DESKTOP },
  { colorScheme: 'light', viewport: PHONE },
  { colorScheme: 'dark', viewport: PHONE },
] as const;

let browser: Browser;
let history: string;

beforeAll(async () => {
  browser = await launchChromium();
  history = serialiseDocument(await makeDemoDocument(Date.now(), SALT, 2_048));
});

afterAll(() => browser.close());

interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What no page should cause: errors, stopped loads, requests to elsewhere, the token in an address. */
  readonly offences: readonly string[];
}

async function open(
  runtime: Runtime,
  path: string,
  look: { readonly colorScheme: 'light' | 'dark'; readonly viewport: typeof DESKTOP } = LOOKS[0],
): Promise<Visit> {
  const context = await browser.newContext({ ...look, userAgent: BROWSER_AGENT, locale: 'en-GB' });
  onTestFinished(() => context.close());
  context.setDefaultTimeout(8_000);
  const page = await context.newPage();
  const offences: string[] = [];
  const host = new URL(runtime.url).host;
  page.on('pageerror', (error) => offences.push(error.message));
  page.on('console', (message) => {
    const text = message.text();
    if (/content security policy/i.test(text)) offences.push(text);
  });
  context.on('request', (request) => {
    const url = request.url();
    if (new URL(url).host !== host && !url.startsWith('blob:')) offences.push(`to ${url}`);
    if (decodeURIComponent(url).includes(REPORT_TOKEN)) offences.push(`the token in ${url}`);
  });
  await page.goto(`${runtime.url}${path}`);
  return { context, page, offences };
}

async function signIn(page: Page, token = REPORT_TOKEN): Promise<void> {
  await page.getByLabel('Token', { exact: true }).fill(token);
  await page.keyboard.press('Enter');
}

const showing = (page: Page, sight: string) =>
  page.waitForSelector(`[data-sight="${sight}"]:not([hidden])`);

/** What axe finds; it runs outside the page's policy, which would stop it. */
async function axeFinds(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { violations } = await (
      globalThis as unknown as {
        axe: {
          run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
        };
      }
    ).axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe.each(RUNTIMES.map((kind) => [kind.name, kind] as const))('on the %s', (_, kind) => {
  let grown: Runtime;
  let empty: Runtime;

  beforeAll(async () => {
    empty = await kind.start();
    grown = await kind.start();
    await grown.store.write(history);
  });

  afterAll(async () => {
    await grown.close();
    await empty.close();
  });

  test.each(LOOKS)(
    'the landing page tells the count and its snippets, $colorScheme at $viewport.width',
    async (look) => {
      const { offences, page } = await open(grown, '/', look);
      await page.waitForFunction(
        () => document.querySelector('[data-fill="views"]')?.textContent !== '–',
      );
      const snippet = await page.locator('[data-snippet="script"]').textContent();
      expect(snippet).toContain(`src="${grown.url}/counter.js"`);
      expect(await page.locator('[data-snippet="badge"]').textContent()).toContain(
        `(${grown.url}/badge.svg)`,
      );
      expect(
        await page
          .locator('img.badge')
          .evaluate((badge) => (badge as HTMLImageElement).naturalWidth),
      ).toBeGreaterThan(40);
      expect(await axeFinds(page)).toEqual([]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(offences).toEqual([]);
    },
  );

  test.each(LOOKS)(
    'the dashboard shows the figures, $colorScheme at $viewport.width',
    async (look) => {
      const { offences, page } = await open(grown, '/dashboard', look);
      await showing(page, 'ask');
      expect(await axeFinds(page)).toEqual([]);
      await signIn(page);
      await showing(page, 'figures');
      await page.waitForSelector('.plot canvas');
      const views = JSON.parse(history).pageviews as number;
      expect(await page.locator('[data-fill="views"]').textContent()).toBe(
        views.toLocaleString('en'),
      );
      expect(await page.locator('.periods article').count()).toBe(4);
      await page.getByText('As a table').click();
      await expect.poll(() => page.locator('#days tr').count()).toBeGreaterThan(80);
      expect(await axeFinds(page)).toEqual([]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(page.url()).toBe(`${grown.url}/dashboard`);
      expect(offences).toEqual([]);
    },
  );

  test('the dashboard keeps the token for the tab, and forgets it when told', async () => {
    const { page } = await open(grown, '/dashboard');
    await signIn(page);
    await showing(page, 'figures');
    await page.reload();
    await showing(page, 'figures');
    await page.getByRole('button', { name: 'Forget token' }).click();
    await showing(page, 'ask');
    expect(await page.evaluate(() => JSON.stringify(Object.values(sessionStorage)))).not.toContain(
      REPORT_TOKEN,
    );
  });

  test('the dashboard says that a token is wrong, and takes the right one', async () => {
    const { page } = await open(grown, '/dashboard');
    await signIn(page, 'not the token');
    await page.getByText('That is not the token.').waitFor();
    expect(await axeFinds(page)).toEqual([]);
    await signIn(page);
    await showing(page, 'figures');
  });

  test('the dashboard of a counter without a view shows the snippet', async () => {
    const { page } = await open(empty, '/dashboard');
    await signIn(page);
    await showing(page, 'empty');
    expect(await page.locator('[data-sight="empty"] code').textContent()).toContain('/counter.js');
    expect(await axeFinds(page)).toEqual([]);
  });

  test('the dashboard says that the counter is down, and comes back', async () => {
    const { context, page } = await open(grown, '/dashboard');
    await signIn(page);
    await showing(page, 'figures');
    await context.route('**/stats', (route) => route.abort());
    await page.getByRole('button', { name: 'Refresh' }).click();
    await showing(page, 'down');
    expect(await page.locator('[data-fill="problem"]').textContent()).toBe(
      'The counter does not answer',
    );
    expect(await axeFinds(page)).toEqual([]);
    await context.unroute('**/stats');
    await page.getByRole('button', { name: 'Try again' }).click();
    await showing(page, 'figures');
  });

  test('the dashboard shows that it waits', async () => {
    const { context, page } = await open(grown, '/dashboard');
    await showing(page, 'ask');
    const held = Promise.withResolvers<void>();
    await context.route('**/stats', async (route) => {
      await held.promise;
      await route.continue();
    });
    await signIn(page);
    await showing(page, 'loading');
    expect(await axeFinds(page)).toEqual([]);
    held.resolve();
    await showing(page, 'figures');
  });

  test('the dashboard sends the report only when that is confirmed', async () => {
    const { page } = await open(grown, '/dashboard');
    await signIn(page);
    await showing(page, 'figures');
    const before = grown.emulator.outbox.messages().length;
    const send = page.getByRole('button', { name: 'Send the report now' });
    await send.click();
    await page.getByRole('dialog').waitFor();
    expect(await axeFinds(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(grown.emulator.outbox.messages()).toHaveLength(before);
    await send.click();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect.poll(() => grown.emulator.outbox.messages().length).toBe(before + 1);
  });

  test('the dashboard hands out the document as a file', async () => {
    const { page } = await open(grown, '/dashboard');
    await signIn(page);
    await showing(page, 'figures');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download the document' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^counter-\d{4}-\d\d-\d\d\.json$/);
    expect(JSON.parse(readFileSync(await file.path(), 'utf8'))).toMatchObject({
      pageviews: JSON.parse(history).pageviews,
    });
  });

  test('the plot can be read by keyboard, and other spans be chosen', async () => {
    const { page } = await open(grown, '/dashboard');
    await signIn(page);
    await page.waitForSelector('.plot canvas');
    const day = page.getByRole('slider', { name: 'Day' });
    await day.focus();
    const last = await day.getAttribute('aria-valuetext');
    await page.keyboard.press('ArrowLeft');
    expect(await day.getAttribute('aria-valuetext')).not.toBe(last);
    expect(await day.getAttribute('aria-valuetext')).toMatch(/\d+ views?, \d+ visitors?$/);
    await page.getByLabel('A year').check();
    await page.waitForSelector('.plot canvas');
    await page.getByText('As a table').click();
    await expect.poll(() => page.locator('#days tr').count()).toBeGreaterThan(300);
  });
});

test('with PUBLIC_STATS anybody sees the figures, and none of the buttons', async () => {
  for (const kind of RUNTIMES) {
    const runtime = await kind.start({ settings: { PUBLIC_STATS: 'true' } });
    try {
      await runtime.store.write(history);
      const { offences, page } = await open(runtime, '/dashboard');
      await showing(page, 'figures');
      expect(await page.getByRole('button', { name: 'Send the report now' }).isVisible()).toBe(
        false,
      );
      expect(await page.getByRole('button', { name: 'Enter token' }).isVisible()).toBe(true);
      expect(offences).toEqual([]);
    } finally {
      await runtime.close();
    }
  }
});
