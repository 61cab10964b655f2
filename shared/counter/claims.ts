/**
 * The claims of a document: the last claimed report of each kind, and how they are stored. Pure.
 */
import { dayToIsoDate, LAST_DAY, parseIsoDate } from './calendar.ts';
import { CorruptDocument } from './corrupt-document.ts';
import { isCount, parseCount } from './count.ts';
import {
  CLAIM_KINDS,
  type ClaimedReport,
  type ClaimKind,
  type ClaimRow,
  carriedClaim,
  claimDay,
  isClaimedBy,
  type ReportClaim,
  type ReportTotals,
} from './report-claim.ts';
import { isTime, parseTime } from './time.ts';

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
