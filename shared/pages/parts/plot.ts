/**
 * Views and daily visitors over time. uPlot draws; it comes by itself, when there is something to draw. The
 * keyboard and screen readers move over the days shown by a slider that the plot stands for.
 */
import type uPlot from 'uplot';
import { DAY_STEPS, dayLabels, daySplits, wholeSteps } from './axes.ts';
import { formatCount, formatDate, formatNumber } from './numbers.ts';
import { fill, one } from './page.ts';
import { DAY_SECONDS, type DayRow } from './rows.ts';
import { inSpan, onSpanChange } from './spans.ts';

declare global {
  interface Window {
    uPlot?: typeof uPlot;
  }
}

/** One day alone would have no width. */
const DAYS_MIN = 7;
const HEIGHT = 280;
/** Above, right, below, left: half a date's width is beyond the last day. */
const PADDING: uPlot.Padding = [12, 26, 0, 0];

/** Spans are chosen beside the plot: a drag or a double click would contradict them. */
const UNBOUND: uPlot.Cursor.Bind = {
  mousedown: () => null,
  mouseup: () => null,
  dblclick: () => null,
};

/** Said above the table, which then opens. */
const UNDRAWN = 'The plot could not be drawn here. The table has the same figures.';

const place = one('.plot');
const table = one<HTMLDetailsElement>('details');
const notice = one('#undrawn');
const slider = one<HTMLInputElement>('.plot input');
const colors = [matchMedia('(prefers-color-scheme: dark)'), matchMedia('(forced-colors: active)')];

let plot: uPlot | undefined;
let rows: readonly DayRow[] = [];

/** Of one day at least; the last is today. A day that the keyboard has chosen stays. */
export async function showPlot(days: readonly DayRow[]): Promise<void> {
  const chosen = document.activeElement === slider ? rows[Number(slider.value)]?.at : undefined;
  rows = days;
  slider.max = String(rows.length - 1);
  const index = rows.findIndex(({ at }) => at === chosen);
  slider.value = String(index < 0 ? rows.length - 1 : index);
  zoom();
  await loadLibrary();
  draw();
}

/** The library may be missing, and a browser may refuse a canvas: the table stands in for the plot then. */
function draw(): void {
  plot?.destroy();
  plot = undefined;
  // Before it is drawn: what is hidden has no width.
  place.hidden = false;
  try {
    if (window.uPlot === undefined) throw new Error('uplot.js did not load');
    // uPlot would find out only later, in a microtask of its own.
    if (document.createElement('canvas').getContext('2d') === null) throw new Error('no canvas');
    plot = new window.uPlot(options(), columns(), place);
    notice.textContent = '';
    zoom();
  } catch (error) {
    console.warn('The plot could not be drawn:', error);
    // A constructor that throws leaves what it had made so far.
    place.querySelector('.uplot')?.remove();
    place.hidden = true;
    notice.textContent = UNDRAWN;
    table.open = true;
  }
}

/** Settles whether or not the script comes. */
function loadLibrary(): Promise<void> {
  return new Promise((resolve) => {
    if (window.uPlot) return resolve();
    const giveLanguageBack = lendLanguage();
    const script = document.createElement('script');
    script.src = 'uplot.js';
    script.onload = script.onerror = () => {
      giveLanguageBack();
      resolve();
    };
    document.head.append(script);
  });
}

/**
 * uPlot makes a number format of the browser's language as it loads, which throws for what is no BCP 47 tag.
 * Browsers report `en-US@posix` or `C` where the system says so: meanwhile they report one that is.
 */
function lendLanguage(): () => void {
  try {
    new Intl.NumberFormat(navigator.language);
    return () => undefined;
  } catch {
    Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true });
    return () => Reflect.deleteProperty(navigator, 'language');
  }
}

/** Full days as lines, and today as points of their own: a line would fall to a day that is not over. */
function columns(): uPlot.AlignedData {
  const today = rows.length - 1;
  const full = (values: number[]) => values.map((value, index) => (index < today ? value : null));
  const open = (values: number[]) => values.map((value, index) => (index < today ? null : value));
  const views = rows.map(({ pageviews }) => pageviews);
  const visitors = rows.map(({ visitors }) => visitors);
  return [rows.map(({ at }) => at), full(views), full(visitors), open(views), open(visitors)];
}

function options(): uPlot.Options {
  const style = getComputedStyle(place);
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const axis: uPlot.Axis = {
    stroke: color('soft'),
    font: `12px ${style.fontFamily}`,
    grid: { stroke: color('line'), width: 1 },
    ticks: { show: false },
  };
  const [views, visitors] = [
    { stroke: color('accent'), width: 2 },
    { stroke: color('other'), width: 2 },
  ];
  const points = { show: true, size: 8 };
  return {
    width: place.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { size: 9 }, drag: { x: false, y: false }, bind: UNBOUND },
    padding: PADDING,
    scales: {
      x: { time: false, ...timesShown() },
      y: { range: (_, __, most) => [0, Math.max(most * 1.05, 4)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 64,
        size: 30,
        incrs: DAY_STEPS,
        splits: (_, __, first, last, step) => daySplits(first, last, step),
        values: (_, splits, __, ___, step) => dayLabels(splits, step),
      },
      {
        ...axis,
        incrs: wholeSteps(),
        values: (_, splits) => splits.map(formatNumber),
        size: (_, labels) => 14 + 7 * Math.max(...(labels ?? []).map(({ length }) => length), 1),
      },
    ],
    series: [
      {},
      { ...views, fill: color('wash') },
      visitors,
      { ...views, points },
      { ...visitors, points },
    ],
    hooks: { setCursor: [({ cursor: { idx } }) => follow(idx)] },
  };
}

/** Shows as many days as are chosen; the slider moves over no other. */
function zoom(): void {
  slider.min = String(firstShown());
  tellSpan();
  plot?.setScale('x', timesShown());
  // What was chosen may be out of sight now: the browser has moved the slider then.
  choose(Number(slider.value));
}

function firstShown(): number {
  return rows.length - inSpan(rows).length;
}

/** The views of all days shown, and the visitors of one of them: added up they would be no number of people. */
function tellSpan(): void {
  const shown = inSpan(rows);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  fill('span-views', formatNumber(sum(shown.map(({ pageviews }) => pageviews))));
  const visitors = sum(shown.map(({ visitors }) => visitors)) / Math.max(shown.length, 1);
  fill('span-visitors', formatNumber(Math.round(visitors)));
}

function timesShown(): { min: number; max: number } {
  const max = rows[rows.length - 1]?.at ?? 0;
  const first = rows[firstShown()]?.at ?? max;
  return { min: Math.min(first, max - (DAYS_MIN - 1) * DAY_SECONDS), max };
}

/** A pointer that leaves gives the word back to today; the keyboard's day stays. */
function follow(index: number | null | undefined): void {
  if (typeof index === 'number') choose(index);
  else if (document.activeElement !== slider) choose(rows.length - 1);
}

/** Tells the figures of one day, to eyes and ears. */
function choose(index: number): void {
  const row = rows[index];
  if (row === undefined) return;
  const day = formatDate(row.at) + (index === rows.length - 1 ? ', so far' : '');
  fill('day', day);
  const [views, visitors] = [
    formatCount(row.pageviews, 'view'),
    formatCount(row.visitors, 'visitor'),
  ];
  fill('day-views', views);
  fill('day-visitors', visitors);
  slider.value = String(index);
  slider.setAttribute('aria-valuetext', `${day}: ${views}, ${visitors}`);
}

slider.addEventListener('input', () => {
  const index = Number(slider.value);
  choose(index);
  plot?.setCursor({ left: plot.valToPos(rows[index]?.at ?? 0, 'x'), top: 0 });
});
onSpanChange(zoom);
for (const scheme of colors) scheme.addEventListener('change', () => plot && draw());
new ResizeObserver(() => plot?.setSize({ width: place.clientWidth, height: HEIGHT })).observe(
  place,
);
