/** The document stays small for ever: the bounds that the README promises, on the largest there can be. */
import { describe, expect, it } from 'vitest';
import { applyVisits } from '../../shared/counter/apply-visits.ts';
import { DAY_MS } from '../../shared/counter/calendar.ts';
import {
  type CounterDocument,
  emptyDocument,
  parseDocument,
  serialiseDocument,
} from '../../shared/counter/document.ts';
import { HyperLogLog, type StoredSketch } from '../../shared/counter/hyperloglog.ts';
import { present } from '../../shared/counter/invariant.ts';
import { MARKS_MAX, type Mark, type WriterId } from '../../shared/counter/marks.ts';
import { topTableToStored } from '../../shared/counter/stored-top-table.ts';
import type { Visit } from '../../shared/counter/visit.ts';
import { VisitorSet } from '../../shared/counter/visitor-set.ts';
import { Prng } from '../simulation/prng.ts';
import { page, source } from './named-visits.ts';
import { hashesOf } from './visitor-hashes.ts';

const LIMITS = { exactVisitorsMax: 2_048 };
const START_MS = Date.UTC(2026, 10, 24);
const TEN_YEARS_DAYS = 3_653;
const KIB = 1_024;

const bytesOf = (document: CounterDocument) =>
  new TextEncoder().encode(serialiseDocument(document)).byteLength;

/** Ten years of a busy site: four hundred days and all months have figures of eight digits. */
function grown(visits: readonly Visit[]): CounterDocument {
  let document = applyVisits(emptyDocument(LIMITS), visits).document;
  for (let day = 1; day <= TEN_YEARS_DAYS; day += 1) {
    document = applyVisits(document, [{ atMs: START_MS + day * DAY_MS }]).document;
  }
  const stored = JSON.parse(serialiseDocument(document));
  for (const column of [stored.days, stored.months]) {
    for (const name of ['pageviews', 'visitors', 'newVisitors']) column[name]?.fill(12_345_678);
  }
  return parseDocument(
    JSON.stringify({ ...stored, pageviews: 4_000_000_000, salt: 'a1b2' }),
    LIMITS,
  );
}

/** Marks of an edge and of as many processes as there is room for, each as long as ours may be. */
function withMarks(document: CounterDocument): CounterDocument {
  const writers = new Map<WriterId, Mark>();
  for (let writer = 0; writer < MARKS_MAX; writer += 1) {
    const id = `w-${String(writer).padStart(14, '0')}` as WriterId;
    const life = writer === 0 ? 'journal' : 'brief';
    const at = { sequence: 1_795_450_000_000, pageviews: 4_000_000_000, datedAt: 1_795_450_000 };
    writers.set(id, { life, ...at });
  }
  return { ...document, writers };
}

/** Names as short as a site has them, and as long as they may be. */
function withTables(document: CounterDocument): CounterDocument {
  const visits = Array.from({ length: 3_000 }, (_, index) => ({
    atMs: START_MS + TEN_YEARS_DAYS * DAY_MS,
    page: page(`/${String(index).padStart(index % 2 === 0 ? 10 : 180, 'p')}`),
    source: source(`${String(index).padStart(10, 's')}.example`),
  }));
  const full = applyVisits(document, visits).document;
  expect(
    JSON.stringify(topTableToStored(present(full.pages, 'it has pages'))).length,
  ).toBeGreaterThan(23 * KIB);
  expect(
    JSON.stringify(topTableToStored(present(full.sources, 'it has sources'))).length,
  ).toBeGreaterThan(3.8 * KIB);
  return full;
}

function visitorsOfToday(document: CounterDocument, count: number): CounterDocument {
  const atMs = START_MS + TEN_YEARS_DAYS * DAY_MS;
  return applyVisits(
    document,
    hashesOf(count).map((visitor) => ({ atMs, visitor })),
  ).document;
}

describe('a document', () => {
  it('is at most 188 KiB while uniques are exact, with ten years of history and full tables', () => {
    const exact = hashesOf(2_048).map((visitor) => ({ atMs: START_MS, visitor }));
    const document = withTables(withMarks(visitorsOfToday(grown(exact), 256)));
    expect(document.visitors.relativeError).toBeUndefined();
    expect(document.history.days).toHaveLength(400);
    expect(document.history.months.length).toBeGreaterThanOrEqual(120);
    const bytes = bytesOf(document);
    console.info(`2,048 exact visitors, ten years: ${bytes} bytes`);
    expect(bytes).toBeLessThanOrEqual(188 * KIB);
    expect(
      bytesOf({ ...document, pages: undefined, sources: undefined } as never),
    ).toBeLessThanOrEqual(160 * KIB);
    expect(bytes).toBeGreaterThan(2_048 * 64);
  });

  it('is at most 76 KiB with ten million visitors, ten years of history and full tables', () => {
    const people = 10_000_000;
    const visitors = VisitorSet.parse([], sketchOf(people), 0, LIMITS);
    const document = withTables(withMarks(visitorsOfToday({ ...grown([]), visitors }, 3_000)));
    expect(Math.abs(document.visitors.count / people - 1)).toBeLessThan(4 * 0.0065);
    const bytes = bytesOf(document);
    console.info(`${document.visitors.count} of 10M visitors, ten years: ${bytes} bytes`);
    expect(bytes).toBeLessThanOrEqual(76 * KIB);
  });

  it('of the old function with 10,000 visitors is small from its first commit on', () => {
    const seen = hashesOf(10_000);
    const old = JSON.stringify({ pageviews: 50_000, uniqueVisitors: 10_000, seen, updatedAt: 1 });
    expect(old.length).toBeGreaterThan(600 * KIB);
    expect(bytesOf(parseDocument(old, LIMITS))).toBeLessThanOrEqual(48 * KIB);
  });
});

function sketchOf(people: number): StoredSketch {
  const prng = new Prng(1);
  const bits = () => prng.integer(0, 2 ** 32 - 1);
  const sketch = HyperLogLog.empty(14);
  for (let person = 0; person < people; person += 1) sketch.add({ high: bits(), low: bits() });
  return sketch.toStored();
}
