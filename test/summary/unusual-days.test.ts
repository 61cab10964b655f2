/**
 * What is called a surge and what a silence, and how often wrongly: a thousand years of made-up sites, from
 * one view a day to 10,000, with quiet weekends, growth, and days that vary more than chance alone.
 */
import { describe, expect, test } from 'vitest';
import { type DayNumber, dayOf } from '../../shared/counter/calendar.ts';
import type { DayRow } from '../../shared/counter/history.ts';
import { silenceOf, surgeOf } from '../../shared/summary/unusual-days.ts';
import { Prng } from '../simulation/prng.ts';

const TUESDAY = dayOf(Date.UTC(2026, 10, 24));

/** Days up to and with today, the last of them today so far. */
function daysOf(views: readonly number[]): DayRow[] {
  return views.map((pageviews, index) => ({
    day: (TUESDAY - views.length + 1 + index) as DayNumber,
    pageviews,
    visitors: pageviews,
    newVisitors: 0,
  }));
}

/** Weekdays of 40, weekends of 10. */
const weekly = (day: number) => ((day + 3) % 7 >= 5 ? 10 : 40);
const weeks = (count: number) =>
  Array.from({ length: 7 * count }, (_, index) => weekly(TUESDAY - 7 * count + index));

describe('a surge', () => {
  const surge = (views: readonly number[]) => surgeOf(daysOf(views), TUESDAY);

  test('is told beside a usual day of that weekday', () => {
    expect(surge([...weeks(8), 480])).toEqual({ views: 480, usual: 40 });
    expect(surge([...weeks(8), 180])).toBeUndefined();
    expect(surge([...weeks(8), 181])).toBeDefined();
  });

  test('on a quiet weekday is one that weekdays do not explain', () => {
    const untilSunday = weeks(8).slice(0, -2);
    const sunday = (TUESDAY - 2) as DayNumber;
    const rows = daysOf([...untilSunday, 0, 0, 0]).slice(0, -2);
    const tenfold = rows.map((row) => (row.day === sunday ? { ...row, pageviews: 180 } : row));
    expect(surgeOf(tenfold, sunday)).toMatchObject({ views: 180 });
  });

  test('is not told before two weeks of history, nor of a site too small to tell', () => {
    expect(surge([...weeks(2).slice(1), 4_000])).toBeUndefined();
    expect(surge([...weeks(2), 4_000])).toBeDefined();
    expect(surge([...Array(60).fill(1), 10])).toBeUndefined();
  });

  test('that lasts is news in its first week only', () => {
    const days: number[] = weeks(8);
    const told: boolean[] = [];
    for (let day = 0; day < 21; day += 1) {
      days.push(480);
      const rows = daysOf(days).map((row) => ({ ...row, day: (row.day + day + 1) as DayNumber }));
      told.push(surgeOf(rows, rows.at(-1)?.day ?? TUESDAY) !== undefined);
    }
    expect(told[0]).toBe(true);
    expect(told.slice(7)).toEqual(Array(14).fill(false));
  });

  test('is looked for in a document whose last day is not today, and finds none', () => {
    expect(surgeOf(daysOf(weeks(8)), (TUESDAY + 3) as DayNumber)).toBeUndefined();
    expect(surgeOf([], TUESDAY)).toBeUndefined();
  });
});

describe('a silence', () => {
  const silence = (before: readonly number[], daysSince: number) =>
    silenceOf(daysOf(before), (TUESDAY + daysSince + 1) as DayNumber);

  test('is told after two whole days without a view, where there always were some', () => {
    expect(silence(weeks(8), 1)).toBeUndefined();
    expect(silence(weeks(8), 2)).toEqual({ lastDay: TUESDAY, days: 2, usual: 220 / 7 });
  });

  test('is told later, the fewer views are missed', () => {
    const small = Array(60).fill(3);
    expect(silence(small, 4)).toBeUndefined();
    expect(silence(small, 5)).toMatchObject({ days: 5, usual: 3 });
  });

  test('is none where a day of the last four weeks had no view', () => {
    expect(silence([...weeks(8).slice(0, -20), 0, ...weeks(8).slice(-19)], 9)).toBeUndefined();
    expect(silence(weeks(3), 9)).toBeUndefined();
    expect(silence([], 9)).toBeUndefined();
  });
});

/** A site of this size, a year long and eight weeks before it. */
interface MadeUpSite {
  readonly viewsADay: number;
  readonly weekend: number;
  /** How many times as many views a year later. */
  readonly growth: number;
  /** Standard deviation of a day's luck, beside that of chance alone. */
  readonly unrest: number;
}

const WARM_UP = 56;
const YEAR = 365;

function siteOf(prng: Prng): MadeUpSite {
  const between = (low: number, high: number) => low * (high / low) ** prng.uniform();
  return {
    viewsADay: between(1, 10_000),
    weekend: between(0.2, 1.5),
    growth: between(0.25, 8),
    unrest: 0.4 * prng.uniform(),
  };
}

function viewsOf({ growth, unrest, viewsADay, weekend }: MadeUpSite, day: number, prng: Prng) {
  const rhythm = day % 7 >= 5 ? weekend : 1;
  const luck = Math.exp(unrest * normal(prng) - unrest ** 2 / 2);
  return poisson(viewsADay * rhythm * growth ** (day / YEAR) * luck, prng);
}

function normal(prng: Prng): number {
  const radius = Math.sqrt(-2 * Math.log(1 - prng.uniform()));
  return radius * Math.cos(2 * Math.PI * prng.uniform());
}

/** Knuth's for small means; beyond them it is nearly normal. */
function poisson(mean: number, prng: Prng): number {
  if (mean > 30) return Math.max(Math.round(mean + Math.sqrt(mean) * normal(prng)), 0);
  let [count, product] = [0, prng.uniform()];
  for (const limit = Math.exp(-mean); product > limit; product *= prng.uniform()) count += 1;
  return count;
}

const FIRST = dayOf(Date.UTC(2025, 0, 6));
const rowOf = (index: number, pageviews: number): DayRow => ({
  day: (FIRST + index) as DayNumber,
  pageviews,
  visitors: 0,
  newVisitors: 0,
});

test('in a thousand years no site is told more than once a year of what was chance', () => {
  const prng = new Prng(20_261_124);
  const alarms: number[] = [];
  for (let year = 0; year < 1_000; year += 1) {
    const site = siteOf(prng);
    const days: DayRow[] = [];
    let told = 0;
    let toldSilence = -1;
    for (let index = 0; index < WARM_UP + YEAR; index += 1) {
      const today = (FIRST + index) as DayNumber;
      const silence = silenceOf(days, today);
      if (silence !== undefined && silence.lastDay > toldSilence) {
        toldSilence = today;
        told += 1;
      }
      days.push(rowOf(index, viewsOf(site, index, prng)));
      if (surgeOf(days, today) !== undefined) told += 1;
    }
    alarms.push(told);
  }
  expect(Math.max(...alarms)).toBeLessThanOrEqual(1);
  // docs/alerts.md tells this figure.
  expect(alarms.reduce((sum, told) => sum + told, 0)).toBe(9);
});

test('ten times the usual views are a surge on any day, from four views a day on', () => {
  const prng = new Prng(7);
  let [found, looked] = [0, 0];
  for (let run = 0; run < 500; run += 1) {
    const site = { ...siteOf(prng), growth: 1, unrest: 0.2 };
    if (site.viewsADay * Math.min(site.weekend, 1) < 4) continue;
    const days = Array.from({ length: WARM_UP + prng.integer(0, 6) }, (_, index) =>
      rowOf(index, viewsOf(site, index, prng)),
    );
    const usual = site.viewsADay * (days.length % 7 >= 5 ? site.weekend : 1);
    looked += 1;
    if (surgeOf([...days, rowOf(days.length, Math.round(10 * usual))], rowOf(days.length, 0).day)) {
      found += 1;
    }
  }
  expect(looked).toBeGreaterThan(300);
  expect(found / looked).toBeGreaterThan(0.99);
});
