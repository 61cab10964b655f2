/**
 * Sums over spans of days, each beside the span before it. History ends at the last day that had a view;
 * the days from then to today had none. The current day of the document may be ahead of our clock: it
 * is today then. Pure.
 */
import { type DayNumber, monthStart, weekStart } from '../counter/calendar.ts';
import { addCounts } from '../counter/count.ts';
import type { DayRow } from '../counter/history.ts';

export interface PeriodSums {
  readonly pageviews: number;
  /** Visitors of each day, added up: who came on two days is in it twice. */
  readonly dailyVisitors: number;
  /** Those never seen before. */
  readonly newVisitors: number;
}

export interface Period extends PeriodSums {
  /** The span of the same length right before; absent when history does not reach back to its start. */
  readonly before?: PeriodSums;
}

/** A calendar week or month: from its first day to the one before the next. */
export interface CalendarPeriod extends Period {
  readonly first: DayNumber;
  readonly length: number;
}

export interface Periods {
  readonly today: Period;
  readonly yesterday: Period;
  /** The weekday of yesterday, a week before: sites have a weekly rhythm. Absent as `before` is. */
  readonly weekBefore?: PeriodSums;
  /** The last days before today: a day that is under way would make every week look worse. */
  readonly last7Days: Period;
  readonly last30Days: Period;
  /** The last whole one, from Monday to Sunday, beside the week before it; absent without history. */
  readonly lastWeek?: CalendarPeriod;
  /** The last whole one, beside the month before it; absent as well. */
  readonly lastMonth?: CalendarPeriod;
}

export function periodsOf(days: readonly DayRow[], today: DayNumber): Periods {
  const span = (last: number, length: number): Period => {
    const before = sums(days, last - 2 * length + 1, last - length);
    const first = days[0]?.day;
    const reachesBack = first !== undefined && first <= last - 2 * length + 1;
    return { ...sums(days, last - length + 1, last), ...(reachesBack && { before }) };
  };
  /** From `first` to the day before `next`; `startOf` finds where the one before it begins. */
  const whole = (
    first: DayNumber,
    next: DayNumber,
    startOf: (day: DayNumber) => DayNumber,
  ): CalendarPeriod => {
    const start = startOf((first - 1) as DayNumber);
    const reachesBack = days[0] !== undefined && days[0].day <= start;
    return {
      ...sums(days, first, next - 1),
      ...(reachesBack && { before: sums(days, start, first - 1) }),
      first,
      length: next - first,
    };
  };
  const lastMonday = (weekStart(today) - 7) as DayNumber;
  const lastFirst = monthStart((monthStart(today) - 1) as DayNumber);
  const weekBefore = today - 8;
  const reachesWeekBack = days[0] !== undefined && days[0].day <= weekBefore;
  return {
    today: span(today, 1),
    yesterday: span(today - 1, 1),
    last7Days: span(today - 1, 7),
    last30Days: span(today - 1, 30),
    ...(days.length > 0 && {
      lastWeek: whole(lastMonday, weekStart(today), weekStart),
      lastMonth: whole(lastFirst, monthStart(today), monthStart),
    }),
    ...(reachesWeekBack && { weekBefore: sums(days, weekBefore, weekBefore) }),
  };
}

/** The day that is today for this history: the clock's, or a later one that history has begun. */
export function currentDay(days: readonly DayRow[], clockDay: DayNumber): DayNumber {
  return Math.max(days.at(-1)?.day ?? clockDay, clockDay) as DayNumber;
}

/** The day with the most views; of several, the last. */
export function bestDayOf(days: readonly DayRow[]): DayRow | undefined {
  let best: DayRow | undefined;
  for (const row of days) {
    if (row.pageviews > 0 && row.pageviews >= (best?.pageviews ?? 0)) best = row;
  }
  return best;
}

/** The last rows up to and including `last`, oldest first, days without a row as days without a view. */
export function lastDays(days: readonly DayRow[], last: DayNumber, length: number): DayRow[] {
  const byDay = new Map(days.map((row) => [row.day as number, row]));
  return Array.from({ length }, (_, index) => {
    const day = (last - length + 1 + index) as DayNumber;
    return byDay.get(day) ?? { day, pageviews: 0, visitors: 0, newVisitors: 0 };
  });
}

function sums(days: readonly DayRow[], first: number, last: number): PeriodSums {
  const total = { pageviews: 0, dailyVisitors: 0, newVisitors: 0 };
  for (const row of days) {
    if (row.day < first || row.day > last) continue;
    total.pageviews = addCounts(total.pageviews, row.pageviews);
    total.dailyVisitors = addCounts(total.dailyVisitors, row.visitors);
    total.newVisitors = addCounts(total.newVisitors, row.newVisitors);
  }
  return total;
}
