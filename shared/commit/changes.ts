/** The changes that any counter can commit: visits, a report claim, its release, a look. */
import { applyVisits } from '../counter/apply-visits.ts';
import { claimIn, withClaim, withMailed } from '../counter/claims.ts';
import { COUNT_MAX } from '../counter/count.ts';
import { type CounterDocument, type Totals, totalsOf } from '../counter/document.ts';
import {
  claimDay,
  type ReportClaim,
  type ReportTotals,
  releaseDay,
} from '../counter/report-claim.ts';
import type { Visit } from '../counter/visit.ts';
import { Failure } from '../errors.ts';
import type { Change } from './change.ts';

/** All of the visits or none; the result is what each visitor is told. */
export function visitsChange(visits: readonly Visit[]): Change<readonly Totals[]> {
  return {
    apply(document) {
      requireRoom(document, visits.length);
      const applied = applyVisits(document, visits);
      return { kind: 'write', document: applied.document, result: applied.told };
    },
  };
}

/** Refuses a number so large that one more view would not change it. @throws Failure */
export function requireRoom({ pageviews, pages }: CounterDocument, visits: number): void {
  const imported = pages?.parts.imported ?? 0;
  if (pageviews + imported + visits <= COUNT_MAX) return;
  const detail =
    'pageviews has no room for another view: import a document, or put the number right';
  throw new Failure('corrupt-document', detail);
}

/** The result is the document that holds the claim, this claimant's or another's. */
export function claimChange(claim: ReportClaim): Change<CounterDocument> {
  return {
    apply(document) {
      const claimed = claimDay(claimIn(document, claim.kind), claim, reportTotals(document));
      if (claimed === undefined) return { kind: 'nothing', result: document };
      const changed = withClaim(document, claim.kind, claimed);
      return { kind: 'write', document: changed, result: changed };
    },
  };
}

/**
 * Writes where the claim is not found, too: its own write may still be under way, and must find another
 * version than the one that it waits to replace.
 */
export function releaseChange(claim: ReportClaim): Change<CounterDocument> {
  return {
    apply(document) {
      const left = releaseDay(claimIn(document, claim.kind), claim);
      const changed = withClaim(document, claim.kind, left);
      return { kind: 'write', document: changed, result: changed };
    },
  };
}

/** Notes that the mail of a claim has gone; `mailedAt` is in Unix seconds. */
export function confirmChange(claim: ReportClaim, mailedAt: number): Change<CounterDocument> {
  return {
    apply(document) {
      const changed = withMailed(document, claim, mailedAt, reportTotals(document));
      if (changed === document) return { kind: 'nothing', result: document };
      return { kind: 'write', document: changed, result: changed };
    },
  };
}

function reportTotals(document: CounterDocument): ReportTotals {
  const { count: pageviews, unique: uniqueVisitors } = totalsOf(document);
  return { pageviews, uniqueVisitors };
}

/** Writes nothing: a read that is retried like a commit. */
export const LOOK: Change<CounterDocument> = {
  apply: (document) => ({ kind: 'nothing', result: document }),
};
