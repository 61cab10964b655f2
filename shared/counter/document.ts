/**
 * The stored document: parse, migrate, check, serialise. It reads every form that the old function
 * wrote, and refuses whatever is not a counter document, since what is refused is never overwritten.
 */

import { type DayNumber, isMonth, type Month } from './calendar.ts';
import { areStorableClaims, type Claims, claimsToStored, parseClaims } from './claims.ts';
import { CorruptDocument } from './corrupt-document.ts';
import { isCount, parseCount } from './count.ts';
import { History, isDayRow, isMonthRow } from './history.ts';
import { withinHorizon } from './horizon.ts';
import { isStorableMark, type Marks, marksToStored, parseMarks } from './marks.ts';
import type { PageName } from './page-name.ts';
import { isTime, parseTime } from './time.ts';
import { areStorableZones, parseZones, type ZoneUse } from './time-zone.ts';
import {
  brokenTable,
  parseTopTables,
  type TopTables,
  tablesToStored,
  viewsOfPages,
} from './top-tables.ts';
import { parseUnknownFields, type UnknownFields } from './unknown-fields.ts';
import { type VisitorLimits, VisitorSet } from './visitor-set.ts';

export interface CounterDocument extends Claims, TopTables, ZoneUse {
  readonly pageviews: number;
  /** Its `count` is the authoritative number of unique visitors; it may exceed the hashes known. */
  readonly visitors: VisitorSet;
  /** Unix seconds of the latest visit; 0 before the first. */
  readonly updatedAt: number;
  readonly history: History;
  readonly writers: Marks;
  /** Store requests in a UTC month, as far as commits have reported them. */
  readonly requests: { readonly month: Month; readonly count: number };
  /** Fingerprint of the SALT that made its hashes; absent until the first commit. */
  readonly salt?: string;
  /** Unix seconds when a person last put a document in the place of another; absent when nobody has. */
  readonly replacedAt?: number;
  /** Absent when there are none. */
  readonly unknownFields?: UnknownFields;
  /** Of what was read: the tables that are left out, and why. Never stored; absent when there are none. */
  readonly unreadable?: readonly string[];
}

/** What a visitor sees. */
export interface Totals {
  readonly count: number;
  readonly unique: number;
  /** Unix seconds. */
  readonly updatedAt: number;
  /** Relative standard error of `unique`; absent while it is exact. */
  readonly uniqueError?: number;
  /** The views of the latest day that has any; absent where no days are stored. */
  readonly latestDay?: { readonly day: DayNumber; readonly views: number };
  /** Views of the pages that were named or asked for; a page is left out where nobody knows them any more. */
  readonly pages?: Readonly<Record<string, number>>;
}

const NO_REQUESTS = { month: '1970-01' as Month, count: 0 };

export function emptyDocument(limits: VisitorLimits): CounterDocument {
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
  document: Pick<CounterDocument, 'pageviews' | 'visitors' | 'updatedAt' | 'history'>,
): Totals {
  const { history, pageviews, updatedAt, visitors } = document;
  const { relativeError: uniqueError } = visitors;
  const latest = history.days.at(-1);
  return {
    count: pageviews,
    unique: visitors.toldAfter(pageviews),
    updatedAt,
    ...(uniqueError !== undefined && { uniqueError }),
    ...(latest && { latestDay: { day: latest.day, views: latest.pageviews } }),
  };
}

/** With the views of these pages, where there are any. */
export function totalsWith(document: CounterDocument, pages: readonly PageName[]): Totals {
  const totals = totalsOf(document);
  return pages.length === 0 ? totals : { ...totals, pages: viewsOfPages(document, pages) };
}

/**
 * `storedAtMs` is the store's date of this version (Unix milliseconds), where it comes from a store: what
 * lies far ahead of that is moved back.
 * @throws CorruptDocument, and nothing else, for whatever text.
 */
export function parseDocument(
  text: string,
  limits: VisitorLimits,
  storedAtMs?: number,
): CounterDocument {
  const document = readFields(text, limits);
  return storedAtMs === undefined ? document : withinHorizon(document, storedAtMs);
}

function readFields(text: string, limits: VisitorLimits): CounterDocument {
  const stored = parseJsonObject(text);
  // An empty object is a beginning; one with other things only is not ours.
  if (Object.keys(stored).length > 0 && !OLD_FIELDS.some((name) => Object.hasOwn(stored, name))) {
    throw new CorruptDocument(`it has none of ${OLD_FIELDS.join(', ')}`);
  }
  // `count` is older still: `{"count": N}`.
  const { count, days, months, pageviews, replacedAt, report, requests, ...rest } = stored;
  const { otherTimeZone, pages, salt, seen, sketch, sources, timeZone, uniqueVisitors, ...others } =
    rest;
  const { updatedAt, writers, ...unknown } = others;
  const visitors = parseCount(oldNumber(uniqueVisitors), 'uniqueVisitors');
  const unknownFields = parseUnknownFields(unknown);
  const views = parseCount(oldNumber(pageviews ?? count), 'pageviews');
  const history = History.parse(days, months);
  const current = history.days.at(-1)?.day;
  const { tables, unreadable } = parseTopTables({ pages, sources }, { pageviews: views, current });
  return {
    pageviews: views,
    visitors: VisitorSet.parse(seen ?? [], sketch, visitors, limits),
    updatedAt: parseTime(oldNumber(updatedAt), 'updatedAt'),
    history,
    writers: parseMarks(writers),
    ...parseClaims(report),
    requests: parseRequests(requests),
    ...(salt !== undefined && { salt: parseSalt(salt) }),
    ...(replacedAt !== undefined && { replacedAt: parseTime(replacedAt, 'replacedAt') }),
    ...parseZones(timeZone, otherTimeZone),
    ...tables,
    ...(unreadable.length > 0 && { unreadable }),
    ...(Object.keys(unknownFields).length > 0 && { unknownFields }),
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
    report: claimsToStored(document),
    requests: document.requests,
    salt: document.salt,
    replacedAt: document.replacedAt,
    timeZone: document.timeZone,
    otherTimeZone: document.otherTimeZone,
    ...tablesToStored(document),
    ...document.unknownFields,
  });
}

/**
 * The field that `parseDocument` would refuse once the document is stored; undefined when there is none.
 * Cheap enough for every write: it looks at each number, and neither serialises nor parses.
 */
export function unstorableField(document: CounterDocument): string | undefined {
  const { history, pageviews, replacedAt, requests, salt } = document;
  const { updatedAt, visitors, writers } = document;
  if (!isCount(pageviews)) return 'pageviews';
  if (!isCount(visitors.count)) return 'uniqueVisitors';
  if (!isTime(updatedAt)) return 'updatedAt';
  if (!history.days.every(isDayRow)) return 'days';
  if (!history.months.every(isMonthRow)) return 'months';
  for (const [id, mark] of writers) if (!isStorableMark(id, mark)) return 'writers';
  if (!areStorableClaims(document)) return 'report';
  if (!isMonth(requests.month) || !isCount(requests.count)) return 'requests';
  if (salt !== undefined && !isFingerprint(salt)) return 'salt';
  if (replacedAt !== undefined && !isTime(replacedAt)) return 'replacedAt';
  if (!areStorableZones(document)) return 'timeZone';
  return brokenTable(document, pageviews);
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

/** As the old function did, it takes nothing for 0 and strings of digits for numbers, and cuts fractions off. */
function oldNumber(value: unknown): unknown {
  if (value === undefined || value === null) return 0;
  const isDigits = typeof value === 'string' && /^\s*\+?\d{1,16}\s*$/.test(value);
  return isDigits || typeof value === 'number' ? Math.trunc(Number(value)) : value;
}

function parseRequests(stored: unknown): CounterDocument['requests'] {
  if (stored === undefined) return NO_REQUESTS;
  const { month, count } = (stored ?? {}) as { month?: unknown; count?: unknown };
  if (!isMonth(month)) throw new CorruptDocument('requests.month is not a month such as 2026-11');
  return { month, count: parseCount(count, 'requests.count') };
}

function parseSalt(stored: unknown): string {
  if (isFingerprint(stored)) return stored;
  throw new CorruptDocument('salt is not a fingerprint of 4 hex characters');
}

function isFingerprint(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{4}$/.test(value);
}
