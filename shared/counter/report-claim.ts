/**
 * The last claimed report: the day it is for, who claimed it, and the totals then, which the next
 * report compares with. Only one claimant gets a day; only a definite refusal gives it back. Pure.
 */

import { type DayNumber, dayToIsoDate, LAST_DAY, parseIsoDate } from './calendar.ts';
import { CorruptDocument } from './corrupt-document.ts';
import { isCount, parseCount } from './count.ts';
import { isTime, parseTime } from './time.ts';

export interface ReportClaim {
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

export interface ClaimedReport extends ReportClaim, ReportBaseline {
  /** What the claim replaced: the baseline of this very report, and what a release puts back. */
  readonly before?: ReportBaseline & { readonly day: DayNumber; readonly by: string };
}

/** The document's claim after `claim`, or undefined when the day has been claimed already. */
export function claimDay(
  current: ClaimedReport | undefined,
  claim: ReportClaim,
  totals: ReportTotals,
): ClaimedReport | undefined {
  if (current !== undefined && current.day >= claim.day) return undefined;
  const { pageviews, uniqueVisitors } = totals;
  if (current === undefined) return { ...claim, pageviews, uniqueVisitors };
  const { before: _, ...before } = current;
  return { ...claim, pageviews, uniqueVisitors, before };
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

/** Stored as `{ "day": { "on": "2026-11-23", "by", "at", "pageviews", "uniqueVisitors", "before" } }`. */
export function claimToStored(claim: ClaimedReport | undefined): Record<string, unknown> {
  return claim === undefined ? {} : { day: toRow(claim) };
}

function toRow(claim: ClaimedReport): Record<string, unknown> {
  const { day, before, ...rest } = claim;
  return { on: dayToIsoDate(day), ...rest, ...(before && { before: toRow(before) }) };
}

export function parseClaim(stored: unknown): ClaimedReport | undefined {
  if (stored === undefined) return undefined;
  if (!isRecord(stored)) throw new CorruptDocument('report is not an object');
  if (stored.day === undefined) return undefined;
  const { row, before } = parseRow(stored.day, 'report.day');
  if (before === undefined) return row;
  return { ...row, before: parseRow(before, 'report.day.before').row };
}

function parseRow(stored: unknown, where: string): { row: ClaimedReport; before: unknown } {
  if (!isRecord(stored)) throw new CorruptDocument(`${where} is not an object`);
  const { on, by, at, pageviews, uniqueVisitors, before } = stored;
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
  };
  return { row, before };
}

function isClaimant(by: unknown): by is string {
  return typeof by === 'string' && by.length <= 64;
}

/** The bounds of a stored claim, those that `parseClaim` refuses to go beyond. */
export function isStorableClaim({ before, ...claim }: ClaimedReport): boolean {
  const rows = before === undefined ? [claim] : [claim, before];
  return rows.every(
    ({ at, by, day, pageviews, uniqueVisitors }) =>
      day <= LAST_DAY &&
      isClaimant(by) &&
      isTime(at) &&
      isCount(pageviews) &&
      isCount(uniqueVisitors),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
