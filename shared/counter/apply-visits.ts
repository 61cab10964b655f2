/**
 * Document + visits -> the next document, and what each visitor is told. Pure: the document given is
 * copied once a batch and left as it was.
 */

import { dayOf } from './calendar.ts';
import { type CounterDocument, type Totals, totalsOf } from './document.ts';
import { toSeconds } from './time.ts';
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
  const told: Totals[] = [];
  for (const visit of visits) {
    const { atMs, visitor } = visitIn(document.salt, visit);
    const before = visitors.count;
    if (visitor !== undefined) visitors.add(visitor);
    const newVisitors = visitors.count - before;
    history.record({ day: dayOf(atMs), newVisitors, ...(visitor && { visitor }) });
    pageviews += 1;
    updatedAt = Math.max(updatedAt, toSeconds(atMs));
    told.push(totalsOf({ pageviews, updatedAt, visitors, history }));
  }
  return { document: { ...document, pageviews, updatedAt, visitors, history }, told };
}
