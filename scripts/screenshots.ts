/**
 * `npm run screenshots`: makes the pictures in docs/images/ with all of the counter running on this machine
 * and a year of made-up history. Needs no install: Chromium comes with the packages.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type LocalCounter, startLocalCounter } from '../local/local-counter.ts';
import { launchChromium } from './chromium.ts';

const FOLDER = 'docs/images';
const PORTS = { edge: 18787, gateway: 18788, oci: 18789, demo: 18786 };
const DESKTOP = { width: 1280, height: 860 };
const PHONE = { width: 360, height: 780 };
/** Headless Chromium says that it is one, and robots are not counted. */
const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

interface Shot {
  readonly name: string;
  readonly viewport?: typeof DESKTOP;
  readonly colorScheme?: 'light' | 'dark';
  /** This part of the page alone; without it, all of the page. */
  readonly part?: string;
  /** The page down to this part's end, where all of it would be too long beside the other pictures. */
  readonly until?: string;
  readonly open: (page: Page, counter: LocalCounter) => Promise<unknown>;
}

const SHOTS: readonly Shot[] = [
  {
    name: 'demo',
    open: async (page, { addresses }) => {
      await page.goto(addresses.demo);
      await page.waitForFunction(
        "document.querySelector('[data-visitor-count]').textContent !== '–'",
      );
    },
  },
  {
    name: 'landing',
    open: async (page, { addresses }) => {
      await page.goto(`${addresses.edge}/`);
      await page.waitForSelector('[data-live][aria-busy="false"], [data-live]:not([aria-busy])');
    },
  },
  { name: 'dashboard-light', open: openDashboard },
  { name: 'dashboard-dark', colorScheme: 'dark', open: openDashboard },
  {
    name: 'dashboard-phone',
    viewport: PHONE,
    until: '[aria-labelledby=by-day]',
    open: openDashboard,
  },
  { name: 'mail', part: 'article', open: openMail },
];

/** As on any morning: a view was counted, the report went out, and both are in the document. */
async function liveADay({ addresses, reportToken }: LocalCounter): Promise<void> {
  const headers = { authorization: `Bearer ${reportToken}`, 'user-agent': userAgent };
  await fetch(`${addresses.edge}/counter`, { headers });
  await fetch(`${addresses.edge}/report?once=day`, { method: 'POST', headers });
}

/** The mail as its reader has it: without the outbox's frame, time and topic around it. */
async function openMail(page: Page, { addresses }: LocalCounter): Promise<void> {
  await page.goto(`${addresses.oci}/outbox`);
  await page.addStyleTag({
    content: 'article { border: 0; padding: 0.5rem 1.5rem; } article p { display: none; }',
  });
}

async function openDashboard(page: Page, { addresses, reportToken }: LocalCounter): Promise<void> {
  await page.goto(`${addresses.edge}/dashboard`);
  await page.getByLabel('Token', { exact: true }).fill(reportToken);
  await page.getByRole('button', { name: 'Show the figures' }).click();
  await page.waitForSelector('.plot canvas');
}

async function take(browser: Browser, counter: LocalCounter, shot: Shot): Promise<void> {
  const { colorScheme = 'light', name, viewport = DESKTOP } = shot;
  const context = await browser.newContext({
    colorScheme,
    userAgent,
    viewport,
    // A machine without a language makes Chromium name one that it does not know itself.
    locale: 'en-GB',
  });
  await context.addInitScript(
    "Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false })",
  );
  const page = await context.newPage();
  await shot.open(page, counter);
  await shoot(page, join(FOLDER, `${name}.png`), shot);
  await context.close();
  console.log(`${FOLDER}/${name}.png`);
}

const MARGIN_PX = 16;

async function shoot(page: Page, path: string, { part, until }: Shot): Promise<void> {
  if (part !== undefined) {
    await page.locator(part).first().screenshot({ path });
    return;
  }
  const end = until === undefined ? null : await page.locator(until).boundingBox();
  const width = page.viewportSize()?.width ?? DESKTOP.width;
  const clip = end && { x: 0, y: 0, width, height: end.y + end.height + MARGIN_PX };
  await page.screenshot({ path, fullPage: true, ...(clip && { clip }) });
}

const dataFolder = mkdtempSync(join(tmpdir(), 'screenshots-'));
mkdirSync(FOLDER, { recursive: true });
const counter = await startLocalCounter(
  { ports: PORTS, demoData: true, dataFolder },
  () => undefined,
);
const browser = await launchChromium();
try {
  await liveADay(counter);
  for (const shot of SHOTS) await take(browser, counter, shot);
} finally {
  await browser.close();
  await counter.stop();
  rmSync(dataFolder, { recursive: true, force: true });
}
