/**
 * What must hold of every document before it is written in the place of another, whatever the change.
 * A broken invariant is a defect of ours: better no write than that one. Pure; allocates nothing for a
 * day that is as it was.
 */
import { monthIndex } from '../counter/calendar.ts';
import { type CounterDocument, totalsOf, unstorableField } from '../counter/document.ts';
import { DAYS_MAX, type DayRow, MONTHS_MAX, type MonthRow } from '../counter/history.ts';
import type { Marks } from '../counter/marks.ts';
import { TABLE_NAMES } from '../counter/top-tables.ts';

export interface WriteRules {
  /** The change may put fewer views, visitors and days in the place of what is there. */
  readonly mayShrink: boolean;
}

/** The invariant that writing `after` in the place of `before` would break; undefined when all hold. */
export function brokenInvariant(
  before: CounterDocument,
  after: CounterDocument,
  { mayShrink }: WriteRules,
): string | undefined {
  const unstorable = unstorableField(after);
  if (unstorable !== undefined) return `what is written can be read again: ${unstorable}`;
  return (
    brokenMark(before.writers, after.writers) ?? (mayShrink ? undefined : shrunk(before, after))
  );
}

/** Only a mark that a commit has dated grows old, and may be dropped. */
function brokenMark(before: Marks, after: Marks): string | undefined {
  for (const [id, mark] of before) {
    const next = after.get(id);
    if (next === undefined && mark.datedAt === undefined) return 'no live mark is dropped';
    if (next !== undefined && next.sequence < mark.sequence) return 'marks do not go down';
  }
  return undefined;
}

function shrunk(before: CounterDocument, after: CounterDocument): string | undefined {
  if (after.pageviews < before.pageviews) return 'views do not fall';
  const fewer = after.visitors.count < before.visitors.count;
  if (fewer || totalsOf(after).unique < totalsOf(before).unique) return 'visitors do not fall';
  if (after.updatedAt < before.updatedAt) return 'the time of the latest visit does not go back';
  const [{ days, months }, next] = [before.history, after.history];
  if (!isKept(days, next.days, dayIndex, DAYS_MAX)) return 'finished days do not change';
  if (!isKept(months, next.months, monthRowIndex, MONTHS_MAX))
    return 'finished months do not change';
  return shrunkTable(before, after);
}

/** A row may go into the others at any time; that each table adds up has been seen by then. */
function shrunkTable(before: CounterDocument, after: CounterDocument): string | undefined {
  for (const name of TABLE_NAMES) {
    const [was, is] = [before[name]?.parts, after[name]?.parts];
    if (was === undefined) continue;
    if (is === undefined) return `${name} do not go`;
    const isLess =
      is.base < was.base ||
      is.imported < was.imported ||
      is.other.views < was.other.views ||
      is.unnamed.views < was.unnamed.views;
    if (isLess) return `views of ${name} do not fall`;
  }
  return undefined;
}

type Row = Pick<DayRow, 'pageviews' | 'newVisitors'> & Partial<Pick<DayRow, 'visitors'>>;

/** Whether each finished row is as it was, or among the oldest that made room; the current one may grow. */
function isKept<R extends Row>(
  before: readonly R[],
  after: readonly R[],
  indexOf: (row: R) => number,
  rowsMax: number,
): boolean {
  const [firstBefore] = before;
  const [firstAfter] = after;
  if (firstBefore === undefined) return true;
  if (firstAfter === undefined) return false;
  const offset = indexOf(firstBefore) - indexOf(firstAfter);
  return before.every((row, index) => {
    const next = after[index + offset];
    if (next === undefined) return index + offset < 0 && after.length === rowsMax;
    if (next === row) return true;
    return index === before.length - 1 ? hasGrown(row, next) : isSame(row, next);
  });
}

function isSame(row: Row, next: Row): boolean {
  return (
    next.pageviews === row.pageviews &&
    next.visitors === row.visitors &&
    next.newVisitors === row.newVisitors
  );
}

function hasGrown(row: Row, next: Row): boolean {
  return (
    next.pageviews >= row.pageviews &&
    (next.visitors ?? 0) >= (row.visitors ?? 0) &&
    next.newVisitors >= row.newVisitors
  );
}

function dayIndex({ day }: DayRow): number {
  return day;
}

function monthRowIndex({ month }: MonthRow): number {
  return monthIndex(month);
}
