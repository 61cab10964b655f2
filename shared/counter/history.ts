/**
 * Views and visitors by UTC day and by month: columns with a start date, bounded. A visit counts on the
 * later of its own day and the document's current one, so that no finished day ever changes. Pure;
 * changed in place, so callers copy first.
 */
import {
  type DayNumber,
  dayToIsoDate,
  isMonth,
  LAST_DAY,
  type Month,
  monthAt,
  monthIndex,
  monthOfDay,
  parseIsoDate,
} from './calendar.ts';
import { CorruptDocument } from './corrupt-document.ts';
import { addCounts, isCount } from './count.ts';
import { DailyVisitors } from './daily-visitors.ts';
import { present } from './invariant.ts';
import type { VisitorHash } from './visit.ts';

/** A year to compare with, and a month beside it. */
export const DAYS_MAX = 400;
/** A century, which only a clock that is wrong reaches. */
export const MONTHS_MAX = 1_200;

const LAST_MONTH = monthIndex(monthOfDay(LAST_DAY));

export interface DayRow {
  readonly day: DayNumber;
  readonly pageviews: number;
  /** Visitors of that day; days added up count a returning visitor once for each. */
  readonly visitors: number;
  /** Those never seen before. */
  readonly newVisitors: number;
}

export interface MonthRow {
  readonly month: Month;
  readonly pageviews: number;
  readonly newVisitors: number;
}

/** The bounds of a stored day, those that `parse` refuses to go beyond. */
export function isDayRow({ day, newVisitors, pageviews, visitors }: DayRow): boolean {
  return day <= LAST_DAY && isCount(pageviews) && isCount(visitors) && isCount(newVisitors);
}

export function isMonthRow({ month, newVisitors, pageviews }: MonthRow): boolean {
  return isMonth(month) && isCount(pageviews) && isCount(newVisitors);
}

export interface RecordedVisit {
  readonly day: DayNumber;
  readonly visitor?: VisitorHash;
  /** By how much the document's unique visitors rose. */
  readonly newVisitors: number;
}

export class History {
  readonly #days: DayRow[];
  readonly #months: MonthRow[];
  #today: DailyVisitors;

  private constructor(days: DayRow[], months: MonthRow[], today: DailyVisitors) {
    this.#days = days;
    this.#months = months;
    this.#today = today;
  }

  static empty(): History {
    return new History([], [], DailyVisitors.empty());
  }

  /** Absent columns are those of an old document: its history starts with its next visit. */
  static parse(days: unknown, months: unknown): History {
    const today = (days as { today?: unknown } | null | undefined)?.today;
    const history = new History(
      days === undefined ? [] : parseDays(days),
      months === undefined ? [] : parseMonths(months),
      today === undefined ? DailyVisitors.empty() : DailyVisitors.parse(today),
    );
    if ((days === undefined) !== (months === undefined)) {
      throw new CorruptDocument('days and months belong together, and one of them is missing');
    }
    return history;
  }

  /** Oldest first, without gaps; the last one is the current day. */
  get days(): readonly DayRow[] {
    return this.#days;
  }

  /** Oldest first, without gaps. */
  get months(): readonly MonthRow[] {
    return this.#months;
  }

  /** The same with what lies after `last` added to that day and its month; the views all stay. */
  foldedAt(last: DayNumber): History {
    const month = monthOfDay(last);
    return new History(
      foldRows(this.#days, (row) => row.day > last, { day: last, ...NO_VISITS }, addDays),
      foldRows(this.#months, (row) => row.month > month, { month, ...NO_VIEWS }, addMonths),
      this.#today.copy(),
    );
  }

  record({ day, visitor, newVisitors }: RecordedVisit): void {
    this.#advanceTo(day);
    if (visitor !== undefined) this.#today.add(visitor);
    const today = present(this.#days.pop(), 'a visit has a current day');
    const month = present(this.#months.pop(), 'a visit has a current month');
    const pageviews = addCounts(today.pageviews, 1);
    this.#days.push({
      day: today.day,
      pageviews,
      // A sketch may estimate more visitors than there were views.
      visitors: Math.min(Math.max(today.visitors, this.#today.count), pageviews),
      newVisitors: addCounts(today.newVisitors, newVisitors),
    });
    this.#months.push({
      month: month.month,
      pageviews: addCounts(month.pageviews, 1),
      newVisitors: addCounts(month.newVisitors, newVisitors),
    });
  }

  copy(): History {
    return new History([...this.#days], [...this.#months], this.#today.copy());
  }

  toStored(): { days?: object; months?: object } {
    const [firstDay] = this.#days;
    const [firstMonth] = this.#months;
    if (firstDay === undefined || firstMonth === undefined) return {};
    return {
      days: {
        start: dayToIsoDate(firstDay.day),
        pageviews: this.#days.map((row) => row.pageviews),
        visitors: this.#days.map((row) => row.visitors),
        newVisitors: this.#days.map((row) => row.newVisitors),
        today: this.#today.toStored(),
      },
      months: {
        start: firstMonth.month,
        pageviews: this.#months.map((row) => row.pageviews),
        newVisitors: this.#months.map((row) => row.newVisitors),
      },
    };
  }

  /** Makes the later of `day` and the current day the current one; days between had no visit. */
  #advanceTo(day: DayNumber): void {
    const current = this.#days.at(-1)?.day;
    if (current !== undefined && day <= current) return;
    this.#today = DailyVisitors.empty();
    const firstDay = Math.max((current ?? day - 1) + 1, day - DAYS_MAX + 1);
    for (let next = firstDay; next <= day; next += 1) {
      this.#days.push({ day: next as DayNumber, pageviews: 0, visitors: 0, newVisitors: 0 });
    }
    dropOldest(this.#days, DAYS_MAX);
    this.#advanceMonths(monthIndex(monthOfDay(day)));
  }

  #advanceMonths(index: number): void {
    const last = this.#months.at(-1);
    const current = last === undefined ? index - 1 : monthIndex(last.month);
    const first = Math.max(current + 1, index - MONTHS_MAX + 1);
    for (let next = first; next <= index; next += 1) {
      this.#months.push({ month: monthAt(next), pageviews: 0, newVisitors: 0 });
    }
    dropOldest(this.#months, MONTHS_MAX);
  }
}

const NO_VIEWS = { pageviews: 0, newVisitors: 0 };
const NO_VISITS = { ...NO_VIEWS, visitors: 0 };

/** The rows before those that are ahead, which are added to the last of them, or to `none`. */
function foldRows<R>(
  rows: readonly R[],
  isAhead: (row: R) => boolean,
  none: R,
  add: (sum: R, row: R) => R,
): R[] {
  const kept = rows.filter((row) => !isAhead(row));
  if (kept.length === rows.length) return kept;
  const last = kept.pop() ?? none;
  return [...kept, rows.filter(isAhead).reduce(add, last)];
}

function addDays(sum: DayRow, row: DayRow): DayRow {
  const { pageviews, newVisitors } = addMonths(sum, row);
  return { ...sum, pageviews, visitors: addCounts(sum.visitors, row.visitors), newVisitors };
}

function addMonths<R extends Pick<MonthRow, 'pageviews' | 'newVisitors'>>(
  sum: R,
  row: Pick<MonthRow, 'pageviews' | 'newVisitors'>,
): R {
  return {
    ...sum,
    pageviews: addCounts(sum.pageviews, row.pageviews),
    newVisitors: addCounts(sum.newVisitors, row.newVisitors),
  };
}

/** A jump that leaves a gap has pushed `rowsMax` rows of its own, so that nothing before it stays. */
function dropOldest(rows: unknown[], rowsMax: number): void {
  rows.splice(0, Math.max(rows.length - rowsMax, 0));
}

function parseDays(stored: unknown): DayRow[] {
  const { start, pageviews, visitors, newVisitors } = columnsOf(stored, 'days');
  const first = parseIsoDate(start);
  if (first === undefined) throw new CorruptDocument('days.start is not a date');
  const views = parseColumn(pageviews, 'days.pageviews', DAYS_MAX);
  if (first + views.length - 1 > LAST_DAY)
    throw new CorruptDocument('days end after the year 9999');
  const visitorCounts = parseColumn(visitors, 'days.visitors', DAYS_MAX, views.length);
  const newCounts = parseColumn(newVisitors, 'days.newVisitors', DAYS_MAX, views.length);
  return views.map((count, index) => ({
    day: (first + index) as DayNumber,
    pageviews: count,
    visitors: visitorCounts[index] ?? 0,
    newVisitors: newCounts[index] ?? 0,
  }));
}

function parseMonths(stored: unknown): MonthRow[] {
  const { start, pageviews, newVisitors } = columnsOf(stored, 'months');
  if (!isMonth(start)) throw new CorruptDocument('months.start is not a month');
  const first = monthIndex(start);
  const views = parseColumn(pageviews, 'months.pageviews', MONTHS_MAX);
  if (first + views.length - 1 > LAST_MONTH) {
    throw new CorruptDocument('months end after the year 9999');
  }
  const newCounts = parseColumn(newVisitors, 'months.newVisitors', MONTHS_MAX, views.length);
  return views.map((count, index) => ({
    month: monthAt(first + index),
    pageviews: count,
    newVisitors: newCounts[index] ?? 0,
  }));
}

function columnsOf(stored: unknown, name: string): Record<string, unknown> {
  if (typeof stored === 'object' && stored !== null && !Array.isArray(stored)) {
    return stored as Record<string, unknown>;
  }
  throw new CorruptDocument(`${name} is not an object`);
}

function parseColumn(stored: unknown, name: string, rowsMax: number, rows?: number): number[] {
  const isColumn =
    Array.isArray(stored) &&
    stored.length > 0 &&
    stored.length <= rowsMax &&
    stored.length === (rows ?? stored.length) &&
    stored.every(isCount);
  if (isColumn) return stored;
  throw new CorruptDocument(
    `${name} is not a column of ${rows ?? `1 to ${rowsMax}`} whole numbers`,
  );
}
