/** Every write of ours keeps the invariants, and each way to break one is seen before it is written. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brokenInvariant } from '../../shared/commit/check-write.ts';
import { markDocument } from '../../shared/commit/mark-document.ts';
import { applyVisits } from '../../shared/counter/apply-visits.ts';
import { DAY_MS, type DayNumber } from '../../shared/counter/calendar.ts';
import { COUNT_MAX } from '../../shared/counter/count.ts';
import {
  type CounterDocument,
  emptyDocument,
  parseDocument,
  serialiseDocument,
} from '../../shared/counter/document.ts';
import type { Mark, WriterId } from '../../shared/counter/marks.ts';
import { PAGES_BYTES_MAX, SOURCES_BYTES_MAX, TopTable } from '../../shared/counter/top-table.ts';
import type { ETag } from '../../shared/ports.ts';
import { namedVisits } from '../counter/named-visits.ts';
import { setAt } from '../counter/spoiled-document.ts';

const LIMITS = { exactVisitorsMax: 20 };
const START_MS = Date.UTC(2026, 10, 24, 12);
const KEEP = { mayShrink: false };
const SHRINK = { mayShrink: true };
const WRITER = { id: 'writer' as WriterId, life: 'brief' } as const;

/** Three days with views, the last of them under way, and one mark. */
const BEFORE = parse({
  pageviews: 60,
  uniqueVisitors: 6,
  seen: [],
  updatedAt: 1_795_435_200,
  days: {
    start: '2026-11-30',
    pageviews: [10, 20, 30],
    visitors: [1, 2, 3],
    newVisitors: [1, 2, 3],
    today: { seen: '' },
  },
  months: { start: '2026-11', pageviews: [10, 50], newVisitors: [1, 5] },
  writers: { dated: [7, 50, 1_795_435_200], undated: [3, 60, 0] },
  salt: 'a1b2',
});

function parse(stored: object): CounterDocument {
  return parseDocument(JSON.stringify(stored), LIMITS);
}

/** Of 60 views 10 are outside, and 2 were imported. */
const TABLE = {
  names: ['/a'],
  views: [44],
  month: [40],
  before: [0],
  since: [20_790],
  last: [20_790],
  other: [5, 1, 0],
  unnamed: [3, 0, 0],
  imported: 2,
  base: 10,
  began: '2026-12-01',
};

/** With as many views in its row as make it add up to 60. */
function balanced(table: typeof TABLE): typeof TABLE {
  const { base, imported, other, unnamed } = table;
  const rest = (other[0] ?? 0) + (unnamed[0] ?? 0);
  return { ...table, views: [60 - base + imported - rest] };
}

function reread(text: string): string {
  try {
    return serialiseDocument(parseDocument(text, LIMITS));
  } catch (error) {
    return String(error);
  }
}

/** `BEFORE` with one place of its stored form set to something else. */
function changed(path: string, value: unknown): CounterDocument {
  const stored = JSON.parse(serialiseDocument(BEFORE));
  setAt(stored, path, value);
  return parse(stored);
}

describe('a write', () => {
  test('of the same document breaks nothing', () => {
    expect(brokenInvariant(BEFORE, BEFORE, KEEP)).toBeUndefined();
    expect(brokenInvariant(BEFORE, changed('salt', 'a1b2'), KEEP)).toBeUndefined();
  });

  test.each([
    ['fewer views', 'pageviews', 59, 'views do not fall'],
    ['fewer visitors', 'uniqueVisitors', 5, 'visitors do not fall'],
    ['an earlier latest visit', 'updatedAt', 1, 'the time of the latest visit does not go back'],
    ['a finished day with fewer views', 'days.pageviews.0', 9, 'finished days do not change'],
    ['a finished day with more views', 'days.pageviews.1', 21, 'finished days do not change'],
    ['another number of visitors', 'days.visitors.0', 0, 'finished days do not change'],
    ['another number of new ones', 'days.newVisitors.1', 0, 'finished days do not change'],
    ['a current day that shrinks', 'days.pageviews.2', 29, 'finished days do not change'],
    ['days that begin elsewhere', 'days.start', '2026-12-01', 'finished days do not change'],
    ['a finished month that grows', 'months.pageviews.0', 11, 'finished months do not change'],
    ['a current month that shrinks', 'months.newVisitors.1', 4, 'finished months do not change'],
    ['months that begin elsewhere', 'months.start', '2026-10', 'finished months do not change'],
  ])('with %s needs a change that says so', (_, path, value, invariant) => {
    const after = changed(path, value);
    expect(brokenInvariant(BEFORE, after, KEEP)).toBe(invariant);
    expect(brokenInvariant(BEFORE, after, SHRINK)).toBeUndefined();
  });

  test('without the days that were there needs one too', () => {
    const { days: _, months: __, ...rest } = JSON.parse(serialiseDocument(BEFORE));
    expect(brokenInvariant(BEFORE, parse(rest), KEEP)).toBe('finished days do not change');
    expect(brokenInvariant(BEFORE, parse(rest), SHRINK)).toBeUndefined();
  });

  test('may let the oldest days make room for four hundred newer ones', () => {
    const visit = { atMs: START_MS + 407 * DAY_MS };
    const { document } = applyVisits(BEFORE, [visit]);
    expect(document.history.days[0]?.day).toBeGreaterThan(BEFORE.history.days[0]?.day ?? 0);
    expect(brokenInvariant(BEFORE, document, KEEP)).toBeUndefined();
  });

  test.each([
    ['a mark that goes down', 'writers.dated', [6, 50, 1_795_435_200], 'marks do not go down'],
    ['a mark that is gone undated', 'writers.undated', undefined, 'no live mark is dropped'],
  ])('with %s is never right', (_, path, value, invariant) => {
    expect(brokenInvariant(BEFORE, changed(path, value), KEEP)).toBe(invariant);
    expect(brokenInvariant(BEFORE, changed(path, value), SHRINK)).toBe(invariant);
  });

  test.each([
    ['base', { ...TABLE, base: 9 }],
    ['imported', { ...TABLE, imported: 1, base: 11 }],
    ['other', { ...TABLE, other: [0, 0, 0], base: 15 }],
    ['unnamed', { ...TABLE, unnamed: [0, 0, 0], base: 13 }],
  ])('with a table whose %s has fallen needs a change that says so', (_field, pages) => {
    const before = changed('pages', TABLE);
    const after = changed('pages', balanced(pages));
    expect([before.unreadable, after.unreadable]).toEqual([undefined, undefined]);
    expect(brokenInvariant(before, after, KEEP)).toBe('views of pages do not fall');
    expect(brokenInvariant(before, after, SHRINK)).toBeUndefined();
  });

  test('without a table that was there needs one too', () => {
    const before = changed('sources', TABLE);
    expect(brokenInvariant(before, BEFORE, KEEP)).toBe('sources do not go');
    expect(brokenInvariant(before, BEFORE, SHRINK)).toBeUndefined();
    expect(brokenInvariant(BEFORE, before, KEEP)).toBeUndefined();
  });

  test('may drop a mark that a commit has dated', () => {
    expect(brokenInvariant(BEFORE, changed('writers.dated', undefined), KEEP)).toBeUndefined();
  });
});

describe('what a reader would refuse, or take for something else,', () => {
  const mark: Mark = { life: 'brief', sequence: 1, pageviews: 1 };
  const claim = { by: 'me', at: 1, pageviews: 1, uniqueVisitors: 1 };

  const UNSTORABLE: readonly (readonly [string, Partial<CounterDocument>])[] = [
    ['pageviews', { pageviews: COUNT_MAX + 1 }],
    ['pageviews', { pageviews: Number.NaN }],
    ['pageviews', { pageviews: 60.5 }],
    ['updatedAt', { updatedAt: 1_795_435_200_000 }],
    ['updatedAt', { updatedAt: Number.NaN }],
    ['writers', { writers: new Map([['a b' as WriterId, mark]]) }],
    ['writers', { writers: new Map([['w' as WriterId, { ...mark, sequence: 2 ** 53 }]]) }],
    ['report', { report: { ...claim, day: 3_000_000 as never } }],
    ['report', { report: { ...claim, day: 20_000 as never, by: 'm'.repeat(65) } }],
    [
      'report',
      {
        report: {
          ...claim,
          day: 20_000 as never,
          before: { ...claim, day: 19_000 as never, pageviews: -1 },
        },
      },
    ],
    ['requests', { requests: { month: '2026-11' as never, count: COUNT_MAX + 1 } }],
    ['requests', { requests: { month: '+010000' as never, count: 1 } }],
    ['salt', { salt: 'A1B2' }],
    ['pages', { pages: TopTable.begin(PAGES_BYTES_MAX, 59, 20_000 as DayNumber) }],
    ['sources', { sources: TopTable.begin(SOURCES_BYTES_MAX, 61, 20_000 as DayNumber) }],
    ['pages', { pages: TopTable.begin(PAGES_BYTES_MAX, 60, 3_000_000 as DayNumber) }],
  ];

  test.each(UNSTORABLE)('such as %s of %o is never written', (field, wrong) => {
    const after = { ...BEFORE, ...wrong };
    const invariant = `what is written can be read again: ${field}`;
    expect(brokenInvariant(BEFORE, after, SHRINK)).toBe(invariant);
    expect(reread(serialiseDocument(after))).not.toBe(serialiseDocument(after));
  });
});

test('any visits, marks and re-reads in a row keep every invariant, and can be read again', () => {
  const batches = fc.array(namedVisits(START_MS, 30), { maxLength: 12 });
  fc.assert(
    fc.property(batches, (steps) => {
      let before = emptyDocument(LIMITS);
      steps.forEach((visits, index) => {
        const known = { document: before, etag: 'e' as ETag, modifiedAtMs: START_MS + index };
        const after = markDocument(applyVisits(before, visits).document, known, {
          writer: WRITER,
          sequence: index + 1,
          saltFingerprint: 'a1b2',
          requests: 1,
          nowMs: START_MS,
        });
        expect(brokenInvariant(before, after, KEEP)).toBeUndefined();
        before = parseDocument(serialiseDocument(after), LIMITS);
        expect(brokenInvariant(after, before, KEEP)).toBeUndefined();
      });
    }),
    { numRuns: 100 },
  );
});
