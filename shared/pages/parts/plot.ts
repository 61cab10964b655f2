/**
 * Views and daily visitors over time. uPlot draws and zooms; it comes by itself, when there is something
 * to draw. The keyboard and screen readers move over the days by a slider that the plot stands for.
 */
import type uPlot from 'uplot';
import { formatDate, formatDay, formatMonth, formatNumber } from './numbers.ts';
import { all, fill, one } from './page.ts';
import type { DayRow } from './rows.ts';

declare global {
  interface Window {
    uPlot?: typeof uPlot;
  }
}

const DAY_SECONDS = 86_400;
/** One day alone would have no width. */
const DAYS_MIN = 7;
const HEIGHT = 280;

const place = one('.plot');
const slider = one<HTMLInputElement>('.plot input');
const spans = all<HTMLInputElement>('[name=span]');
const colors = matchMedia('(prefers-color-scheme: dark)');

let plot: uPlot | undefined;
let rows: readonly DayRow[] = [];

export async function showPlot(days: readonly DayRow[]): Promise<void> {
  rows = days;
  slider.max = String(days.length - 1);
  choose(days.length - 1);
  await loadLibrary();
  draw();
}

function draw(): void {
  const Plot = window.uPlot;
  if (Plot === undefined) return;
  plot?.destroy();
  plot = new Plot(options(), dataOf(rows), place);
  zoom();
}

/** The table says the same where the script does not come. */
function loadLibrary(): Promise<void> {
  return new Promise((resolve) => {
    if (window.uPlot) return resolve();
    const script = document.createElement('script');
    script.src = 'uplot.js';
    script.onload = script.onerror = () => resolve();
    document.head.append(script);
  });
}

function dataOf(days: readonly DayRow[]): uPlot.AlignedData {
  return [
    days.map(({ at }) => at),
    days.map(({ pageviews }) => pageviews),
    days.map(({ visitors }) => visitors),
  ];
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
  return {
    width: place.clientWidth,
    height: HEIGHT,
    tzDate: utcAsLocal,
    legend: { show: false },
    cursor: { y: false, points: { size: 9 } },
    padding: [12, 8, 0, 0],
    scales: { y: { range: (_, __, most) => [0, Math.max(most * 1.05, 4)] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 64,
        size: 30,
        values: (_, splits) => splits.map(dateLabel),
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
      { stroke: color('accent'), fill: color('wash'), width: 2 },
      { stroke: color('other'), width: 2 },
    ],
    hooks: { setCursor: [({ cursor: { idx } }) => choose(idx ?? rows.length - 1)] },
  };
}

/** The date whose local parts are those of UTC, for days are UTC's. */
function utcAsLocal(at: number): Date {
  const date = new Date(at * 1000);
  return new Date(date.getTime() + date.getTimezoneOffset() * 60_000);
}

/** There is no half of a view. */
function wholeSteps(): number[] {
  const powers = Array.from({ length: 9 }, (_, power) => 10 ** power);
  return powers.flatMap((power) => [power, 2 * power, 5 * power]);
}

function dateLabel(at: number, _: number, splits: readonly number[]): string {
  const step = (splits[1] ?? at) - (splits[0] ?? at);
  return step > 27 * DAY_SECONDS ? formatMonth(at) : formatDay(at);
}

function zoom(): void {
  const days = Number(spans.find(({ checked }) => checked)?.value);
  const last = rows[rows.length - 1]?.at ?? 0;
  const first = Math.max(last - (days - 1) * DAY_SECONDS, rows[0]?.at ?? last);
  plot?.setScale('x', { min: Math.min(first, last - (DAYS_MIN - 1) * DAY_SECONDS), max: last });
}

/** Tells the figures of one day, to eyes and ears. */
function choose(index: number): void {
  const row = rows[index];
  if (row === undefined) return;
  const [day, views, visitors] = [
    formatDate(row.at),
    formatNumber(row.pageviews),
    formatNumber(row.visitors),
  ];
  fill('day', day);
  fill('day-views', views);
  fill('day-visitors', visitors);
  slider.value = String(index);
  slider.setAttribute('aria-valuetext', `${day}: ${views} views, ${visitors} visitors`);
}

slider.addEventListener('input', () => {
  const index = Number(slider.value);
  choose(index);
  plot?.setCursor({ left: plot.valToPos(rows[index]?.at ?? 0, 'x'), top: 0 });
});
for (const span of spans) span.addEventListener('change', zoom);
colors.addEventListener('change', draw);
new ResizeObserver(() => plot?.setSize({ width: place.clientWidth, height: HEIGHT })).observe(
  place,
);
