/**
 * Document -> what a report, `/stats` and the dashboard show: totals, history, and what the owner should
 * know. Figures only: no hash of a visitor. Pure.
 */
import type { DayNumber } from '../counter/calendar.ts';
import { type Claims, claimIn } from '../counter/claims.ts';
import { type CounterDocument, type Totals, totalsOf } from '../counter/document.ts';
import type { DayRow, MonthRow } from '../counter/history.ts';
import type { ReportBaseline } from '../counter/report-claim.ts';
import { dayIn, UTC } from '../counter/time-zone.ts';
import type { Settings } from '../settings/settings.ts';
import { type Allowance, allowanceOf } from './allowance.ts';
import { bestDayOf, currentDay, type Periods, periodsOf } from './periods.ts';
import { shownDay, shownMonth } from './shown-rows.ts';
import { formatCount } from './wording.ts';

const REPORT_KINDS = ['day', 'week', 'month', 'byHand'] as const;

/** A report to compare with, or to tell of: then with its kind. */
export interface Since extends ReportBaseline {
  readonly kind?: (typeof REPORT_KINDS)[number];
  /** Unix seconds; absent where nobody knows whether it went. */
  readonly mailedAt?: number;
}

export interface Summary {
  /** Unix milliseconds. */
  readonly atMs: number;
  /** Whose days these are. */
  readonly timeZone: string;
  readonly totals: Totals;
  readonly today: DayNumber;
  readonly periods: Periods;
  /** Oldest first, without gaps; at most the last 400. The last may be before today. */
  readonly days: readonly DayRow[];
  readonly months: readonly MonthRow[];
  /** Of the days above; absent before the first view. */
  readonly bestDay?: DayRow;
  /** What the report compares with: the last claimed one before it. Absent before the first. */
  readonly since?: Since;
  readonly allowance: Allowance;
  /** What the owner should mend; not for everybody's eyes. */
  readonly warnings: readonly string[];
  /** What the owner should know, and cannot mend. */
  readonly notes: readonly string[];
}

/**
 * `since` is the report to compare with: the document's own for whoever only looks, the one before it
 * for the report that has just claimed the document's.
 */
export function summarise(
  document: CounterDocument,
  settings: Pick<Settings, 'warnings'> & Partial<Pick<Settings, 'timeZone'>>,
  nowMs: number,
  since: Since | undefined,
): Summary {
  const days = document.history.days.map(shownDay);
  const months = document.history.months.map(shownMonth);
  const allowance = allowanceOf(document, nowMs);
  const { timeZone = UTC } = settings;
  const today = currentDay(days, dayIn(timeZone, nowMs));
  const bestDay = bestDayOf(days);
  return {
    atMs: nowMs,
    timeZone,
    totals: totalsOf(document),
    today,
    periods: periodsOf(days, today),
    days,
    months,
    ...(bestDay && { bestDay }),
    ...(since && { since: baselineOf(since) }),
    allowance,
    warnings: [
      ...settings.warnings,
      ...(allowance.warning === undefined ? [] : [allowance.warning]),
    ],
    notes: forgottenNote(document),
  };
}

/** Without the claim that it may be part of. */
function baselineOf({ at, kind, mailedAt, pageviews, uniqueVisitors }: Since): Since {
  return {
    at,
    pageviews,
    uniqueVisitors,
    ...(kind && { kind, ...(mailedAt !== undefined && { mailedAt }) }),
  };
}

/** The latest report that anybody asked for, whatever it was of; alerts are none. */
export function lastReport(document: Claims): Since | undefined {
  return REPORT_KINDS.map((kind) => {
    const claim = claimIn(document, kind);
    return claim && { ...claim, kind };
  }).reduce((last, claim) => (claim && !(last && last.at >= claim.at) ? claim : last), undefined);
}

/** A document that was taken over, or started from a number, counts visitors without hashes, for ever. */
function forgottenNote(document: CounterDocument): string[] {
  const { forgotten } = document.visitors;
  if (forgotten === 0) return [];
  const visitors = formatCount(forgotten, 'visitor');
  return [`${visitors} counted elsewhere: each counts again on returning.`];
}
