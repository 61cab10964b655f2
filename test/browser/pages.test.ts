/**
 * The landing page and the dashboard in a real Chromium, on both real runtimes: each sight, light and dark,
 * on desk and phone, and what the owner can have done. dashboard.test.ts has the figures one by one.
 */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeDemoDocument } from '../../local/demo/demo-data.ts';
import { launchChromium } from '../../scripts/chromium.ts';
import { serialiseDocument } from '../../shared/counter/document.ts';
import { REPORT_TOKEN, SALT } from '../runtime/base-settings.ts';
import { startForTest } from '../runtime/runtime-lifetime.ts';
import { RUNTIMES, type Runtime } from '../runtime/runtimes.ts';
import { expectGoodLooks, expectSight, openPage, signIn, textOf } from './inspection.ts';

let browser: Browser;
let history: string;

beforeAll(async () => {
  browser = await launchChromium();
  history = serialiseDocument(await makeDemoDocument(Date.now(), SALT, 2_048));
});

afterAll(() => browser.close());

const open = (runtime: Runtime, path: string) => openPage(browser, `${runtime.url}${path}`);

async function openFigures(runtime: Runtime) {
  const visit = await open(runtime, '/dashboard');
  await signIn(visit.page);
  await expectSight(visit.page, 'figures');
  return visit;
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

describe.each(RUNTIMES)('on the $name', (kind) => {
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

  const mails = () => grown.emulator.outbox.messages().length;

  test('the landing page tells the count and its snippets', async () => {
    const { page } = await open(grown, '/');
    const { pageviews } = JSON.parse(history);
    await expect.poll(() => textOf(page, 'views')).toBe(pageviews.toLocaleString('en'));
    expect(await page.locator('[data-snippet="script"]').textContent()).toContain(
      `src="${grown.url}/counter.js"`,
    );
    expect(await page.locator('[data-snippet="badge"]').textContent()).toBe(
      `![views](${grown.url}/badge.svg)`,
    );
    const badge = page.locator('img.badge');
    const width = await badge.evaluate((image) => (image as HTMLImageElement).naturalWidth);
    expect(width).toBeGreaterThan(40);
    await expectGoodLooks(page);
  });

  test('the landing page is called as the site is, and writes numbers as its badge does', async () => {
    const runtime = await startForTest(kind, { settings: { SITE_NAME: 'Ann & <Bob>' } });
    await runtime.store.write(history);
    const { page } = await open(runtime, '/');
    expect(await page.title()).toBe('Ann & <Bob>');
    expect(await page.locator('.brand').textContent()).toBe('Ann & <Bob>');
    await expect.poll(() => textOf(page, 'views')).not.toBe('–');
    const badge = await (await runtime.fetch('/badge.json')).json();
    expect(await textOf(page, 'views')).toBe((badge as { message: string }).message);
  });

  test('the landing page opens without the slash behind a prefix too', async () => {
    const prefixed = grown.url.endsWith('/v1') ? grown.url : `${grown.url}/v1`;
    const { page } = await openPage(browser, prefixed);
    await expect.poll(() => textOf(page, 'views')).toMatch(/\d/);
    expect(page.url()).toBe(`${prefixed}/`);
  });

  test('every sight of the dashboard looks good, and its header does not go on asking', async () => {
    const { context, page } = await open(grown, '/dashboard');
    await expectSight(page, 'ask');
    await expectGoodLooks(page);
    await signIn(page, 'not the token');
    await page.getByText('That is not the token, or the counter has none set.').waitFor();
    await expectSight(page, 'ask');
    await expectGoodLooks(page);
    const held = Promise.withResolvers<void>();
    await context.route('**/stats', async (route) => {
      await held.promise;
      await route.continue();
    });
    await signIn(page);
    await expectSight(page, 'loading');
    await expectGoodLooks(page);
    held.resolve();
    await expectSight(page, 'figures');
    await page.waitForSelector('.plot canvas');
    await expectGoodLooks(page);
    await press(page, 'Send the report now');
    await page.getByRole('dialog').waitFor();
    await expectGoodLooks(page);
    await press(page, 'Cancel');
    await context.unroute('**/stats');
    await context.route('**/stats', (route) => route.abort());
    await press(page, 'Refresh');
    await page.getByText('The counter does not answer.').waitFor();
    await expectSight(page, 'figures');
    await page.reload();
    await expectSight(page, 'down');
    await expectGoodLooks(page);
    await context.unroute('**/stats');
    await press(page, 'Try again');
    await expectSight(page, 'figures');
    expect(page.url()).toBe(`${grown.url}/dashboard`);
  });

  test('the dashboard of a counter without a view shows the snippet', async () => {
    const { page } = await open(empty, '/dashboard');
    await signIn(page);
    await expectSight(page, 'empty');
    const snippet = page.locator('[data-sight="empty"] code');
    expect(await snippet.textContent()).toContain(`src="${empty.url}/counter.js"`);
    await expectGoodLooks(page);
  });

  test('the dashboard keeps the token for the tab, and forgets it when told', async () => {
    const { page } = await openFigures(grown);
    await page.reload();
    await expectSight(page, 'figures');
    await press(page, 'Forget token');
    await expectSight(page, 'ask');
    expect(await page.evaluate(() => JSON.stringify(Object.values(sessionStorage)))).not.toContain(
      REPORT_TOKEN,
    );
  });

  test('the dashboard sends the report only when that is confirmed', async () => {
    const { page } = await openFigures(grown);
    const before = mails();
    await press(page, 'Send the report now');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(mails()).toBe(before);
    await press(page, 'Send the report now');
    await press(page, 'Send');
    await expect.poll(() => textOf(page, 'sending')).toBe('Sent.');
    expect(mails()).toBe(before + 1);
  });

  test('the dashboard hands out the document as a file', async () => {
    const { page } = await openFigures(grown);
    const download = page.waitForEvent('download');
    await press(page, 'Backup (JSON)');
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^counter-\d{4}-\d\d-\d\d\.json$/);
    expect(JSON.parse(readFileSync(await file.path(), 'utf8'))).toMatchObject({
      pageviews: JSON.parse(history).pageviews,
    });
    await expect.poll(() => textOf(page, 'download')).toBe('Downloaded.');
  });

  test('a dashboard asked for with a slash behind it has working links', async () => {
    const { page } = await open(grown, '/dashboard/');
    await expectSight(page, 'ask');
    expect(page.url()).toBe(`${grown.url}/dashboard`);
  });

  test('what a browser has already is answered with its type and no body', async () => {
    for (const path of ['/counter.js', '/dashboard']) {
      const { headers } = await grown.fetch(path);
      const known = { 'if-none-match': headers.get('etag') ?? '' };
      const answer = await grown.fetch(path, { headers: known });
      expect([answer.status, await answer.text()]).toEqual([304, '']);
      expect(answer.headers.get('content-type')).toBe(headers.get('content-type'));
      expect(answer.headers.get('etag')).toBe(headers.get('etag'));
    }
  });

  test('with PUBLIC_STATS anybody sees the figures, and a token is no dead end', async () => {
    const runtime = await startForTest(kind, { settings: { PUBLIC_STATS: 'true' } });
    await runtime.store.write(history);
    const { page } = await open(runtime, '/dashboard');
    await expectSight(page, 'figures');
    const report = page.getByRole('button', { name: 'Send the report now' });
    expect(await report.isVisible()).toBe(false);
    await press(page, 'Enter token');
    await expectSight(page, 'ask');
    await press(page, 'Cancel');
    await expectSight(page, 'figures');
    // As a tab that was left open: its token has been changed since.
    await page.evaluate(() => sessionStorage.setItem('reportToken', 'an old one'));
    await page.reload();
    await page.getByText('That is not the token').waitFor();
    await press(page, 'Cancel');
    await expectSight(page, 'figures');
    await press(page, 'Enter token');
    await signIn(page);
    await report.waitFor();
    await press(page, 'Forget token');
    await expectSight(page, 'figures');
    expect(await report.isVisible()).toBe(false);
  });

  test('where the token is needed there is no way round it', async () => {
    const { page } = await open(grown, '/dashboard');
    await signIn(page, 'not the token');
    await page.getByText('That is not the token').waitFor();
    expect(await page.getByRole('button', { name: 'Cancel' }).isVisible()).toBe(false);
  });

  test('both pages say that a setting is wrong', async () => {
    const runtime = await startForTest(kind, { settings: { ALLOWED_ORIGINS: 'nowhere' } });
    const { page } = await open(runtime, '/');
    await page.getByText('No count right now. A setting is missing or wrong.').waitFor();
    expect(await textOf(page, 'views')).toBe('–');
    await page.goto(`${runtime.url}/dashboard`);
    await expectSight(page, 'down');
    expect(await textOf(page, 'problem')).toBe('A setting is missing or wrong');
  });

  test('the dashboard says that the stored document cannot be read', async () => {
    const runtime = await startForTest(kind);
    await runtime.store.write('["no counter’s"]');
    const { page } = await open(runtime, '/dashboard');
    await signIn(page);
    await expectSight(page, 'down');
    expect(await textOf(page, 'problem')).toBe('The stored document cannot be read');
  });
});
