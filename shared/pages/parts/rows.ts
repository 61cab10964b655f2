/** The columns of a summary as rows, up to today: days after the last one had no view. */
import type { SummaryReply } from '../../summary/summary-schema.ts';

export const DAY_SECONDS = 86_400;

export interface DayRow {
  /** Its beginning in UTC, Unix seconds. */
  readonly at: number;
  readonly pageviews: number;
  readonly visitors: number;
  readonly newVisitors: number;
}

export interface MonthRow {
  readonly at: number;
  readonly pageviews: number;
  readonly newVisitors: number;
}

/** Oldest first. */
export function daysOf({ days, today }: SummaryReply): DayRow[] {
  if (days === undefined) return [];
  const first = secondsOf(days.start);
  const length = (secondsOf(today.date) - first) / DAY_SECONDS + 1;
  return Array.from({ length }, (_, index) => ({
    at: first + index * DAY_SECONDS,
    pageviews: days.pageviews[index] ?? 0,
    visitors: days.visitors[index] ?? 0,
    newVisitors: days.newVisitors[index] ?? 0,
  }));
}

/** Newest first. */
export function monthsOf({ months }: SummaryReply): MonthRow[] {
  if (months === undefined) return [];
  const [year = 0, month = 1] = months.start.split('-').map(Number);
  return months.pageviews
    .map((pageviews, index) => ({
      at: Date.UTC(year, month - 1 + index) / 1000,
      pageviews,
      newVisitors: months.newVisitors[index] ?? 0,
    }))
    .reverse();
}

/** Of an ISO date, its beginning in UTC. */
export function secondsOf(date: string): number {
  return Date.parse(date) / 1000;
}
