/**
 * Nothing in a document lies further ahead than a day after the store's own date of it: where something
 * does, a clock was wrong. It is moved to the last day that may be, so that no view is lost, and nothing
 * waits for a year that is far away. Pure.
 */
import { type DayNumber, dayOf, LAST_DAY, monthOf, monthOfDay } from './calendar.ts';
import { type Claims, claimIn, withClaim } from './claims.ts';
import type { CounterDocument } from './document.ts';
import type { Marks } from './marks.ts';
import { CLAIM_KINDS, type ClaimedReport } from './report-claim.ts';
import { foldTables } from './top-tables.ts';

/** Clocks differ by minutes, and around midnight by a day. */
const DAYS_AHEAD_MAX = 1;

/** `storedAtMs`: the store's date of this version, Unix milliseconds. */
export function withinHorizon(document: CounterDocument, storedAtMs: number): CounterDocument {
  const last = Math.min(dayOf(storedAtMs) + DAYS_AHEAD_MAX, LAST_DAY) as DayNumber;
  const isAhead = (time: number) => dayOf(time * 1000) > last;
  const storedAt = Math.floor(storedAtMs / 1000);
  const earlier = (time: number) => (isAhead(time) ? storedAt : time);
  const { history, requests, updatedAt, writers } = document;
  const isMonthAhead = requests.month > monthOfDay(last);
  return {
    ...withinClaims(document, last, earlier),
    updatedAt: earlier(updatedAt),
    history: history.foldedAt(last),
    ...foldTables(document, last),
    writers: withoutDates(writers, isAhead),
    requests: isMonthAhead ? { ...requests, month: monthOf(storedAtMs) } : requests,
  };
}

/** A mark that is dated far ahead would never grow old: the next commit dates it anew. */
function withoutDates(marks: Marks, isAhead: (time: number) => boolean): Marks {
  return new Map(
    [...marks].map(([id, { datedAt, ...mark }]) =>
      datedAt === undefined || isAhead(datedAt) ? [id, mark] : [id, { ...mark, datedAt }],
    ),
  );
}

function withinClaims<D extends Claims>(
  document: D,
  last: DayNumber,
  earlier: (time: number) => number,
): D {
  return CLAIM_KINDS.reduce((kept, kind) => {
    const claim = claimIn(document, kind);
    return claim === undefined ? kept : withClaim(kept, kind, earlierClaim(claim, last, earlier));
  }, document);
}

/** A day that is claimed far ahead would leave every day until then without a report. */
function earlierClaim(
  { before, ...claim }: ClaimedReport,
  last: DayNumber,
  earlier: (time: number) => number,
): ClaimedReport {
  const row = <R extends Pick<ClaimedReport, 'day' | 'at' | 'mailedAt'>>(given: R): R => ({
    ...given,
    day: given.day > last ? last : given.day,
    at: earlier(given.at),
    ...(given.mailedAt !== undefined && { mailedAt: earlier(given.mailedAt) }),
  });
  return { ...row(claim), ...(before && { before: row(before) }) };
}
