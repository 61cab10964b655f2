/** The blog of `npm start`, in a real Chromium, on the real edge: each page counts, and shows its views. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type DemoSite, startDemo } from '../../local/demo/demo-server.ts';
import { launchChromium } from '../../scripts/chromium.ts';
import { BROWSER_AGENT } from '../doubles/memory-site.ts';
import { startEdge } from '../runtime/edge-runtime.ts';
import { useRuntime } from '../runtime/runtime-lifetime.ts';
import { expectGoodLooks } from './inspection.ts';

const runtime = useRuntime({ name: 'edge', start: startEdge });
let browser: Browser;
let demo: DemoSite;

beforeAll(async () => {
  browser = await launchChromium();
  demo = await startDemo({ port: 0, edgeUrl: runtime().url, gatewayUrl: runtime().url });
});

afterAll(async () => {
  await demo.close();
  await browser.close();
});

async function openIndex(): Promise<Page> {
  const context = await browser.newContext({ userAgent: BROWSER_AGENT });
  onTestFinished(() => context.close());
  await context.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false });
  });
  const page = await context.newPage();
  await page.goto(demo.url);
  return page;
}

/** By title, as the index lists them. */
async function listOn(page: Page): Promise<string[]> {
  return page.locator('.posts strong').allTextContents();
}

test('an index shows what each post has, and a post its own', async () => {
  const page = await openIndex();
  await expect.poll(() => listOn(page)).toEqual(['0', '0', '0']);
  await page.getByRole('link', { name: 'A ledger that loses nothing' }).click();
  await expect.poll(() => page.locator('.note strong').textContent()).toBe('1');
  await page.getByRole('link', { name: 'Ada Example' }).click();
  await expect.poll(() => listOn(page)).toEqual(['0', '1', '0']);
  expect(await page.locator('[data-visitor-count]').textContent()).toBe('3');
  expect(await page.locator('[data-visitor-unique]').textContent()).toBe('1');
});

test('a page counts through the other side when its reader says so, and so do those it links to', async () => {
  const page = await openIndex();
  await page.getByRole('link', { name: 'Count through the gateway' }).click();
  await page.getByRole('link', { name: 'From four hours to forty minutes' }).click();
  expect(new URL(page.url()).search).toBe('?through=gateway');
  expect(await page.getByText('Counted through the gateway').isVisible()).toBe(true);
});

test('index and post look good, on desk and phone, light and dark', async () => {
  const page = await openIndex();
  await expectGoodLooks(page);
  await page.getByRole('link', { name: 'Writing that is read to the end' }).click();
  await expectGoodLooks(page);
});
