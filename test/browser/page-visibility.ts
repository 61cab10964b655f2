/**
 * Pages that nobody sees yet. A headless browser shows every page, so the page is told otherwise: what
 * `document` says, and the event that a browser sends, are replaced; scripts see nothing else of it.
 */
import type { BrowserContext, Page } from 'playwright-core';

/** Pages that are opened from now on are hidden, as a background tab and a prerendered page are. */
export async function hide(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const { prototype } = Document;
    Object.defineProperty(prototype, 'hidden', { get: () => true, configurable: true });
    Object.defineProperty(prototype, 'visibilityState', {
      get: () => 'hidden',
      configurable: true,
    });
  });
}

/** The page comes into view, and hears of it. */
export async function show(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { prototype } = Document;
    Object.defineProperty(prototype, 'hidden', { get: () => false, configurable: true });
    Object.defineProperty(prototype, 'visibilityState', {
      get: () => 'visible',
      configurable: true,
    });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  });
}
