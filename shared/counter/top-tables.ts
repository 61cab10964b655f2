/** The two top tables of a document: its pages, and the sources that readers came from. Pure. */
import type { DayNumber } from './calendar.ts';
import type { PageName } from './page-name.ts';
import {
  brokenPart,
  parseTopTable,
  type StoredTopTable,
  topTableToStored,
} from './stored-top-table.ts';
import { PAGES_BYTES_MAX, SOURCES_BYTES_MAX, TopTable } from './top-table.ts';
import type { ViewNames } from './visit.ts';

export const TABLE_NAMES = ['pages', 'sources'] as const;
export type TableName = (typeof TABLE_NAMES)[number];

/** Each is absent until a view names one. */
export type TopTables = { readonly [Name in TableName]?: TopTable };

const BYTES_MAX = { pages: PAGES_BYTES_MAX, sources: SOURCES_BYTES_MAX };

export interface TablesContext {
  readonly pageviews: number;
  /** The document's current day; undefined where it has none. */
  readonly current: DayNumber | undefined;
}

export interface ParsedTables {
  readonly tables: TopTables;
  /** Why a table that is stored is none, such as `pages: began is not a date`. */
  readonly unreadable: readonly string[];
}

/** A table that cannot be read, or does not add up, is left out: the next view that names one begins it anew. */
export function parseTopTables(
  stored: Readonly<Record<TableName, unknown>>,
  context: TablesContext,
): ParsedTables {
  const tables: { -readonly [Name in TableName]?: TopTable } = {};
  const unreadable: string[] = [];
  for (const name of TABLE_NAMES) {
    if (stored[name] === undefined) continue;
    const parsed = parseTopTable(stored[name], { bytesMax: BYTES_MAX[name], ...context });
    if (typeof parsed === 'string') unreadable.push(`${name}: ${parsed}`);
    else tables[name] = parsed;
  }
  return { tables, unreadable };
}

export function tablesToStored(tables: TopTables): { [Name in TableName]?: StoredTopTable } {
  return mapTables(tables, topTableToStored);
}

/** The table that `parseTopTables` would leave out of a document with so many pageviews, if there is one. */
export function brokenTable(tables: TopTables, pageviews: number): TableName | undefined {
  return TABLE_NAMES.find((name) => {
    const table = tables[name];
    return table !== undefined && brokenPart(table.parts, pageviews) !== undefined;
  });
}

export function copyTables(tables: TopTables): TopTables {
  return mapTables(tables, (table) => table.copy());
}

export function foldTables(tables: TopTables, last: DayNumber): TopTables {
  return mapTables(tables, (table) => table.foldedAt(last));
}

/** Views of pages that another counter had, by name; where there is no table yet, it begins on that day. */
export function tablesWithImport(
  tables: TopTables,
  views: ReadonlyMap<string, number>,
  pageviews: number,
  day: DayNumber,
): TopTables {
  const pages = tables.pages?.copy() ?? TopTable.begin(BYTES_MAX.pages, pageviews, day);
  pages.import(views);
  return { ...tables, pages };
}

/** For pageviews that another counter had: the tables do not hold them. */
export function tablesWithBase(tables: TopTables, pageviews: number): TopTables {
  return mapTables(tables, (table) => {
    const raised = table.copy();
    raised.raiseBase(pageviews);
    return raised;
  });
}

/**
 * Counts a view in tables that are the caller's own. A table begins with the first view that names one:
 * `pageviews`, those before this view, are outside of it.
 */
export function recordNames(
  tables: TopTables,
  { page, source }: ViewNames,
  pageviews: number,
  day: DayNumber,
): TopTables {
  const pages = recordName('pages', tables.pages, page, pageviews, day);
  const sources = recordName('sources', tables.sources, source, pageviews, day);
  if (pages === tables.pages && sources === tables.sources) return tables;
  return { ...(pages && { pages }), ...(sources && { sources }) };
}

function recordName(
  tableName: TableName,
  table: TopTable | undefined,
  name: string | undefined,
  pageviews: number,
  day: DayNumber,
): TopTable | undefined {
  if (table === undefined && name === undefined) return undefined;
  const counted = table ?? TopTable.begin(BYTES_MAX[tableName], pageviews, day);
  counted.record(name, day);
  return counted;
}

/** Views of all time of each page; one is left out where nobody knows them any more. */
export function viewsOfPages(
  { pages }: TopTables,
  names: Iterable<PageName>,
): Readonly<Record<string, number>> {
  const views: Record<string, number> = {};
  for (const name of names) {
    const known = pages === undefined ? 0 : pages.viewsOf(name);
    if (known !== undefined) views[name] = known;
  }
  return views;
}

function mapTables<T>(
  { pages, sources }: TopTables,
  map: (table: TopTable) => T,
): { pages?: T; sources?: T } {
  return { ...(pages && { pages: map(pages) }), ...(sources && { sources: map(sources) }) };
}
