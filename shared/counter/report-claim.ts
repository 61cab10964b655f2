/**
 * The last claimed report of each kind: the day it is for, who claimed it, and the totals then, which the
 * next report compares with. Only one claimant gets a day; only a definite refusal gives it back. Pure.
 */

import { type DayNumber, dayToIsoDate, LAST_DAY, parseIsoDate } from './calendar.ts';
import { CorruptDocument } from './corrupt-document.ts';
import { isCount, parseCount } from './count.ts';
import { isTime, parseTime } from './time.ts';

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

interface ClaimRow extends Omit<ReportClaim, 'kind'>, ReportBaseline {
  /** Unix seconds when Oracle took the mail; absent where nobody knows whether it did. */
  readonly mailedAt?: number;
}

export interface ClaimedReport extends ClaimRow {
  /** What the claim replaced: the baseline of this very report, and what a release puts back. */
  readonly before?: ClaimRow;
}

/** The claims of a document. The day's is a field of its own, since older versions know that one alone. */
export interface Claims {
  readonly report: ClaimedReport | undefined;
  readonly otherReports?: Readonly<Partial<Record<ClaimKind, ClaimedReport>>>;
}

export function claimIn(
  { otherReports, report }: Claims,
  kind: ClaimKind = 'day',
): ClaimedReport | undefined {
  return kind === 'day' ? report : otherReports?.[kind];
}

/** The document with another claim of that kind, or none. */
export function withClaim<D extends Claims>(
  document: D,
  kind: ClaimKind = 'day',
  claim: ClaimedReport | undefined,
): D {
  if (kind === 'day') return { ...document, report: claim };
  const { [kind]: _, ...others } = document.otherReports ?? {};
  return { ...document, otherReports: claim === undefined ? others : { ...others, [kind]: claim } };
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

/** The document once the mail of `claim` has gone at `mailedAt` (Unix seconds); another claimant's stays. */
export function withMailed<D extends Claims>(
  document: D,
  claim: ReportClaim,
  mailedAt: number,
  totals: ReportTotals,
): D {
  if (claim.kind === 'byHand') {
    const sent = claimDay(undefined, claim, totals);
    return withClaim(document, claim.kind, sent && { ...sent, mailedAt });
  }
  const current = claimIn(document, claim.kind);
  if (current === undefined || !isClaimedBy(current, claim)) return document;
  return withClaim(document, claim.kind, { ...current, mailedAt });
}

/** The document's claim once `claim` is given back; unchanged when it is not that claimant's. */
export function releaseDay(
  current: ClaimedReport | undefined,
  claim: ReportClaim,
): ClaimedReport | undefined {
  return isClaimedBy(current, claim) ? current?.before : current;
}

/** The claims of a document that takes another's place, each as `carriedClaim` has it. */
export function carriedClaims(current: Claims, imported: Claims, totals: ReportTotals): Claims {
  return CLAIM_KINDS.reduce<Claims>(
    (claims, kind) =>
      withClaim(
        claims,
        kind,
        carriedClaim(claimIn(current, kind), claimIn(imported, kind), totals),
      ),
    { report: undefined },
  );
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

/** Stored as `{ "day": { "on": "2026-11-23", "by", "at", "pageviews", "uniqueVisitors", "mailedAt", "before" } }`. */
export function claimsToStored(claims: Claims): Record<string, unknown> {
  const rows = CLAIM_KINDS.flatMap((kind) => {
    const claim = claimIn(claims, kind);
    return claim === undefined ? [] : [[kind, toRow(claim)] as const];
  });
  return Object.fromEntries(rows);
}

function toRow(claim: ClaimedReport): Record<string, unknown> {
  const { day, before, ...rest } = claim;
  return { on: dayToIsoDate(day), ...rest, ...(before && { before: toRow(before) }) };
}

export function parseClaims(stored: unknown): Claims {
  if (stored === undefined) return { report: undefined };
  if (!isRecord(stored)) throw new CorruptDocument('report is not an object');
  return CLAIM_KINDS.reduce<Claims>(
    (claims, kind) => {
      if (stored[kind] === undefined) return claims;
      return withClaim(claims, kind, parseClaim(stored[kind], `report.${kind}`));
    },
    { report: undefined },
  );
}

function parseClaim(stored: unknown, where: string): ClaimedReport {
  const { row, before } = parseRow(stored, where);
  if (before === undefined) return row;
  return { ...row, before: parseRow(before, `${where}.before`).row };
}

function parseRow(stored: unknown, where: string): { row: ClaimRow; before: unknown } {
  if (!isRecord(stored)) throw new CorruptDocument(`${where} is not an object`);
  const { on, by, at, pageviews, uniqueVisitors, mailedAt, before } = stored;
  const day = typeof on === 'string' ? parseIsoDate(on) : undefined;
  if (day === undefined) throw new CorruptDocument(`${where}.on is not a date`);
  if (!isClaimant(by)) {
    throw new CorruptDocument(`${where}.by is not a claimant`);
  }
  const row = {
    day,
    by,
    at: parseTime(at, `${where}.at`),
    pageviews: parseCount(pageviews, `${where}.pageviews`),
    uniqueVisitors: parseCount(uniqueVisitors, `${where}.uniqueVisitors`),
    ...(mailedAt !== undefined && { mailedAt: parseTime(mailedAt, `${where}.mailedAt`) }),
  };
  return { row, before };
}

function isClaimant(by: unknown): by is string {
  return typeof by === 'string' && by.length <= 64;
}

/** The bounds of stored claims, those that `parseClaims` refuses to go beyond. */
export function areStorableClaims(claims: Claims): boolean {
  return CLAIM_KINDS.every((kind) => {
    const claim = claimIn(claims, kind);
    return claim === undefined || isStorableClaim(claim);
  });
}

function isStorableClaim({ before, ...claim }: ClaimedReport): boolean {
  const rows = before === undefined ? [claim] : [claim, before];
  return rows.every(
    ({ at, by, day, mailedAt, pageviews, uniqueVisitors }) =>
      day <= LAST_DAY &&
      isClaimant(by) &&
      isTime(at) &&
      isTime(mailedAt ?? 0) &&
      isCount(pageviews) &&
      isCount(uniqueVisitors),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
