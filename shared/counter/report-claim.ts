/**
 * The last claimed report of each kind: the day it is for, who claimed it, and the totals then, which the
 * next report compares with. Only one claimant gets a day; only a definite refusal gives it back. Pure.
 */
import type { DayNumber } from './calendar.ts';

/**
 * Reports of a day, a week and a month, and alerts of a surge and of silence: each is claimed apart. What
 * somebody sends `byHand` is remembered beside them, and claims nothing.
 */
export const CLAIM_KINDS = ['day', 'week', 'month', 'surge', 'silence', 'byHand'] as const;
export type ClaimKind = (typeof CLAIM_KINDS)[number];

export interface ReportClaim {
  /** Absent: the day's, as older Workers ask for it. */
  readonly kind?: ClaimKind;
  /** The first day of what it is for: of a week its Monday. */
  readonly day: DayNumber;
  /** A random id that this one attempt to report has made for itself. */
  readonly by: string;
  /** Unix seconds. */
  readonly at: number;
}

export interface ReportTotals {
  readonly pageviews: number;
  readonly uniqueVisitors: number;
}

/** What a later report compares with. */
export interface ReportBaseline extends ReportTotals {
  readonly at: number;
}

export interface ClaimRow extends Omit<ReportClaim, 'kind'>, ReportBaseline {
  /** Unix seconds when Oracle took the mail; absent where nobody knows whether it did. */
  readonly mailedAt?: number;
}

export interface ClaimedReport extends ClaimRow {
  /** What the claim replaced: the baseline of this very report, and what a release puts back. */
  readonly before?: ClaimRow;
}

/** The document's claim after `claim`, or undefined when the day has been claimed already. */
export function claimDay(
  current: ClaimedReport | undefined,
  claim: ReportClaim,
  totals: ReportTotals,
): ClaimedReport | undefined {
  if (current !== undefined && current.day >= claim.day) return undefined;
  const { at, by, day } = claim;
  const { pageviews, uniqueVisitors } = totals;
  const claimed = { day, by, at, pageviews, uniqueVisitors };
  if (current === undefined) return claimed;
  const { before: _, ...before } = current;
  return { ...claimed, before };
}

/** The document's claim once `claim` is given back; unchanged when it is not that claimant's. */
export function releaseDay(
  current: ClaimedReport | undefined,
  claim: ReportClaim,
): ClaimedReport | undefined {
  return isClaimedBy(current, claim) ? current?.before : current;
}

/**
 * The claim of a document that takes another's place: the later of both, so that no report is mailed
 * twice, and of the same day the `current` one. It compares with no more than the `totals` there are now.
 */
export function carriedClaim(
  current: ClaimedReport | undefined,
  imported: ClaimedReport | undefined,
  totals: ReportTotals,
): ClaimedReport | undefined {
  const isImportedLater =
    imported !== undefined && (current === undefined || imported.day > current.day);
  const later = isImportedLater ? imported : current;
  if (later === undefined) return undefined;
  const { before } = later;
  return { ...atMost(later, totals), ...(before && { before: atMost(before, totals) }) };
}

function atMost<B extends ReportTotals>(baseline: B, totals: ReportTotals): B {
  const pageviews = Math.min(baseline.pageviews, totals.pageviews);
  const uniqueVisitors = Math.min(baseline.uniqueVisitors, totals.uniqueVisitors);
  return { ...baseline, pageviews, uniqueVisitors };
}

export function isClaimedBy(current: ClaimedReport | undefined, claim: ReportClaim): boolean {
  return current?.day === claim.day && current.by === claim.by;
}
