/**
 * A top table as it is stored: columns of short names. It checks itself: what cannot be read, or does not
 * add up, is no table, and counting goes on without it. Pure.
 */
import { type DayNumber, dayToIsoDate, LAST_DAY, parseIsoDate } from './calendar.ts';
import { isCount } from './count.ts';
import { NAME_BYTES_MAX, nameBytes } from './stored-name.ts';
import { type TopRow, TopTable, type TopTableParts, type Views } from './top-table.ts';

type StoredViews = readonly [all: number, month: number, before: number];

export interface StoredTopTable {
  readonly names: readonly string[];
  readonly views: readonly number[];
  readonly month: readonly number[];
  readonly before: readonly number[];
  /** Days since 1970-01-01, as `last`. */
  readonly since: readonly number[];
  readonly last: readonly number[];
  readonly other: StoredViews;
  readonly unnamed: StoredViews;
  readonly imported: number;
  readonly base: number;
  readonly began: string;
}

export interface TopTableContext {
  readonly bytesMax: number;
  readonly pageviews: number;
  /** The document's; undefined where it has no days. */
  readonly current: DayNumber | undefined;
}

/** The table, or a text that completes "it is no table, since …". */
export function parseTopTable(stored: unknown, context: TopTableContext): TopTable | string {
  const { names, views, month, before, since, last, ...sums } = Object(stored);
  const columns = [views, month, before, since, last];
  const isColumns = [names, ...columns].every(
    (column) => Array.isArray(column) && column.length === names.length,
  );
  if (!isColumns) return 'its columns are not of one length';
  const rows: TopRow[] = [];
  for (const [index, name] of names.entries()) {
    if (!isStoredName(name)) return `names[${index}] is no name`;
    const row = { name, views: views[index], month: month[index], before: before[index] };
    rows.push({ ...row, since: since[index], last: last[index] });
  }
  if (new Set(names).size !== names.length) return 'a name has two rows';
  const began = parseIsoDate(sums.began);
  if (began === undefined) return 'began is not a date';
  const parts = {
    rows,
    other: toViews(sums.other),
    unnamed: toViews(sums.unnamed),
    imported: sums.imported,
    base: sums.base,
    began,
    current: context.current ?? last.reduce(laterDay, began),
  };
  return brokenPart(parts, context.pageviews) ?? TopTable.of(context.bytesMax, parts);
}

/** What does not hold of a table; undefined when all does. */
export function brokenPart(parts: TopTableParts, pageviews: number): string | undefined {
  const { base, current, imported, other, rows, unnamed } = parts;
  if (!isCount(base) || !isCount(imported)) return 'base or imported is no count';
  if (!areViews(other) || !areViews(unnamed)) return 'other or unnamed are no views';
  let sum = other.views + unnamed.views;
  for (const row of rows) {
    if (!areViews(row) || row.views === 0) return 'a row has no views';
    if (!isCount(row.since) || row.since > row.last || !(row.last <= LAST_DAY)) {
      return 'a row has no days';
    }
    sum += row.views;
  }
  if (!isCount(sum) || sum !== pageviews - base + imported) {
    return `it adds up to ${sum} views, and not to ${pageviews} - ${base} + ${imported}`;
  }
  return parts.began <= LAST_DAY && current <= LAST_DAY ? undefined : 'a day lies beyond 9999';
}

export function topTableToStored({ parts }: TopTable): StoredTopTable {
  const { rows } = parts;
  return {
    names: rows.map(({ name }) => name),
    views: rows.map(({ views }) => views),
    month: rows.map(({ month }) => month),
    before: rows.map(({ before }) => before),
    since: rows.map(({ since }) => since),
    last: rows.map(({ last }) => last),
    other: toStoredViews(parts.other),
    unnamed: toStoredViews(parts.unnamed),
    imported: parts.imported,
    base: parts.base,
    began: dayToIsoDate(parts.began),
  };
}

function laterDay(first: DayNumber, second: DayNumber): DayNumber {
  return second > first ? second : first;
}

function isStoredName(name: unknown): name is string {
  if (typeof name !== 'string' || name === '' || !name.isWellFormed()) return false;
  return !/\p{Cc}/u.test(name) && nameBytes(name) <= NAME_BYTES_MAX;
}

function toViews(stored: unknown): Views {
  const [views, month, before] = Array.isArray(stored) && stored.length === 3 ? stored : [];
  return { views, month, before };
}

function areViews({ views, month, before }: Views): boolean {
  return [views, month, before].every(isCount) && month + before <= views;
}

function toStoredViews({ views, month, before }: Views): StoredViews {
  return [views, month, before];
}
