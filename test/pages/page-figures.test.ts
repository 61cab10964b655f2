/** How the pages write figures, and what they make of a summary: rows, spans of days, marks of an axis. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DAY_STEPS, dayLabels, daySplits, wholeSteps } from '../../shared/pages/parts/axes.ts';
import { csvOf } from '../../shared/pages/parts/csv.ts';
import {
  formatAge,
  formatChange,
  formatCount,
  formatDate,
  formatError,
  formatTime,
} from '../../shared/pages/parts/numbers.ts';
import { periodTexts } from '../../shared/pages/parts/periods.ts';
import { daysOf, monthsOf } from '../../shared/pages/parts/rows.ts';
import type { SummaryReply } from '../../shared/summary/summary-schema.ts';

const secondsOf = (date: string) => Date.parse(date) / 1_000;
const sums = (pageviews: number, dailyVisitors = 0, newVisitors = 0) => ({
  pageviews,
  dailyVisitors,
  newVisitors,
});

const SUMMARY: SummaryReply = {
  ok: true,
  at: secondsOf('2026-11-24T12:00Z'),
  totals: { count: 10, unique: 5, updatedAt: secondsOf('2026-11-22T12:00Z') },
  today: { date: '2026-11-24', ...sums(0) },
  yesterday: sums(0),
  last7Days: sums(0),
  last30Days: sums(0),
  storeRequests: { used: 1, free: 50_000 },
};

describe('figures', () => {
  test('stand in groups of three, with a noun in the right number', () => {
    expect([0, 1, 2, 1_234].map((value) => formatCount(value, 'view'))).toEqual([
      '0 views',
      '1 view',
      '2 views',
      '1,234 views',
    ]);
  });

  test.each([
    [112, 100, '↑ 12 %'],
    [1_200, 100, '↑ 1,100 %'],
    [98, 100, '↓ 2 %'],
    [0, 100, '↓ 100 %'],
    [1_001, 1_000, '= 0 %'],
    [5, 0, ''],
    [5, undefined, ''],
  ])('%i after %s: an arrow and a number, or nothing: %j', (value, before, change) => {
    expect(formatChange(value, before)).toBe(change);
  });

  test('of an estimate say how close 19 of 20 are, from the standard error', () => {
    expect([0.0065, 0.00651, 0.1].map(formatError)).toEqual([
      'usually within 1.3\u00a0%',
      'usually within 1.3\u00a0%',
      'usually within 20\u00a0%',
    ]);
  });
});

describe('times', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-24T12:00Z') }));
  afterEach(() => void vi.useRealTimers());

  test.each([
    ['2026-11-24T11:59:01Z', 'just now'],
    ['2026-11-24T11:59:00Z', '1 minute ago'],
    ['2026-11-24T11:00:01Z', '59 minutes ago'],
    ['2026-11-24T11:00:00Z', '1 hour ago'],
    ['2026-11-23T12:00:00Z', 'yesterday'],
    ['2026-11-21T12:00:00Z', '3 days ago'],
    ['2026-11-24T12:05:00Z', 'just now'],
  ])('%s was %s', (at, age) => {
    expect(formatAge(secondsOf(at))).toBe(age);
  });

  test('are those of UTC', () => {
    const at = secondsOf('2026-11-24T23:59:30Z');
    expect([formatDate(at), formatTime(at)]).toEqual(['Tue, Nov 24, 2026', 'Nov 24, 23:59 UTC']);
  });
});

describe('rows', () => {
  const columns = { pageviews: [4, 3], visitors: [2, 1], newVisitors: [1, 0] };

  test('of days go up to today, and days after the last one had no view', () => {
    const days = daysOf({ ...SUMMARY, days: { start: '2026-11-21', ...columns } });
    expect(days).toEqual([
      { at: secondsOf('2026-11-21'), pageviews: 4, visitors: 2, newVisitors: 1 },
      { at: secondsOf('2026-11-22'), pageviews: 3, visitors: 1, newVisitors: 0 },
      { at: secondsOf('2026-11-23'), pageviews: 0, visitors: 0, newVisitors: 0 },
      { at: secondsOf('2026-11-24'), pageviews: 0, visitors: 0, newVisitors: 0 },
    ]);
  });

  test('of months come newest first, over the end of a year', () => {
    const { pageviews, newVisitors } = columns;
    expect(monthsOf({ ...SUMMARY, months: { start: '2025-12', pageviews, newVisitors } })).toEqual([
      { at: secondsOf('2026-01-01'), pageviews: 3, newVisitors: 0 },
      { at: secondsOf('2025-12-01'), pageviews: 4, newVisitors: 1 },
    ]);
  });

  test('are none before the first view', () => {
    expect([daysOf(SUMMARY), monthsOf(SUMMARY)]).toEqual([[], []]);
  });
});

describe('spans of days', () => {
  const daysFrom = (start: string) => ({ start, pageviews: [], visitors: [], newVisitors: [] });
  const named = (summary: SummaryReply) => periodTexts(summary).map(({ name }) => name);

  test('are told beside the time before, and nothing where there is none', () => {
    const texts = periodTexts({
      ...SUMMARY,
      today: { date: '2026-11-24', ...sums(1, 1, 1), before: sums(150) },
      yesterday: { ...sums(150, 20, 3), before: sums(120), weekBefore: sums(100) },
      last7Days: { ...sums(700, 80, 5), before: sums(1_400) },
      last30Days: sums(1_000, 90, 6),
      days: daysFrom('2026-11-09'),
    });
    expect(
      texts.map(({ beside, change, name, noun, views }) => [
        name,
        `${views} ${noun}`,
        change + beside,
      ]),
    ).toEqual([
      ['Today so far', '1 view', ''],
      ['Yesterday', '150 views', '↑ 50 % against the same day a week before'],
      ['7 days to yesterday', '700 views', '↓ 50 % against the 7 days before'],
      ['30 days to yesterday', '1,000 views', ''],
    ]);
  });

  test('tell visitors of one day, and of several how many a day, never their sum', () => {
    const texts = periodTexts({
      ...SUMMARY,
      today: { date: '2026-11-24', ...sums(1, 1, 1) },
      yesterday: sums(150, 20, 3),
      last7Days: sums(700, 84, 5),
      last30Days: sums(1_000, 90, 6),
      days: daysFrom('2026-11-09'),
    });
    expect(texts.map(({ news, visitors }) => `${visitors}, ${news}`)).toEqual([
      '1 visitor, 1 new',
      '20 visitors, 3 new',
      '12 visitors a day, 5 new',
      '6 visitors a day, 6 new',
    ]);
  });

  test('stay away until they have more to tell than a shorter one', () => {
    const spans = ['Today so far', 'Yesterday', '7 days to yesterday', '30 days to yesterday'];
    const from = (start: string) => named({ ...SUMMARY, days: daysFrom(start) });
    expect(named(SUMMARY)).toEqual(spans.slice(0, 1));
    expect(from('2026-11-24')).toEqual(spans.slice(0, 1));
    expect(from('2026-11-23')).toEqual(spans.slice(0, 2));
    expect(from('2026-11-22')).toEqual(spans.slice(0, 3));
    expect(from('2026-11-17')).toEqual(spans.slice(0, 3));
    expect(from('2026-11-16')).toEqual(spans);
  });
});

test('days are a table for spreadsheets: ISO dates and plain numbers', () => {
  const days = daysOf({
    ...SUMMARY,
    days: { start: '2026-11-23', pageviews: [1_234, 3], visitors: [2, 1], newVisitors: [1, 0] },
  });
  expect(csvOf(days)).toBe(
    'date,views,visitors,new visitors\r\n2026-11-23,1234,2,1\r\n2026-11-24,3,1,0\r\n',
  );
});

describe('marks of an axis', () => {
  const marks = (first: string, last: string, days: number) => {
    const splits = daySplits(secondsOf(first), secondsOf(last), days * 86_400);
    return dayLabels(splits, days * 86_400);
  };

  test('are whole days, the last of them the last day', () => {
    expect(marks('2026-11-18', '2026-11-24', 1)).toHaveLength(7);
    expect(marks('2026-11-18', '2026-11-24', 2)).toEqual(['Nov 18', 'Nov 20', 'Nov 22', 'Nov 24']);
    expect(marks('2026-11-01', '2026-11-24', 7)).toEqual(['Nov 3', 'Nov 10', 'Nov 17', 'Nov 24']);
  });

  test('are the first days of months where days would be too many', () => {
    expect(marks('2026-08-15', '2026-11-24', 30)).toEqual(['Sep 2026', 'Oct 2026', 'Nov 2026']);
    expect(marks('2026-08-01', '2027-02-01', 60)).toEqual(['Sep 2026', 'Nov 2026', 'Jan 2027']);
    expect(marks('2025-10-21', '2026-11-24', 180)).toEqual(['Jan 2026', 'Jul 2026']);
  });

  test('are few enough for a phone over all the days that are kept', () => {
    const longest = (DAY_STEPS.at(-1) ?? 0) / 86_400;
    expect(marks('2025-10-21', '2026-11-24', longest).length).toBeLessThanOrEqual(3);
  });

  test('are whole numbers of views', () => {
    expect(wholeSteps().slice(0, 6)).toEqual([1, 2, 5, 10, 20, 50]);
  });
});
