/** The dashboard's cards of pages and sources, in a real Chromium: at 360 px, by keyboard, with hostile names. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../scripts/chromium.ts';
import { REPORT_TOKEN } from '../runtime/base-settings.ts';
import { startEdge } from '../runtime/edge-runtime.ts';
import type { Runtime } from '../runtime/runtimes.ts';
import { expectGoodLooks, expectSight, openPage } from './inspection.ts';
import { KNOWN, KNOWN_AT_MS, NO_NAMES } from './known-summary.ts';

let browser: Browser;
let runtime: Runtime;

beforeAll(async () => {
  browser = await launchChromium();
  runtime = await startEdge();
});

afterAll(async () => {
  await browser.close();
  await runtime.close();
});

const DATES = { since: '2026-10-01', last: '2026-11-24' };
const HOSTILE = '/<img src=x onerror=alert(1)>"\'&';
const LONG = `/${'a-very-long-name-without-a-space'.repeat(6)}`;

/** Twelve pages: the last one has most of all time, and none this month. */
const LISTS = {
  ok: true,
  rows: [
    { name: '/old', views: 900, month: 0, before: 7, ...DATES },
    { name: HOSTILE, views: 300, month: 120, before: 0, ...DATES },
    { name: LONG, views: 299, month: 110, before: 3, ...DATES },
    ...Array.from({ length: 10 }, (_, page) => ({
      name: `/page-${page}`,
      views: 100 - page,
      month: 50 - page,
      before: 0,
      ...DATES,
    })),
  ],
  other: { views: 40, month: 4, before: 2 },
  unnamed: { views: 9, month: 1, before: 0 },
  imported: 0,
  began: '2026-10-01',
  sources: {
    ...NO_NAMES.sources,
    rows: [
      { name: 'direct', views: 70, month: 60, before: 1, ...DATES },
      { name: 'example.org', views: 30, month: 20, before: 0, ...DATES },
      { name: 'inside', views: 5, month: 5, before: 0, ...DATES },
    ],
    began: '2026-10-01',
  },
};

async function open(lists: object = LISTS, options: BrowserContextOptions = {}): Promise<Page> {
  const { page } = await openPage(browser, `${runtime.url}/dashboard`, {
    ...options,
    prepare: async ({ context, page: opened }) => {
      await opened.clock.setFixedTime(KNOWN_AT_MS);
      await context.addInitScript(
        (token) => sessionStorage.setItem('reportToken', token),
        REPORT_TOKEN,
      );
      await context.route('**/stats', (route) => route.fulfill({ json: KNOWN }));
      await context.route('**/pages', (route) => route.fulfill({ json: lists }));
    },
  });
  await expectSight(page, 'figures');
  return page;
}

const rowsOf = (page: Page, card: string) =>
  page
    .locator(`[data-top=${card}] tbody tr`)
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent).join(': ')),
    );

test('show the most viewed of this month, and what has no row', async () => {
  const page = await open();
  await page.waitForSelector('[data-top=pages] tbody tr');
  const pages = await rowsOf(page, 'pages');
  expect(pages.slice(0, 3)).toEqual([`${HOSTILE}: 120`, `${LONG}: 110`, '/page-0: 50']);
  expect(pages.slice(-2)).toEqual(['All others: 87', 'Page not told: 1']);
  expect(pages).toHaveLength(12);
  expect(await rowsOf(page, 'sources')).toEqual(['Direct: 60', 'example.org: 20', 'This site: 5']);
  expect(await page.locator('main img[src=x]').count()).toBe(0);
});

test('are chosen and shown whole by keyboard alone', async () => {
  const page = await open();
  await page.waitForSelector('[data-top=pages] tbody tr');
  await page.focus('[name=top][value=month]');
  await page.keyboard.press('ArrowRight');
  expect((await rowsOf(page, 'pages')).slice(0, 2)).toEqual(['/old: 7', `${LONG}: 3`]);
  await page.keyboard.press('ArrowRight');
  expect((await rowsOf(page, 'pages'))[0]).toBe('/old: 900');
  await page.focus('[data-top=pages] button');
  await page.keyboard.press('Enter');
  const pages = await rowsOf(page, 'pages');
  expect(pages).toHaveLength(15);
  expect(pages.slice(-2)).toEqual(['All others: 40', 'Page not told: 9']);
  expect(await page.locator('[data-top=pages] button').isHidden()).toBe(true);
});

test('stay away until a view has named something', async () => {
  const page = await open(NO_NAMES);
  await page.waitForLoadState('networkidle');
  expect(await page.locator('.tops').isHidden()).toBe(true);
});

test('look right on desktop and phone, and have nothing that axe finds', async () => {
  const page = await open();
  await page.waitForSelector('[data-top=pages] tbody tr');
  await expectGoodLooks(page);
});
