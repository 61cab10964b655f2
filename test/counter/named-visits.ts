/** Visits that name pages and sources, for tests: some known, some made up, some none. */
import * as fc from 'fast-check';
import type { CounterDocument } from '../../shared/counter/document.ts';
import { parsePageName } from '../../shared/counter/page-name.ts';
import { parseSourceName } from '../../shared/counter/source-name.ts';
import { NO_NAME } from '../../shared/counter/top-table.ts';
import { TABLE_NAMES, type TableName } from '../../shared/counter/top-tables.ts';
import type { ViewNames, Visit } from '../../shared/counter/visit.ts';
import { hashOf } from './visitor-hashes.ts';

export function page(path: string): NonNullable<ViewNames['page']> {
  return parsePageName(path) ?? NO_NAME;
}

export function source(text: string): NonNullable<ViewNames['source']> {
  return parseSourceName(text, () => false) ?? NO_NAME;
}

const PAGES = fc.oneof(
  fc.nat(40).map((number) => page(`/page-${number}`)),
  fc.string({ unit: 'grapheme', maxLength: 150 }).map((text) => page(`/${text}`)),
  fc.constant(NO_NAME),
);
const SOURCES = fc.oneof(
  fc.constantFrom('', 'a.example', 'b.example', 'newsletter').map(source),
  fc.nat(9_999).map((number) => source(`https://${number}.example/`)),
  fc.constant(NO_NAME),
);

/** From `startMs` on, on days that may lie far apart, or come in the wrong order. */
export function namedVisits(startMs: number, maxLength = 60): fc.Arbitrary<Visit[]> {
  const visit = fc
    .record({
      hours: fc.oneof(fc.nat(48), fc.integer({ min: -2_000, max: 20_000 })),
      visitor: fc.option(fc.nat(30), { nil: undefined }),
      page: fc.option(PAGES, { nil: undefined }),
      source: fc.option(SOURCES, { nil: undefined }),
    })
    .map(({ hours, visitor, page: named, source: from }) => ({
      atMs: startMs + hours * 3_600_000,
      ...(visitor !== undefined && { visitor: hashOf(visitor) }),
      ...(named !== undefined && { page: named }),
      ...(from !== undefined && { source: from }),
    }));
  return fc.array(visit, { maxLength });
}

/** The invariant, by the numbers as they are stored; a table that is not there holds by itself. */
export function sumErrors(stored: string): string[] {
  const { pageviews, ...document } = JSON.parse(stored);
  return TABLE_NAMES.flatMap((name) => {
    const table = document[name];
    if (table === undefined) return [];
    const { base, imported, other, unnamed, views } = table;
    const rows = views.reduce((sum: number, count: number) => sum + count, 0);
    const sum = rows + other[0] + unnamed[0];
    const expected = pageviews - base + imported;
    return sum === expected ? [] : [`${name}: ${sum} in the table, and not ${expected}`];
  });
}

/** Names and their views of all time. */
export function viewsIn(document: CounterDocument, table: TableName): Record<string, number> {
  const rows = document[table]?.parts.rows ?? [];
  return Object.fromEntries(rows.map(({ name, views }) => [name, views]));
}
