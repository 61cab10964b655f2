/** Changes that bring numbers from elsewhere: a commit like any other, with its mark. */

import type { Change } from '../shared/commit/change.ts';
import { requireRoom } from '../shared/commit/changes.ts';
import { dayOf } from '../shared/counter/calendar.ts';
import { carriedClaims } from '../shared/counter/claims.ts';
import { type CounterDocument, totalsOf } from '../shared/counter/document.ts';
import type { Marks } from '../shared/counter/marks.ts';
import { tablesWithBase, tablesWithImport } from '../shared/counter/top-tables.ts';
import { type VisitorLimits, VisitorSet } from '../shared/counter/visitor-set.ts';
import { Failure } from '../shared/errors.ts';

export interface StartNumbers {
  readonly pageviews: number;
  readonly visitors: number;
}

/**
 * Adds what another counter had before. Its visitors are counted, and nobody is recognised by that.
 * @throws Failure
 */
export function startNumbersChange(
  start: StartNumbers,
  limits: VisitorLimits,
): Change<CounterDocument> {
  if (start.visitors > start.pageviews) {
    throw new Failure(
      'conflict',
      'there are more start visitors than start views: each has one view',
    );
  }
  return writing((document) => {
    requireRoom(document, start.pageviews);
    return {
      ...document,
      pageviews: document.pageviews + start.pageviews,
      ...tablesWithBase(document, start.pageviews),
      visitors: start.visitors === 0 ? document.visitors : moreVisitors(document, start, limits),
    };
  });
}

/**
 * Adds views of pages that another counter had, by name; `pageviews` stay. `nowMs` dates new rows where the
 * document has no day yet. @throws Failure
 */
export function pageViewsChange(
  views: ReadonlyMap<string, number>,
  nowMs: number,
): Change<CounterDocument> {
  const sum = [...views.values()].reduce((total, count) => total + count, 0);
  return writing((document) => {
    requireRoom(document, sum);
    const { history, pages, pageviews, sources } = document;
    const day = history.days.at(-1)?.day ?? dayOf(nowMs);
    const tables = { ...(pages && { pages }), ...(sources && { sources }) };
    return { ...document, ...tablesWithImport(tables, views, pageviews, day) };
  });
}

/** Takes both tables away, as if no view had named anything. */
export function withoutTablesChange(): Change<CounterDocument> {
  const change = writing(({ pages: _, sources: __, ...document }) => document);
  return { ...change, mayShrink: true };
}

/**
 * Puts `imported` in the place of what is there: an empty document, unless `replace` says any. What has
 * happened meanwhile cannot be taken back, and stays: marks, claimed reports, the month's requests. Marks
 * that only the imported one has come back, since the visits that they stand for do. `nowMs` tells an edge that
 * somebody did this on purpose.
 */
export function documentChange(
  imported: CounterDocument,
  replace: boolean,
  nowMs: number,
): Change<CounterDocument> {
  const change = writing((document) => {
    if (document.pageviews > 0 && !replace) {
      const views = `${document.pageviews} views`;
      throw new Failure('conflict', `there is a document with ${views}: --replace takes its place`);
    }
    const { count: pageviews, unique: uniqueVisitors } = totalsOf(imported);
    return {
      ...imported,
      replacedAt: laterThanBoth(imported, document, nowMs),
      requests: laterRequests(imported.requests, document.requests),
      ...carriedClaims(document, imported, { pageviews, uniqueVisitors }),
      writers: higherMarks(imported.writers, document.writers),
    };
  });
  return { ...change, mayShrink: true };
}

/** Whoever knows one of them must see that this is another, although the clock that wrote it was ahead of ours. */
function laterThanBoth(first: CounterDocument, second: CounterDocument, nowMs: number): number {
  const latest = Math.max(first.replacedAt ?? 0, second.replacedAt ?? 0);
  return Math.max(Math.floor(nowMs / 1000), latest + 1);
}

type Requests = CounterDocument['requests'];

/** Of a later month, or more in the same one. */
function laterRequests(first: Requests, second: Requests): Requests {
  if (first.month !== second.month) return first.month > second.month ? first : second;
  return first.count > second.count ? first : second;
}

/** Of each writer the mark that holds more. */
function higherMarks(first: Marks, second: Marks): Marks {
  const higher = new Map(first);
  for (const [id, mark] of second) {
    if (mark.sequence >= (first.get(id)?.sequence ?? 0)) higher.set(id, mark);
  }
  return higher;
}

function writing(apply: (document: CounterDocument) => CounterDocument): Change<CounterDocument> {
  return {
    apply(document) {
      const changed = apply(document);
      return { kind: 'write', document: changed, result: changed };
    },
  };
}

function moreVisitors(
  { visitors }: CounterDocument,
  start: StartNumbers,
  limits: VisitorLimits,
): VisitorSet {
  const { seen, sketch } = visitors.toStored();
  if (sketch !== undefined) {
    throw new Failure(
      'conflict',
      'visitors are an estimate by now, which takes no start number: leave --start-visitors out',
    );
  }
  return VisitorSet.parse(seen, undefined, visitors.count + start.visitors, limits);
}
