/**
 * The dashboard's figures one by one, its plot, its buttons and what it says when something fails, in a
 * real Chromium. The page is the Worker's; answers are put in its way, at a time that stands.
 */
import type { Browser, BrowserContext, BrowserContextOptions, Page, Route } from 'playwright-core';
import type uPlot from 'uplot';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { launchChromium } from '../../scripts/chromium.ts';
import type { SummaryReply } from '../../shared/summary/summary-schema.ts';
import { REPORT_TOKEN } from '../runtime/base-settings.ts';
import { startEdge } from '../runtime/edge-runtime.ts';
import type { Runtime } from '../runtime/runtimes.ts';
import { expectGoodLooks, expectSight, openPage, textOf } from './inspection.ts';
import { FIRST_DAY, KNOWN, KNOWN_AT_MS, TAKEN_OVER } from './known-summary.ts';

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
      at: 'As of Nov 24, 14:05 UTC',
      views: '54,321',
      latest: 'latest view 3 minutes ago',
      visitors: '9,876',
      exact: 'give or take 64',
      error: 'an estimate, ± 0.65% standard error',
      best: '1,234 views on Fri, Nov 20, 2026',
      requests: '12,345 of 50,000 free ones',
      pending: '7',
      stored: '2 minutes ago',
      reported: '8 hours ago, Nov 24, 06:00 UTC',
      day: 'Tue, Nov 24, 2026, so far',
      'day-views': '120',
      'day-visitors': '61',
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
      'Today so far\n120 views\n119 views yesterday\n61 visitors\n1 new',
      'Yesterday\n119 views\n↑ 1% more than on the day before\n60 visitors\n30 new',
      'Last 7 days\n700 views\n↑ 40% more than in the 7 days before\n350 daily visitors\n175 new',
      'Last 30 days\n3,000 views\n↓ 25% fewer than in the 30 days before\n1,500 daily visitors\n750 new',
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

  test('of days are a table too, newest first', async () => {
    const page = await openFigures();
    await page.getByText('As a table').click();
    const rows = page.locator('#days tr');
    await expect.poll(() => rows.count()).toBe(400);
    expect((await rows.first().allInnerTexts())[0]).toMatch(/^Tue, Nov 24, 2026\s+120\s+61\s+29$/);
    expect((await rows.last().allInnerTexts())[0]).toMatch(/^Tue, Oct 21, 2025\s+0\s+0\s+0$/);
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
    expect((await cardsOf(page))[0]).toBe('Today so far\n1 view\nthe first day\n1 visitor\n1 new');
    await page.waitForSelector('.plot canvas');
    const day = page.getByRole('slider', { name: 'Day' });
    expect(await day.getAttribute('aria-valuetext')).toBe(
      'Tue, Nov 24, 2026, so far: 1 view, 1 visitor',
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
    expect(labels).toEqual(['Nov 18', 'Nov 19', 'Nov 20', 'Nov 21', 'Nov 22', 'Nov 23', 'Nov 24']);
    expect(right).toBeLessThanOrEqual(width);
  });

  test('that were brought along have no history yet, and are not called exact', async () => {
    const page = await openFigures(TAKEN_OVER);
    expect(await page.getByText('History starts with the first view').isVisible()).toBe(true);
    for (const name of ['Day by day', 'Month by month', 'Today so far']) {
      expect(await page.getByText(name).isVisible()).toBe(false);
    }
    expect(await page.locator('.plot canvas').count()).toBe(0);
    expect(await textOf(page, 'exact')).toBe('300 not remembered');
    expect(await textOf(page, 'error')).toBe(
      'exact, but for 300 not remembered: they count again when they return',
    );
    expect(await textOf(page, 'best')).toBe('none yet');
    await expectGoodLooks(page);
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
    await expect.poll(() => status.textContent()).toBe('As of Nov 24, 14:06 UTC');
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

  test('draws views and daily visitors in their colours, today on a dashed line', async () => {
    const page = await openPlot();
    const { data, series } = await page.evaluate(() => {
      const { plot, series } = (globalThis as unknown as { drawn: Drawn }).drawn;
      return {
        data: plot.data.map((column) => Array.from(column).slice(-3)),
        series: series.slice(1).map(({ dash, stroke }) => ({ dashed: dash !== undefined, stroke })),
      };
    });
    expect(data.slice(1)).toEqual([
      [118, 119, null],
      [59, 60, null],
      [null, 119, 120],
      [null, 60, 61],
    ]);
    const [views, visitors] = ['#0b57d0', '#b3490b'];
    expect(series).toEqual([
      { dashed: false, stroke: views },
      { dashed: false, stroke: visitors },
      { dashed: true, stroke: views },
      { dashed: true, stroke: visitors },
    ]);
    expect(await inkOf(page)).toEqual({ views: true, visitors: true });
  });

  test.each([
    ['30 days', '2026-10-26', 'Mon, Oct 26, 2026: 91 views, 32 visitors', 'Oct 27'],
    ['90 days', '2026-08-27', 'Thu, Aug 27, 2026: 31 views, 0 visitors', 'Sep 1'],
    ['400 days', '2025-10-21', 'Tue, Oct 21, 2025: 0 views, 0 visitors', 'Nov 2025'],
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
      expect(await dayShown(page)).toBe('Tue, Nov 24, 2026, so far: 120 views, 61 visitors');
      await page.keyboard.press('ArrowLeft');
      expect(await dayShown(page)).toBe('Mon, Nov 23, 2026: 119 views, 60 visitors');
      expect(await textOf(page, 'day')).toBe('Mon, Nov 23, 2026');
    },
  );

  test('keeps the chosen day in sight when the span gets shorter', async () => {
    const page = await openPlot();
    await page.getByLabel('400 days').check();
    await page.getByRole('slider', { name: 'Day' }).focus();
    await page.keyboard.press('Home');
    await page.getByLabel('30 days').check();
    expect(await dayShown(page)).toBe('Mon, Oct 26, 2026: 91 views, 32 visitors');
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
    await expect.poll(() => textOf(page, 'day')).toBe('Tue, Nov 24, 2026, so far');
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
    await press(page, 'Download the document');
    // In sight: what is for listeners alone lies elsewhere.
    const status = page.locator('.acts').getByRole('status');
    await expect
      .poll(() => status.textContent())
      .toBe('Not downloaded. The store cannot be reached.');
    expect(await page.getByRole('button', { name: 'Download the document' }).isEnabled()).toBe(
      true,
    );
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
