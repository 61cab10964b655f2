/**
 * Document + visits -> the next document, and what each visitor is told. Pure: the document given is
 * copied once a batch and left as it was.
 */

import { type DayNumber, dayOf } from './calendar.ts';
import { type CounterDocument, type Totals, totalsOf } from './document.ts';
import type { History } from './history.ts';
import { present } from './invariant.ts';
import type { PageName } from './page-name.ts';
import { toSeconds } from './time.ts';
import { NO_NAME } from './top-table.ts';
import { copyTables, recordNames, viewsOfPages } from './top-tables.ts';
import { type Visit, visitIn } from './visit.ts';

export interface AppliedVisits {
  readonly document: CounterDocument;
  /** One for each visit, in order: the totals right after it. */
  readonly told: readonly Totals[];
}

export function applyVisits(document: CounterDocument, visits: readonly Visit[]): AppliedVisits {
  const visitors = document.visitors.copy();
  const history = document.history.copy();
  let { pageviews, updatedAt } = document;
  let tables = copyTables(document);
  const told: Totals[] = [];
  for (const visit of visits) {
    const { atMs, day = dayOf(atMs), visitor } = visitIn(document.salt, visit);
    const before = visitors.count;
    if (visitor !== undefined) visitors.add(visitor);
    const newVisitors = visitors.count - before;
    history.record({ day, newVisitors, ...(visitor && { visitor }) });
    tables = recordNames(tables, visit, pageviews, currentDay(history));
    pageviews += 1;
    updatedAt = Math.max(updatedAt, toSeconds(atMs));
    const totals = totalsOf({ pageviews, updatedAt, visitors, history });
    const pages = pagesToTell(visit);
    told.push(pages.length === 0 ? totals : { ...totals, pages: viewsOfPages(tables, pages) });
  }
  return { document: { ...document, pageviews, updatedAt, visitors, history, ...tables }, told };
}

function currentDay(history: History): DayNumber {
  return present(history.days.at(-1), 'a visit has a current day').day;
}

function pagesToTell({ page, show = [] }: Visit): readonly PageName[] {
  return page === undefined || page === NO_NAME ? show : [page, ...show];
}
