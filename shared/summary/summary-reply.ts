/** Summary -> the JSON of `/stats` and of the mail: columns with a start date, dates as ISO text. */
import type { CounterStatus } from '../commit/counter.ts';
import { dayToIsoDate } from '../counter/calendar.ts';
import { UTC } from '../counter/time-zone.ts';
import type { CalendarPeriod } from './periods.ts';
import type { Summary } from './summary.ts';
import type { SummaryReply } from './summary-schema.ts';

interface ReplyOptions {
  readonly withWarnings: boolean;
  readonly status?: CounterStatus;
  /** When the document was stored, whoever stored it. */
  readonly storedAtMs?: number | undefined;
  readonly siteName?: string;
  /** Visitors that are counted and not remembered. */
  readonly forgottenVisitors?: number;
}

export function summaryReply(summary: Summary, options: ReplyOptions): SummaryReply {
  const { allowance, bestDay, days, months, periods, since, timeZone, today, totals } = summary;
  // Which day is the latest stands in the days.
  const { latestDay: _, ...shownTotals } = totals;
  const [firstDay] = days;
  const [firstMonth] = months;
  const { forgottenVisitors = 0, siteName, status } = options;
  const storedAtMs = Math.max(status?.lastCommit?.atMs ?? 0, options.storedAtMs ?? 0);
  return {
    ok: true,
    ...(siteName !== undefined && { siteName }),
    at: seconds(summary.atMs),
    ...(timeZone !== UTC && { timeZone }),
    totals: shownTotals,
    ...(forgottenVisitors > 0 && { forgottenVisitors }),
    today: { date: dayToIsoDate(today), ...periods.today },
    yesterday: {
      ...periods.yesterday,
      ...(periods.weekBefore && { weekBefore: periods.weekBefore }),
    },
    last7Days: periods.last7Days,
    last30Days: periods.last30Days,
    ...(bestDay && {
      bestDay: {
        date: dayToIsoDate(bestDay.day),
        pageviews: bestDay.pageviews,
        visitors: bestDay.visitors,
      },
    }),
    ...(periods.lastWeek && { lastWeek: calendarPeriod(periods.lastWeek) }),
    ...(periods.lastMonth && { lastMonth: calendarPeriod(periods.lastMonth) }),
    ...(firstDay && {
      days: {
        start: dayToIsoDate(firstDay.day),
        pageviews: days.map((row) => row.pageviews),
        visitors: days.map((row) => row.visitors),
        newVisitors: days.map((row) => row.newVisitors),
      },
    }),
    ...(firstMonth && {
      months: {
        start: firstMonth.month,
        pageviews: months.map((row) => row.pageviews),
        newVisitors: months.map((row) => row.newVisitors),
      },
    }),
    ...(since && { lastReport: since }),
    storeRequests: { used: allowance.used, free: allowance.free },
    ...(status && { pending: status.pending }),
    ...(storedAtMs > 0 && { lastCommitAt: seconds(storedAtMs) }),
    ...(options.withWarnings && { warnings: [...summary.warnings], notes: [...summary.notes] }),
  };
}

function calendarPeriod({ first, length: _, ...period }: CalendarPeriod) {
  return { start: dayToIsoDate(first), ...period };
}

function seconds(atMs: number): number {
  return Math.floor(atMs / 1000);
}
