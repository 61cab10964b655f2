/**
 * The stored document: parse, migrate, check, serialise. It reads every form that the old function
 * wrote, and refuses whatever is not a counter document, since what is refused is never overwritten.
 */

import { isMonth, type Month } from './calendar.ts';
import { CorruptDocument } from './corrupt-document.ts';
import { History } from './history.ts';
import { type Marks, marksToStored, parseMarks } from './marks.ts';
import { type ClaimedReport, claimToStored, parseClaim } from './report-claim.ts';
import { VisitorSet } from './visitor-set.ts';

export interface CounterDocument {
  readonly pageviews: number;
  /** Its `count` is the authoritative number of unique visitors; it may exceed the hashes known. */
  readonly visitors: VisitorSet;
  /** Unix seconds of the latest visit; 0 before the first. */
  readonly updatedAt: number;
  readonly history: History;
  readonly writers: Marks;
  readonly report: ClaimedReport | undefined;
  /** Store requests in a UTC month, as far as commits have reported them. */
  readonly requests: { readonly month: Month; readonly count: number };
  /** Fingerprint of the SALT that made its hashes; absent until the first commit. */
  readonly salt?: string;
}

/** What a visitor sees. */
export interface Totals {
  readonly count: number;
  readonly unique: number;
  /** Unix seconds. */
  readonly updatedAt: number;
  /** Relative standard error of `unique`; absent while it is exact. */
  readonly uniqueError?: number;
}

export interface DocumentLimits {
  readonly exactVisitorsMax: number;
}

const NO_REQUESTS = { month: '1970-01' as Month, count: 0 };

export function emptyDocument(limits: DocumentLimits): CounterDocument {
  return {
    pageviews: 0,
    visitors: VisitorSet.empty(limits),
    updatedAt: 0,
    history: History.empty(),
    writers: new Map(),
    report: undefined,
    requests: NO_REQUESTS,
  };
}

export function totalsOf(
  document: Pick<CounterDocument, 'pageviews' | 'visitors' | 'updatedAt'>,
): Totals {
  const { pageviews, updatedAt, visitors } = document;
  const { count, relativeError } = visitors;
  if (relativeError === undefined) return { count: pageviews, unique: count, updatedAt };
  // Nobody is a visitor without a view: an estimate beyond that is certainly too high.
  const unique = Math.min(count, pageviews);
  return { count: pageviews, unique, updatedAt, uniqueError: relativeError };
}

/** @throws CorruptDocument, and nothing else, for whatever text. */
export function parseDocument(text: string, limits: DocumentLimits): CounterDocument {
  const stored = parseJsonObject(text);
  // Older still: `{"count": N}`. An empty object is a beginning; one with other things is not ours.
  const pageviews = parseCount(stored.pageviews ?? stored.count ?? 0, 'pageviews');
  if (Object.keys(stored).length > 0 && !OLD_FIELDS.some((name) => name in stored)) {
    throw new CorruptDocument(`it has none of ${OLD_FIELDS.join(', ')}`);
  }
  const uniqueVisitors = parseCount(stored.uniqueVisitors ?? 0, 'uniqueVisitors');
  return {
    pageviews,
    visitors: VisitorSet.parse(stored.seen ?? [], stored.sketch, uniqueVisitors, limits),
    updatedAt: parseCount(stored.updatedAt ?? 0, 'updatedAt'),
    history: History.parse(stored.days, stored.months),
    writers: parseMarks(stored.writers),
    report: parseClaim(stored.report),
    requests: parseRequests(stored.requests),
    ...(stored.salt !== undefined && { salt: parseSalt(stored.salt) }),
  };
}

export function serialiseDocument(document: CounterDocument): string {
  const { days, months } = document.history.toStored();
  return JSON.stringify({
    pageviews: document.pageviews,
    uniqueVisitors: totalsOf(document).unique,
    ...document.visitors.toStored(),
    updatedAt: document.updatedAt,
    days,
    months,
    writers: marksToStored(document.writers),
    report: claimToStored(document.report),
    requests: document.requests,
    salt: document.salt,
  });
}

const OLD_FIELDS = ['pageviews', 'uniqueVisitors', 'seen', 'count'];

function parseJsonObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CorruptDocument('it is not JSON');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new CorruptDocument('it is not a JSON object');
}

/** A whole number; as the old function did, strings of digits are taken and fractions cut off. */
function parseCount(value: unknown, name: string): number {
  const digits = typeof value === 'string' && /^\s*\+?\d{1,16}\s*$/.test(value);
  const number = digits || typeof value === 'number' ? Math.trunc(Number(value)) : Number.NaN;
  if (Number.isSafeInteger(number) && number >= 0 && !Object.is(number, -0)) return number;
  throw new CorruptDocument(`${name} is not a whole number of at least 0`);
}

function parseRequests(stored: unknown): CounterDocument['requests'] {
  if (stored === undefined) return NO_REQUESTS;
  const { month, count } = (stored ?? {}) as { month?: unknown; count?: unknown };
  if (!isMonth(month)) throw new CorruptDocument('requests.month is not a month such as 2026-11');
  return { month, count: parseCount(count, 'requests.count') };
}

function parseSalt(stored: unknown): string {
  if (typeof stored === 'string' && /^[0-9a-f]{4}$/.test(stored)) return stored;
  throw new CorruptDocument('salt is not a fingerprint of 4 hex characters');
}
