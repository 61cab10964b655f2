/** A summary in which no two figures are alike, as of Tuesday 24 November 2026, 14:05 UTC; and its parts. */
import type { SummaryReply } from '../../shared/summary/summary-schema.ts';

export const KNOWN_AT_MS = Date.UTC(2026, 10, 24, 14, 5);
const AT = KNOWN_AT_MS / 1000;
const DAYS = 400;
const MONTHS = 14;

/** Yesterday had 119 views, the day before 118. */
export const KNOWN: SummaryReply = {
  ok: true,
  siteName: 'Résumé',
  at: AT,
  totals: { count: 54_321, unique: 9_876, uniqueError: 0.0065, updatedAt: AT - 180 },
  today: { date: '2026-11-24', ...sums(120, 61, 1), before: sums(119, 60, 30) },
  yesterday: { ...sums(119, 60, 30), before: sums(118, 59, 29), weekBefore: sums(85, 50, 20) },
  last7Days: { ...sums(700, 350, 175), before: sums(500, 300, 150) },
  last30Days: { ...sums(3_000, 1_500, 750), before: sums(4_000, 1_600, 800) },
  bestDay: { date: '2026-11-20', pageviews: 1_234, visitors: 617 },
  days: {
    start: '2025-10-21',
    pageviews: column(DAYS, (day) => day - 279),
    visitors: column(DAYS, (day) => day - 338),
    newVisitors: column(DAYS, (day) => day - 370),
  },
  months: {
    start: '2025-10',
    pageviews: column(MONTHS, (month) => 100 * (month + 1)),
    newVisitors: column(MONTHS, (month) => 10 * (month + 1)),
  },
  lastReport: {
    at: AT - 29_100,
    pageviews: 54_000,
    uniqueVisitors: 9_800,
    kind: 'day',
    mailedAt: AT - 29_099,
  },
  storeRequests: { used: 12_345, free: 50_000 },
  pending: 7,
  lastCommitAt: AT - 120,
  warnings: ['SALT is not set', 'TOPIC_OCID is not set'],
};

const NO_VIEWS = { views: 0, month: 0, before: 0 };
const NO_LIST = { rows: [], other: NO_VIEWS, unnamed: NO_VIEWS, imported: 0, began: null };
/** What `/pages` says while no view has named anything. */
export const NO_NAMES = { ok: true, ...NO_LIST, sources: NO_LIST };

/** The very first day, with one view. */
export const FIRST_DAY: SummaryReply = {
  ok: true,
  at: AT,
  totals: { count: 1, unique: 1, updatedAt: AT - 3_600 },
  today: { date: '2026-11-24', ...sums(1, 1, 1) },
  yesterday: sums(0, 0, 0),
  last7Days: sums(0, 0, 0),
  last30Days: sums(0, 0, 0),
  bestDay: { date: '2026-11-24', pageviews: 1, visitors: 1 },
  days: { start: '2026-11-24', pageviews: [1], visitors: [1], newVisitors: [1] },
  months: { start: '2026-11', pageviews: [1], newVisitors: [1] },
  storeRequests: { used: 3, free: 50_000 },
};

/** Taken over with its totals, and without a view here yet. */
export const TAKEN_OVER: SummaryReply = {
  ok: true,
  at: AT,
  totals: { count: 1_000, unique: 300, updatedAt: AT - 86_400 },
  forgottenVisitors: 300,
  today: { date: '2026-11-24', ...sums(0, 0, 0) },
  yesterday: sums(0, 0, 0),
  last7Days: sums(0, 0, 0),
  last30Days: sums(0, 0, 0),
  storeRequests: { used: 3, free: 50_000 },
  pending: 0,
  warnings: ['300 visitors are counted but not remembered'],
};

function sums(pageviews: number, dailyVisitors: number, newVisitors: number) {
  return { pageviews, dailyVisitors, newVisitors };
}

/** No figure is below zero. */
function column(length: number, figure: (index: number) => number): number[] {
  return Array.from({ length }, (_, index) => Math.max(figure(index), 0));
}
