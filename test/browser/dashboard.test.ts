/**
 * The dashboard's figures one by one, its plot, its buttons and what it says when something fails, in a
 * real Chromium. The page is the Worker's; answers are put in its way, at a time that stands.
 */
import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, BrowserContextOptions, Page, Route } from 'playwright-core';
import type uPlot from 'uplot';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { launchChromium } from '../../scripts/chromium.ts';
import type { SummaryReply } from '../../shared/summary/summary-schema.ts';
import { REPORT_TOKEN } from '../runtime/base-settings.ts';
import { startEdge } from '../runtime/edge-runtime.ts';
import type { Runtime } from '../runtime/runtimes.ts';
import { expectGoodLooks, expectSight, openPage, textOf } from './inspection.ts';
import { FIRST_DAY, KNOWN, KNOWN_AT_MS, NO_NAMES, TAKEN_OVER } from './known-summary.ts';

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

type Answers = (route: Route) => unknown;

/** The dashboard of an owner who has signed in, at the time of the known summary. */
async function openWith(
  stats: SummaryReply | Answers,
  options: BrowserContextOptions & { readonly path?: string } = {},
): Promise<Page> {
  const { path = '/dashboard', ...contextOptions } = options;
  const answer: Answers = (route) =>
    typeof stats === 'function' ? stats(route) : route.fulfill({ json: stats });
  const { page } = await openPage(browser, runtime.url + path, {
    ...contextOptions,
    prepare: async ({ context, page }) => {
      await page.clock.setFixedTime(KNOWN_AT_MS);
      await context.addInitScript(prepareWindow, REPORT_TOKEN);
      await context.route('**/stats', answer);
      await context.route('**/pages', (route) => route.fulfill({ json: NO_NAMES }));
    },
  });
  return page;
}

async function openFigures(stats: SummaryReply = KNOWN, options: BrowserContextOptions = {}) {
  const page = await openWith(stats, options);
  await expectSight(page, 'figures');
  return page;
}

interface Drawn {
  readonly plot: uPlot;
  readonly series: readonly (uPlot.Series & { stroke: string })[];
}

function prepareWindow(token: string): void {
  sessionStorage.setItem('reportToken', token);
  let Plot: (new (options: uPlot.Options, ...rest: unknown[]) => uPlot) | undefined;
  Object.defineProperty(window, 'uPlot', {
    set(made) {
      Plot = new Proxy(made, {
        construct(target, [options, ...rest]) {
          const plot = new target(options, ...rest);
          Object.assign(globalThis, { drawn: { plot, series: options.series } });
          return plot;
        },
      });
    },
    get: () => Plot,
  });
}

/** The spans' cards, a line for each thing that they say. */
async function cardsOf(page: Page): Promise<string[]> {
  const texts = await page.locator('.periods article').allInnerTexts();
  return texts.map((text) => text.replace(/\n+/g, '\n'));
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

describe('the figures', () => {
  test('are those of the summary, each in its place', async () => {
    const page = await openFigures();
    const filled = await page
      .locator('[data-fill]')
      .evaluateAll((places) =>
        places.map((place) => [(place as HTMLElement).dataset.fill, place.textContent]),
      );
    expect(Object.fromEntries(filled)).toEqual({
      site: 'Résumé',
      zone: 'UTC',
      at: 'As of 24 Nov, 14:05 UTC',
      views: '54,321',
      latest: 'latest view 3 minutes ago',
      visitors: 'about 9,876',
      exact: 'usually within 1.3\u00a0%',
      error: 'about 9,876, usually within 1.3\u00a0%',
      best: '1,234 views on Fri, 20 Nov 2026',
      requests: '12,345 of 50,000 free ones',
      pending: '7',
      stored: '2 minutes ago',
      reported: '8 hours ago, 24 Nov, 06:00 UTC',
      mailed: 'mailed',
      day: 'Tue, 24 Nov 2026, so far',
      'day-views': '120 views',
      'day-visitors': '61 visitors',
      'span-views': '6,795',
      'span-visitors': '21',
      stale: '',
      kept: '',
      first: '',
      download: '',
      problem: 'No figures',
      remedy: '',
      sending: '',
      said: '',
    });
    expect(await page.title()).toBe('Résumé · Dashboard');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Résumé: dashboard');
    const bar = page.getByRole('progressbar');
    expect(
      await bar.evaluate((bar) =>
        [bar as HTMLProgressElement].map(({ value, max }) => [value, max]),
      ),
    ).toEqual([[12_345, 50_000]]);
  });

  test('of each span stand on its card', async () => {
    const page = await openFigures();
    expect(await cardsOf(page)).toEqual([
      'Today so far\n120 views\n61 visitors\n1 new',
      'Yesterday\n119 views ↑ 40 %\nagainst the same day a week before\n60 visitors\n30 new',
      '7 days to yesterday\n700 views ↑ 40 %\nagainst the 7 days before\n50 visitors a day\n175 new',
      '30 days to yesterday\n3,000 views ↓ 25 %\nagainst the 30 days before\n50 visitors a day\n750 new',
    ]);
  });

  test('of months come newest first, the earlier ones when they are asked for', async () => {
    const page = await openFigures();
    const rows = page.locator('#months tr:visible');
    const months = (await rows.allInnerTexts()).map((text) => text.split(/\s*\t\s*/));
    expect(months).toHaveLength(12);
    expect(months[0]).toEqual(['Nov 2026', '1,400', '140']);
    expect(months[11]).toEqual(['Dec 2025', '300', '30']);
    const shares = await rows.evaluateAll((all) =>
      all.map((row) => Number((row as HTMLElement).style.getPropertyValue('--share'))),
    );
    expect([shares[0], shares[6]]).toEqual([1, 800 / 1_400]);
    await press(page, 'Show earlier months');
    expect((await rows.allInnerTexts()).at(-1)).toMatch(/^Oct 2025\s+100\s+10$/);
  });

  test('of the days shown are a table too, newest first', async () => {
    const page = await openFigures();
    await page.getByText('As a table').click();
    const rows = page.locator('#days tr');
    await expect.poll(() => rows.count()).toBe(90);
    expect((await rows.first().allInnerTexts())[0]).toMatch(/^Tue, 24 Nov 2026\s+120\s+61\s+29$/);
    await page.getByLabel('30 days').check();
    await expect.poll(() => rows.count()).toBe(30);
    await page.getByLabel('1 year').check();
    await expect.poll(() => rows.count()).toBe(365);
    expect((await rows.last().allInnerTexts())[0]).toMatch(/^Tue, 25 Nov 2025\s+0\s+0\s+0$/);
  });

  test('come with what needs attention, and without it where there is nothing', async () => {
    const page = await openFigures();
    const warnings = page.getByRole('region', { name: 'Needs your attention' });
    expect(await warnings.getByRole('listitem').allInnerTexts()).toEqual(KNOWN.warnings);
    const calm = await openFigures({ ...KNOWN, warnings: [] });
    expect(await calm.getByText('Needs your attention').isVisible()).toBe(false);
  });

  test('of a first day are in the singular, and name no day twice', async () => {
    const page = await openFigures(FIRST_DAY);
    expect(await cardsOf(page)).toEqual(['Today so far\n1 view\n1 visitor\n1 new']);
    await page.waitForSelector('.plot canvas');
    const day = page.getByRole('slider', { name: 'Day' });
    expect(await day.getAttribute('aria-valuetext')).toBe(
      'Tue, 24 Nov 2026, so far: 1 view, 1 visitor',
    );
    const { labels, right, width } = await page.evaluate(() => {
      const { plot } = (globalThis as unknown as { drawn: Drawn }).drawn;
      const axis = plot.axes[0] as unknown as { _values: string[]; _splits: number[] };
      const last = plot.valToPos(axis._splits.at(-1) ?? 0, 'x') + plot.over.offsetLeft;
      const context = document.createElement('canvas').getContext('2d');
      if (context === null) throw new Error('no canvas');
      context.font = '12px sans-serif';
      const half = context.measureText(axis._values.at(-1) ?? '').width / 2;
      return { labels: axis._values, right: last + half, width: plot.width };
    });
    expect(labels).toEqual(['18 Nov', '19 Nov', '20 Nov', '21 Nov', '22 Nov', '23 Nov', '24 Nov']);
    expect(right).toBeLessThanOrEqual(width);
  });

  test('that were brought along have no history yet, and are not called exact', async () => {
    const page = await openFigures(TAKEN_OVER);
    expect(await page.getByText('History starts with the first view').isVisible()).toBe(true);
    for (const name of ['Day by day', 'Month by month', 'Today so far']) {
      expect(await page.getByText(name).isVisible()).toBe(false);
    }
    expect(await page.locator('.plot canvas').count()).toBe(0);
    expect(await textOf(page, 'exact')).toBe('');
    expect(await textOf(page, 'error')).toBe(
      '300 visitors counted elsewhere: each counts again on returning',
    );
    expect(await textOf(page, 'best')).toBe('none yet');
    await expectGoodLooks(page);
  });

  test.each([
    ['sent by hand', { kind: 'byHand', mailedAt: KNOWN.at - 60 }],
    ['Nobody knows whether it was mailed: see your inbox.', { kind: 'week' }],
  ] as const)('of the last report say whether it was mailed: %s', async (said, mark) => {
    const lastReport = { at: KNOWN.at - 60, pageviews: 1, uniqueVisitors: 1, ...mark };
    const page = await openFigures({ ...KNOWN, lastReport });
    expect(await textOf(page, 'mailed')).toBe(said);
  });

  test('tell a listener that they were asked for again', async () => {
    const page = await openFigures();
    const held = Promise.withResolvers<void>();
    await page.context().route('**/stats', async (route) => {
      await held.promise;
      await route.fulfill({ json: { ...KNOWN, at: KNOWN.at + 60 } });
    });
    await press(page, 'Refresh');
    const status = page.getByRole('status').and(page.locator('header *'));
    await expect.poll(() => status.textContent()).toBe('Asking…');
    held.resolve();
    await expect.poll(() => status.textContent()).toBe('As of 24 Nov, 14:06 UTC');
  });
});

describe('the plot', () => {
  const dayShown = (page: Page) =>
    page.getByRole('slider', { name: 'Day' }).getAttribute('aria-valuetext');

  async function openPlot(options?: BrowserContextOptions): Promise<Page> {
    const page = await openFigures(KNOWN, options);
    await page.waitForSelector('.plot canvas');
    return page;
  }

  /** First and last day drawn, with the marks between, once uPlot has taken them in. */
  const xAxis = (page: Page) =>
    page.evaluate(() => {
      const { plot } = (globalThis as unknown as { drawn: Drawn }).drawn;
      const axis = plot.axes[0] as unknown as { _values: string[] };
      const days = [plot.scales.x?.min ?? 0, plot.scales.x?.max ?? 0];
      return {
        days: days.map((at) => new Date(at * 1_000).toISOString().slice(0, 10)),
        labels: axis._values,
      };
    });

  test('draws views and daily visitors in their colours, today as points by themselves', async () => {
    const page = await openPlot();
    const { data, series } = await page.evaluate(() => {
      const { plot, series } = (globalThis as unknown as { drawn: Drawn }).drawn;
      return {
        data: plot.data.map((column) => Array.from(column).slice(-3)),
        series: series.slice(1).map(({ points, stroke }) => ({ points: points?.show, stroke })),
      };
    });
    expect(data.slice(1)).toEqual([
      [118, 119, null],
      [59, 60, null],
      [null, null, 120],
      [null, null, 61],
    ]);
    const [views, visitors] = ['#0b57d0', '#b3490b'];
    expect(series).toEqual([
      { points: undefined, stroke: views },
      { points: undefined, stroke: visitors },
      { points: true, stroke: views },
      { points: true, stroke: visitors },
    ]);
    expect(await inkOf(page)).toEqual({ views: true, visitors: true });
  });

  test.each([
    ['30 days', '2026-10-26', 'Mon, 26 Oct 2026: 91 views, 32 visitors', '27 Oct'],
    ['90 days', '2026-08-27', 'Thu, 27 Aug 2026: 31 views, 0 visitors', '1 Sept'],
    ['1 year', '2025-11-25', 'Tue, 25 Nov 2025: 0 views, 0 visitors', 'Dec 2025'],
  ])(
    'over %s can be read by keyboard from its first day to its last',
    async (span, first, told, label) => {
      const page = await openPlot();
      await page.getByLabel(span).check();
      const day = page.getByRole('slider', { name: 'Day' });
      await day.focus();
      await page.keyboard.press('Home');
      expect(await dayShown(page)).toBe(told);
      await expect.poll(() => xAxis(page)).toMatchObject({ days: [first, '2026-11-24'] });
      expect((await xAxis(page)).labels[0]).toBe(label);
      await page.keyboard.press('ArrowLeft');
      expect(await dayShown(page)).toBe(told);
      await page.keyboard.press('End');
      expect(await dayShown(page)).toBe('Tue, 24 Nov 2026, so far: 120 views, 61 visitors');
      await page.keyboard.press('ArrowLeft');
      expect(await dayShown(page)).toBe('Mon, 23 Nov 2026: 119 views, 60 visitors');
      expect(await textOf(page, 'day')).toBe('Mon, 23 Nov 2026');
    },
  );

  test('keeps the chosen day in sight when the span gets shorter', async () => {
    const page = await openPlot();
    await page.getByLabel('1 year').check();
    await page.getByRole('slider', { name: 'Day' }).focus();
    await page.keyboard.press('Home');
    await page.getByLabel('30 days').check();
    expect(await dayShown(page)).toBe('Mon, 26 Oct 2026: 91 views, 32 visitors');
  });

  test('leaves the keyboard its day when a pointer only passes by', async () => {
    const page = await openPlot();
    await page.getByRole('slider', { name: 'Day' }).focus();
    await page.locator('.u-over').hover();
    const passed = await dayShown(page);
    expect(passed).not.toContain('so far');
    await page.mouse.move(0, 0);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowRight');
    expect(await dayShown(page)).toBe(passed);
  });

  test('keeps to the chosen span, whatever a pointer does on it', async () => {
    const page = await openPlot();
    const box = await page.locator('.u-over').boundingBox();
    if (box === null) throw new Error('the plot has no place');
    const before = await xAxis(page);
    const at = (share: number) => [box.x + box.width * share, box.y + 50] as const;
    await page.mouse.move(...at(0.25));
    const day = await textOf(page, 'day');
    expect(day).not.toContain('so far');
    await page.mouse.down();
    await page.mouse.move(...at(0.5));
    await page.mouse.move(...at(0.75));
    expect(await textOf(page, 'day')).not.toBe(day);
    await page.mouse.up();
    await page.mouse.dblclick(...at(0.5));
    await page.mouse.move(0, 0);
    await expect.poll(() => textOf(page, 'day')).toBe('Tue, 24 Nov 2026, so far');
    expect(await xAxis(page)).toEqual(before);
  });

  test('shows which span is chosen by more than a shade, also in forced colours', async () => {
    for (const forcedColors of ['none', 'active'] as const) {
      const page = await openPlot({ forcedColors });
      const paints = await page
        .locator('.spans label')
        .evaluateAll((labels) => labels.map((label) => getComputedStyle(label).backgroundColor));
      expect(new Set(paints).size).toBe(2);
      expect(paints[1]).toBe('rgb(11, 87, 208)');
      const keys = await page
        .locator('.legend [class]')
        .evaluateAll((all) => all.map((key) => getComputedStyle(key, '::before').backgroundColor));
      expect(keys).toEqual(['rgb(11, 87, 208)', 'rgb(179, 73, 11)']);
    }
  });
});

describe('where the plot depends on the browser', () => {
  const LANGUAGES = ['en-US@posix', 'C', 'POSIX', 'C.UTF-8', 'en_US', ''];

  test.each(LANGUAGES)('it is drawn in the language %j', async (language) => {
    const { page } = await openPage(browser, `${runtime.url}/dashboard`, {
      prepare: async ({ context, page }) => {
        await page.clock.setFixedTime(KNOWN_AT_MS);
        await context.addInitScript(prepareWindow, REPORT_TOKEN);
        await context.addInitScript((language) => {
          Object.defineProperty(Navigator.prototype, 'language', { get: () => language });
          Object.defineProperty(Navigator.prototype, 'languages', { get: () => [language] });
        }, language);
        await context.route('**/stats', (route) => route.fulfill({ json: KNOWN }));
      },
    });
    await page.waitForSelector('.plot canvas');
    expect(await page.evaluate(() => navigator.language)).toBe(language);
    await expect.poll(() => inkOf(page)).toEqual({ views: true, visitors: true });
    expect(await page.locator('#undrawn').textContent()).toBe('');
    expect(await page.locator('details').getAttribute('open')).toBeNull();
  });

  const SAID = 'The plot could not be drawn here. The table has the same figures.';
  const BROKEN: readonly (readonly [string, (context: BrowserContext) => Promise<unknown>])[] = [
    [
      'its script does not come',
      (context) => context.route('**/uplot.js', (route) => route.abort()),
    ],
    [
      'its script is missing',
      (context) => context.route('**/uplot.js', (route) => route.fulfill({ status: 404 })),
    ],
    [
      'its script fails as it loads',
      (context) =>
        context.route('**/uplot.js', (route) =>
          route.fulfill({ contentType: 'text/javascript', body: 'void null.language' }),
        ),
    ],
    [
      'it fails as it is made',
      (context) =>
        context.route('**/uplot.js', (route) => {
          const body = 'window.uPlot = class { constructor() { throw new Error("no") } }';
          return route.fulfill({ contentType: 'text/javascript', body });
        }),
    ],
    [
      'there is no canvas to draw on',
      (context) =>
        context.addInitScript(() => {
          HTMLCanvasElement.prototype.getContext = () => null;
        }),
    ],
  ];

  test.each(BROKEN)('its table opens with a sentence when %s', async (name, spoil) => {
    const errors: string[] = [];
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    page.on('pageerror', (error) => errors.push(error.message));
    await page.clock.setFixedTime(KNOWN_AT_MS);
    await page.addInitScript((token) => sessionStorage.setItem('reportToken', token), REPORT_TOKEN);
    await page.context().route('**/stats', (route) => route.fulfill({ json: KNOWN }));
    await spoil(page.context());
    await page.goto(`${runtime.url}/dashboard`);
    await page.getByText(SAID).waitFor();
    expect(await page.locator('#days tr').first().textContent()).toMatch(/^Tue, Nov 24, 2026/);
    expect(await page.locator('.plot').isVisible()).toBe(false);
    // Only the library's own error is nobody's to catch.
    expect(errors).toHaveLength(name === 'its script fails as it loads' ? 1 : 0);
    await expectGoodLooks(page);
  });

  test('it is drawn when its script comes at the second try, and the sentence goes', async () => {
    const { context, page } = await openPage(browser, `${runtime.url}/dashboard`, {
      prepare: async ({ context, page }) => {
        await page.clock.setFixedTime(KNOWN_AT_MS);
        await context.addInitScript(prepareWindow, REPORT_TOKEN);
        await context.route('**/stats', (route) => route.fulfill({ json: KNOWN }));
        await context.route('**/uplot.js', (route) => route.abort());
      },
    });
    await page.getByText(SAID).waitFor();
    await context.unroute('**/uplot.js');
    await press(page, 'Refresh');
    await page.waitForSelector('.plot canvas');
    expect(await page.locator('#undrawn').textContent()).toBe('');
    await expect.poll(() => inkOf(page)).toEqual({ views: true, visitors: true });
  });
});

/** Whether the canvas has points of the two lines' colours. */
function inkOf(page: Page): Promise<{ views: boolean; visitors: boolean }> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.plot canvas');
    const context = canvas?.getContext('2d');
    if (!canvas || !context) throw new Error('no canvas');
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const has = (red: number, green: number, blue: number) => {
      for (let at = 0; at < data.length; at += 4) {
        if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) return true;
      }
      return false;
    };
    return { views: has(0x0b, 0x57, 0xd0), visitors: has(0xb3, 0x49, 0x0b) };
  });
}

describe('what fails is told', () => {
  const counterSays = (status: number, error: string) => (route: Route) =>
    route.fulfill({ status, json: { ok: false, error } });

  test.each<[string, Answers]>([
    ['The store cannot be reached', counterSays(503, 'unavailable')],
    ['The store cannot be reached', counterSays(503, 'conflict')],
    ['The stored document cannot be read', counterSays(500, 'corrupt-document')],
    ['A setting is missing or wrong', counterSays(500, 'misconfigured')],
    ['The counter does not answer', (route) => route.abort()],
    [
      'Something else than the counter answered (404)',
      (route) => route.fulfill({ status: 404, json: { code: 404, message: 'Not Found' } }),
    ],
    [
      'Something else than the counter answered (502)',
      (route) => route.fulfill({ status: 502, body: '<h1>Bad gateway</h1>' }),
    ],
    [
      'Something else than the counter answered (200)',
      (route) => route.fulfill({ status: 200, body: '<h1>Sign in to this network</h1>' }),
    ],
    ['Too many requests (429)', (route) => route.fulfill({ status: 429, json: { code: 429 } })],
  ])('%s', async (problem, answer) => {
    const page = await openWith(answer);
    await expectSight(page, 'down');
    expect(await textOf(page, 'problem')).toBe(problem);
    expect((await textOf(page, 'remedy')).length).toBeGreaterThan(20);
  });

  test.each([
    [403, 'forbidden', 'That is not the token, or the counter has none set.'],
    [429, 'too-many-requests', 'That is not the token, and too many were tried.'],
  ])('and a wrong token is asked for again after %i', async (status, error, complaint) => {
    const page = await openWith(counterSays(status, error));
    await expectSight(page, 'ask');
    await page.getByText(complaint).waitFor();
  });

  test('on the landing page too, which then shows no number', async () => {
    const { page } = await openPage(browser, `${runtime.url}/`, {
      prepare: ({ context }) => context.route('**/totals', (route) => route.abort()),
    });
    await page.getByText('No count right now. The counter does not answer.').waitFor();
    expect(await textOf(page, 'views')).toBe('–');
    await expectGoodLooks(page);
  });

  test('beside the button when the document does not come', async () => {
    const page = await openFigures();
    await page.context().route('**/document', counterSays(503, 'unavailable'));
    await press(page, 'Backup (JSON)');
    // In sight: what is for listeners alone lies elsewhere.
    const status = page.locator('[aria-labelledby=keep]').getByRole('status');
    await expect
      .poll(() => status.textContent())
      .toBe('Not downloaded. The store cannot be reached.');
    expect(await page.getByRole('button', { name: 'Backup (JSON)' }).isEnabled()).toBe(true);
  });

  test.each([
    ['Oracle did not take it, or did not answer in time.', 503, 'unavailable'],
    ['The setting TOPIC_OCID is missing.', 500, 'misconfigured'],
    ['The token is not the right one.', 403, 'forbidden'],
  ])('in the dialog when no report goes out: %s', async (told, status, error) => {
    const page = await openFigures();
    await page.context().route('**/report', counterSays(status, error));
    await press(page, 'Send the report now');
    await press(page, 'Send');
    await expect.poll(() => textOf(page, 'sending')).toBe(`Not sent. ${told}`);
    await press(page, 'Close');
    expect(await page.getByRole('dialog').isVisible()).toBe(false);
  });
});

test('a report under way is not lost and not sent twice, however hard Escape is pressed', async () => {
  const page = await openFigures();
  const held = Promise.withResolvers<void>();
  let sent = 0;
  await page.context().route('**/report', async (route) => {
    sent += 1;
    await held.promise;
    await route.fulfill({ json: { ok: true, report: true } });
  });
  await press(page, 'Send the report now');
  await press(page, 'Send');
  await expect.poll(() => textOf(page, 'sending')).toBe('Sending…');
  await page.keyboard.press('Escape');
  expect(await page.getByRole('dialog').isVisible()).toBe(true);
  // The second Escape closes any dialog, whatever its page says.
  await page.keyboard.press('Escape');
  await page.evaluate(() => document.querySelector('dialog')?.close());
  await press(page, 'Send the report now');
  expect(await textOf(page, 'sending')).toBe('Sending…');
  expect(await page.getByRole('button', { name: 'Send', exact: true }).isVisible()).toBe(false);
  held.resolve();
  await expect.poll(() => textOf(page, 'sending')).toBe('Sent.');
  expect(sent).toBe(1);
});

describe('copying', () => {
  const selection = (page: Page) => page.evaluate(() => String(getSelection()));
  const EMPTY = { ...KNOWN, totals: { count: 0, unique: 0, updatedAt: 0 } };

  test.each(['script', 'badge'])('puts the %s on the clipboard', async (name) => {
    const page = await openFigures(KNOWN, { permissions: ['clipboard-read', 'clipboard-write'] });
    await press(page, `Copy the ${name}`);
    const button = page.locator(`[data-sight=figures] [data-copy=${name}]`);
    await expect.poll(() => button.textContent()).toBe('Copied');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const shown = await page.locator(`[data-sight=figures] [data-snippet=${name}]`).textContent();
    expect(copied).toBe(shown);
    expect(copied).toContain(runtime.url);
  });

  test.each([
    ['script', EMPTY, 'empty'],
    ['script', KNOWN, 'figures'],
    ['badge', KNOWN, 'figures'],
  ])('selects the %s beside the button where there is no clipboard', async (name, stats, sight) => {
    const page = await openWith(stats);
    await expectSight(page, sight);
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await press(page, `Copy the ${name}`);
    await page.getByText('Selected: press Ctrl+C').first().waitFor();
    const shown = page.locator(`[data-sight=${sight}] [data-snippet=${name}]`);
    expect(await selection(page)).toBe((await shown.allInnerTexts())[0]);
    expect(await selection(page)).toContain(runtime.url);
  });
});

/** Time stands still until the test lets it go on. */
async function openAt(stats: () => SummaryReply | 'down', totals = 0) {
  const asked: string[] = [];
  const { context, page } = await openPage(browser, `${runtime.url}/dashboard`, {
    prepare: async ({ context, page }) => {
      await page.clock.install({ time: KNOWN_AT_MS });
      await context.addInitScript(prepareWindow, REPORT_TOKEN);
      await context.route('**/stats', (route) => {
        asked.push('stats');
        const answer = stats();
        return answer === 'down' ? route.abort() : route.fulfill({ json: answer });
      });
      await context.route('**/totals', (route) => {
        asked.push('totals');
        const reply = { ok: true, count: totals, unique: 0, updatedAt: 0 };
        return route.fulfill({ json: reply });
      });
    },
  });
  return { asked, context, page };
}

describe('left open, it', () => {
  const MINUTE_MS = 60_000;

  test('asks again once a minute, until nobody has touched it for half an hour', async () => {
    let views = 0;
    const { asked, page } = await openAt(() => {
      views += 1;
      return { ...KNOWN, totals: { ...KNOWN.totals, count: views } };
    });
    await expect.poll(() => textOf(page, 'views')).toBe('1');
    await page.clock.runFor(MINUTE_MS + 1_000);
    await expect.poll(() => textOf(page, 'views')).toBe('2');
    await page.clock.runFor(60 * MINUTE_MS);
    await expect.poll(() => asked.length).toBeGreaterThan(25);
    const atRest = asked.length;
    expect(atRest).toBeLessThanOrEqual(31);
    await page.clock.runFor(60 * MINUTE_MS);
    expect(asked.length).toBe(atRest);
    await page.mouse.move(100, 100);
    await expect.poll(() => textOf(page, 'views')).toBe(String(atRest + 1));
  });

  test('asks nothing while it is out of sight, and at once when it is back', async () => {
    const { asked, page } = await openAt(() => KNOWN);
    await expectSight(page, 'figures');
    const setHidden = (hidden: boolean) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await setHidden(true);
    await page.clock.runFor(10 * MINUTE_MS);
    expect(asked).toHaveLength(1);
    await setHidden(false);
    await expect.poll(() => asked.length).toBe(2);
  });

  test('keeps what it shows when it cannot be asked for anew, under a banner', async () => {
    let isDown = false;
    const { page } = await openAt(() => (isDown ? 'down' : KNOWN));
    await expectSight(page, 'figures');
    isDown = true;
    await page.clock.runFor(MINUTE_MS + 1_000);
    const banner = page.getByRole('alert').filter({ visible: true });
    await expect
      .poll(() => banner.allInnerTexts())
      .toEqual(['The counter does not answer. What you see is from 24 Nov, 14:05 UTC.']);
    await expectSight(page, 'figures');
    expect(await textOf(page, 'views')).toBe('54,321');
    await expectGoodLooks(page);
    isDown = false;
    await press(page, 'Try again');
    await expect.poll(() => banner.count()).toBe(0);
  });

  test('leaves the keyboard its day, and earlier months in sight', async () => {
    const { page } = await openAt(() => KNOWN);
    await page.waitForSelector('.plot canvas');
    await press(page, 'Show earlier months');
    const day = page.getByRole('slider', { name: 'Day' });
    await day.focus();
    await page.keyboard.press('ArrowLeft');
    await page.clock.runFor(MINUTE_MS + 1_000);
    await expect.poll(() => page.locator('.plot canvas').count()).toBe(1);
    expect(await day.getAttribute('aria-valuetext')).toBe(
      'Mon, 23 Nov 2026: 119 views, 60 visitors',
    );
    expect(await page.locator('#months tr:visible').count()).toBe(14);
  });

  test('waits for the first view and celebrates it, within seconds', async () => {
    const none = { ...FIRST_DAY, totals: { count: 0, unique: 0, updatedAt: 0 } };
    let stats: SummaryReply = none;
    const { asked, context, page } = await openAt(() => stats);
    await expectSight(page, 'empty');
    await page.clock.runFor(6_000);
    await expect.poll(() => asked).toEqual(['stats', 'totals']);
    stats = FIRST_DAY;
    await context.route('**/totals', (route) =>
      route.fulfill({ json: { ok: true, count: 1, unique: 1, updatedAt: 1 } }),
    );
    await page.clock.runFor(6_000);
    await expectSight(page, 'figures');
    const banner = page.getByRole('status').filter({ hasText: 'Your first view is in' });
    await banner.waitFor();
    expect(await textOf(page, 'views')).toBe('1');
    await expectGoodLooks(page);
  });
});

describe('in other surroundings', () => {
  test('numbers and dates are those of the browser’s language', async () => {
    const page = await openFigures(KNOWN, { locale: 'de-DE' });
    expect(await textOf(page, 'views')).toBe('54.321');
    expect(await textOf(page, 'best')).toBe('1.234 views on Fr., 20. Nov. 2026');
    expect(await textOf(page, 'error')).toBe('about 9.876, usually within 1,3\u00a0%');
    const american = await openFigures(KNOWN, { locale: 'en-US' });
    expect(await textOf(american, 'best')).toBe('1,234 views on Fri, Nov 20, 2026');
  });

  test('the bars of months are drawn in forced colours, and on paper', async () => {
    const page = await openFigures(KNOWN, { forcedColors: 'active' });
    const bar = () =>
      page
        .locator('#months th')
        .first()
        .evaluate((head) => {
          const { borderTopStyle, borderTopWidth, width } = getComputedStyle(head, '::after');
          return [
            borderTopStyle,
            Number.parseFloat(borderTopWidth) > 5,
            Number.parseFloat(width) > 50,
          ];
        });
    expect(await bar()).toEqual(['solid', true, true]);
    await page.emulateMedia({ media: 'print' });
    expect(await bar()).toEqual(['solid', true, true]);
  });

  test('on paper it is one page without buttons, the plot inside its card', async () => {
    const page = await openFigures();
    await page.waitForSelector('.plot canvas');
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await page.setViewportSize({ width: 720, height: 1_000 });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('button:visible').count()).toBe(0);
    const [card, plot] = await Promise.all([
      page.locator('[aria-labelledby=by-day]').boundingBox(),
      page.locator('.plot canvas').boundingBox(),
    ]);
    if (card === null || plot === null) throw new Error('card and plot have a place');
    expect(plot.x).toBeGreaterThanOrEqual(card.x);
    expect(plot.x + plot.width).toBeLessThanOrEqual(card.x + card.width);
    expect(plot.y + plot.height).toBeLessThanOrEqual(card.y + card.height);
  });

  test('on a phone figures come before buttons', async () => {
    const page = await openFigures(KNOWN, { viewport: { width: 360, height: 780 } });
    const topOf = async (selector: string) =>
      (await page.locator(selector).first().boundingBox())?.y ?? 0;
    const cards = await topOf('.periods');
    for (const button of await page.locator('button:visible').all()) {
      expect((await button.boundingBox())?.y).toBeGreaterThan(cards);
    }
  });
});

test('days are handed out for spreadsheets', async () => {
  const page = await openFigures();
  const download = page.waitForEvent('download');
  await press(page, 'CSV');
  const file = await download;
  expect(file.suggestedFilename()).toBe('days-2026-11-24.csv');
  const lines = readFileSync(await file.path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(lines).toHaveLength(401);
  expect(lines.at(-1)).toBe('2026-11-24,120,61,29');
});

test('a wrong token stays in its field, beside where tokens come from', async () => {
  const page = await openWith((route) =>
    route.fulfill({ status: 403, json: { ok: false, error: 'forbidden' } }),
  );
  await expectSight(page, 'ask');
  await page.getByLabel('Token', { exact: true }).fill('nearly the token');
  await page.keyboard.press('Enter');
  await page.getByText('That is not the token').waitFor();
  expect(await page.getByLabel('Token', { exact: true }).inputValue()).toBe('nearly the token');
  expect(await page.locator('form').textContent()).toMatch(/npm start.* prints/);
});

test('a snippet is never broken inside a tag, however narrow the screen is', async () => {
  for (const path of ['/', '/dashboard']) {
    const page = await openWith(KNOWN, { path, viewport: { width: 320, height: 700 } });
    const code = page.locator('[data-snippet=script]').filter({ visible: true }).first();
    await code.waitFor();
    const { lines, height, lineHeight } = await code.evaluate((place) => ({
      lines: (place.textContent ?? '').split('\n').length,
      height: place.parentElement?.clientHeight ?? 0,
      lineHeight: Number.parseFloat(getComputedStyle(place).lineHeight),
    }));
    expect(Math.floor(height / lineHeight)).toBeLessThanOrEqual(lines);
    await expectGoodLooks(page);
  }
});
