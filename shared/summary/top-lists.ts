/** The tables of pages and sources as lists for people: the most viewed first, months as of today. Pure. */
import { type DayNumber, dayToIsoDate } from '../counter/calendar.ts';
import { compareNames } from '../counter/stored-name.ts';
import type { TopTable, Views } from '../counter/top-table.ts';
import type { TopTables } from '../counter/top-tables.ts';

export interface TopListRow extends Views {
  readonly name: string;
  /** Dates: since when it is in the table, and of its last view. */
  readonly since: string;
  readonly last: string;
}

export interface TopList {
  readonly rows: TopListRow[];
  readonly other: Views;
  readonly unnamed: Views;
  readonly imported: number;
  /** Null where there is no table. */
  readonly began: string | null;
}

const NO_VIEWS = { views: 0, month: 0, before: 0 };
const EMPTY: TopList = {
  rows: [],
  other: NO_VIEWS,
  unnamed: NO_VIEWS,
  imported: 0,
  began: null,
};

export function listTables(
  { pages, sources }: TopTables,
  today: DayNumber,
): Readonly<Record<'pages' | 'sources', TopList>> {
  return { pages: listTable(pages, today), sources: listTable(sources, today) };
}

function listTable(table: TopTable | undefined, today: DayNumber): TopList {
  if (table === undefined) return EMPTY;
  const rolled = table.copy();
  rolled.rollTo(today);
  const { began, imported, other, rows, unnamed } = rolled.parts;
  return {
    rows: rows.toSorted(byViews).map(({ name, views, month, before, since, last }) => ({
      name,
      views,
      month,
      before,
      since: dayToIsoDate(since),
      last: dayToIsoDate(last),
    })),
    other,
    unnamed,
    imported,
    began: dayToIsoDate(began),
  };
}

type Ranked = { readonly name: string; readonly views: number };

function byViews(first: Ranked, second: Ranked): number {
  return second.views - first.views || compareNames(first.name, second.name);
}
