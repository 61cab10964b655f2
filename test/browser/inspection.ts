/**
 * A page of ours in a real Chromium, and what no page of ours may do: errors, loads that its policy stops,
 * requests to elsewhere, the token in an address. Each visit is looked through when its test ends.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { BROWSER_AGENT } from '../doubles/memory-site.ts';
import { REPORT_TOKEN } from '../runtime/base-settings.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** What a test waits for comes within milliseconds, or not at all. */
const WAIT_MS = 8_000;

const DESKTOP = { width: 1280, height: 860 };
const PHONE = { width: 360, height: 780 };
const LOOKS = [
  { colorScheme: 'light', viewport: DESKTOP },
  { colorScheme: 'dark', viewport: DESKTOP },
  { colorScheme: 'dark', viewport: PHONE },
  { colorScheme: 'light', viewport: PHONE },
] as const;

export interface PageVisit {
  readonly context: BrowserContext;
  readonly page: Page;
}

/** Closed at the end of the test, which fails for any offence. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions & {
    readonly prepare?: (visit: PageVisit) => Promise<unknown>;
  } = {},
): Promise<PageVisit> {
  const { prepare, ...contextOptions } = options;
  const context = await browser.newContext({
    userAgent: BROWSER_AGENT,
    locale: 'en-GB',
    viewport: DESKTOP,
    ...contextOptions,
  });
  context.setDefaultTimeout(WAIT_MS);
  const offences = watch(context, new URL(url).host);
  const page = await context.newPage();
  onTestFinished(async () => {
    await context.close();
    expect(offences).toEqual([]);
  });
  await prepare?.({ context, page });
  await page.goto(url);
  return { context, page };
}

function watch(context: BrowserContext, host: string): readonly string[] {
  const offences: string[] = [];
  context.on('weberror', (error) => offences.push(error.error().message));
  context.on('console', (message) => {
    const text = message.text();
    if (/content security policy/i.test(text)) offences.push(text);
  });
  context.on('request', (request) => {
    const url = request.url();
    if (new URL(url).host !== host && !url.startsWith('blob:')) offences.push(`to ${url}`);
    if (decodeURIComponent(url).includes(REPORT_TOKEN)) offences.push(`the token in ${url}`);
  });
  return offences;
}

export async function signIn(page: Page, token = REPORT_TOKEN): Promise<void> {
  await page.getByLabel('Token', { exact: true }).fill(token);
  await page.keyboard.press('Enter');
}

/** Waits for a sight, and sees that no other is shown and that the header does not say that it waits. */
export async function expectSight(page: Page, sight: string): Promise<void> {
  await page.waitForSelector(`[data-sight="${sight}"]:not([hidden])`);
  const shown = await page
    .locator('[data-sight]:visible')
    .evaluateAll((parts) => parts.map((part) => (part as HTMLElement).dataset.sight));
  expect(shown).toEqual([sight]);
  const at = { loading: /^Asking…$/, figures: /^As of /, empty: /^As of /, ask: /^$/, down: /^$/ };
  // The figures stay in sight while they are asked for anew.
  await expect.poll(() => textOf(page, 'at')).toMatch(at[sight as keyof typeof at]);
}

/** What the page says in its place of that name. */
export async function textOf(page: Page, name: string): Promise<string> {
  return (await page.locator(`[data-fill="${name}"]`).first().textContent()) ?? '';
}

/** In light and dark, on desk and phone: axe finds nothing, and nothing is wider than the screen. */
export async function expectGoodLooks(page: Page): Promise<void> {
  const findings: string[] = [];
  for (const { colorScheme, viewport } of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    const found = [...(await axeFinds(page)), ...(await overflow(page))];
    findings.push(...found.map((text) => `${colorScheme} ${viewport.width}: ${text}`));
  }
  expect(findings).toEqual([]);
}

/** It runs outside the page's policy, which would stop it. */
async function axeFinds(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { violations } = await (
      globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      }
    ).axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

async function overflow(page: Page): Promise<string[]> {
  const pixels = await page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  return pixels > 0 ? [`${pixels} pixels too wide`] : [];
}
