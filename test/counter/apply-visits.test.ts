import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyVisits } from '../../shared/counter/apply-visits.ts';
import { DAY_MS } from '../../shared/counter/calendar.ts';
import {
  type CounterDocument,
  emptyDocument,
  parseDocument,
  serialiseDocument,
  totalsOf,
} from '../../shared/counter/document.ts';
import type { Visit } from '../../shared/counter/visit.ts';
import { VisitorSet } from '../../shared/counter/visitor-set.ts';
import { hashesOf, hashOf } from './visitor-hashes.ts';

const EXACT = { exactVisitorsMax: 2_048 };
const START_MS = Date.UTC(2026, 10, 24, 12);

const reread = (document: CounterDocument, limits = EXACT) =>
  parseDocument(serialiseDocument(document), limits);

/** People and times are few, so that they meet: returning visitors, same days, clocks set back. */
const visitArbitrary = fc
  .record({ person: fc.option(fc.nat(30)), hours: fc.integer({ min: -40, max: 900 }) })
  .map(({ person, hours }): Visit => {
    const atMs = START_MS + hours * 3_600_000;
    return person === null ? { atMs } : { atMs, visitor: hashOf(person) };
  });

const stepArbitrary = fc.oneof(
  { weight: 4, arbitrary: fc.array(visitArbitrary, { minLength: 1, maxLength: 6 }) },
  { weight: 1, arbitrary: fc.constant('re-read' as const) },
);

const stepsArbitrary = fc.array(stepArbitrary, { maxLength: 30 });

interface Run {
  readonly document: CounterDocument;
  readonly visits: readonly Visit[];
  readonly told: readonly ReturnType<typeof totalsOf>[];
}

function run(steps: readonly (readonly Visit[] | 're-read')[], start: CounterDocument): Run {
  let document = start;
  const told: Run['told'][number][] = [];
  for (const step of steps) {
    if (step === 're-read') {
      document = reread(document);
      continue;
    }
    const applied = applyVisits(document, step);
    document = applied.document;
    told.push(...applied.told);
  }
  return { document, told, visits: steps.flatMap((step) => (step === 're-read' ? [] : step)) };
}

/** What `import --start-views --start-visitors` does. */
function withStart(document: CounterDocument, start: Start): CounterDocument {
  const { seen, sketch } = document.visitors.toStored();
  if (sketch !== undefined) return document;
  const count = document.visitors.count + start.visitors;
  const visitors = VisitorSet.parse(seen, undefined, count, { exactVisitorsMax: start.exactMax });
  return { ...document, pageviews: document.pageviews + start.views, visitors };
}

interface Start {
  readonly views: number;
  readonly visitors: number;
  readonly exactMax: number;
}

describe('unique visitors that are told', () => {
  const startArbitrary = fc.record({
    views: fc.nat(50),
    visitors: fc.nat(50),
    exactMax: fc.integer({ min: 1, max: 40 }),
  });
  const steps = fc.array(fc.oneof(stepArbitrary, startArbitrary), { maxLength: 30 });
  const old = fc.record({ pageviews: fc.nat(100), uniqueVisitors: fc.nat(400) });

  it('never fall, over visits, start numbers, re-reads and conversions, whatever was there before', () => {
    fc.assert(
      fc.property(steps, old, fc.integer({ min: 1, max: 40 }), (taken, stored, exactMax) => {
        const limits = { exactVisitorsMax: exactMax };
        let document = parseDocument(JSON.stringify(stored), limits);
        let told = totalsOf(document).unique;
        for (const step of taken) {
          if (step === 're-read') document = reread(document, limits);
          else if ('views' in step) document = withStart(document, step);
          else document = applyVisits(document, step).document;
          const { unique } = totalsOf(document);
          expect(unique).toBeGreaterThanOrEqual(told);
          told = unique;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('stay where they were when a set that holds more visitors than views becomes an estimate', () => {
    const limits = { exactVisitorsMax: 3 };
    const before = parseDocument('{"pageviews":100,"uniqueVisitors":400}', limits);
    const { document, told } = applyVisits(before, visitsOf(5));
    expect(document.visitors.relativeError).toBe(0.0065);
    expect(told.map(({ unique }) => unique)).toEqual([401, 402, 403, 404, 404]);
    expect(totalsOf(reread(document, limits)).unique).toBe(404);
  });
});

describe('any sequence of visits and re-reads', () => {
  it('keeps pageviews = visits and uniqueVisitors = distinct hashes', () => {
    fc.assert(
      fc.property(stepsArbitrary, (steps) => {
        const { document, visits } = run(steps, emptyDocument(EXACT));
        const hashes = new Set(visits.flatMap(({ visitor }) => visitor ?? []));
        expect(document.pageviews).toBe(visits.length);
        expect(document.visitors.count).toBe(hashes.size);
        expect(new Set(document.visitors.toStored().seen)).toEqual(hashes);
        const latestMs = Math.max(0, ...visits.map(({ atMs }) => atMs));
        expect(document.updatedAt).toBe(Math.floor(latestMs / 1_000));
      }),
    );
  });

  it('tells consecutive counts, and nothing told ever goes down', () => {
    fc.assert(
      fc.property(stepsArbitrary, fc.nat(1_000), (steps, before) => {
        const start = parseDocument(JSON.stringify({ count: before }), EXACT);
        const { told } = run(steps, start);
        expect(told.map(({ count }) => count)).toEqual(told.map((_, index) => before + index + 1));
        told.forEach((totals, index) => {
          const { unique, updatedAt } = told[index - 1] ?? { unique: 0, updatedAt: 0 };
          expect(totals.unique).toBeGreaterThanOrEqual(unique);
          expect(totals.updatedAt).toBeGreaterThanOrEqual(updatedAt);
          expect(totals.unique).toBeLessThanOrEqual(totals.count);
        });
      }),
    );
  });

  it('keeps the sums of the history equal to the totals', () => {
    fc.assert(
      fc.property(stepsArbitrary, (steps) => {
        const { document } = run(steps, emptyDocument(EXACT));
        const { days, months } = document.history;
        const sum = (rows: readonly { pageviews: number; newVisitors: number }[]) => [
          rows.reduce((views, row) => views + row.pageviews, 0),
          rows.reduce((visitors, row) => visitors + row.newVisitors, 0),
        ];
        expect(sum(days)).toEqual([document.pageviews, document.visitors.count]);
        expect(sum(months)).toEqual([document.pageviews, document.visitors.count]);
        for (const day of days) {
          expect(day.visitors).toBeLessThanOrEqual(day.pageviews);
          expect(day.newVisitors).toBeLessThanOrEqual(day.visitors);
        }
      }),
    );
  });

  it('gives the same document in one batch, in many, and with re-reads between', () => {
    fc.assert(
      fc.property(fc.array(visitArbitrary, { maxLength: 60 }), fc.nat(6), (visits, size) => {
        const whole = applyVisits(emptyDocument(EXACT), visits).document;
        let pieces = emptyDocument(EXACT);
        for (let start = 0; start < visits.length; start += size + 1) {
          const piece = visits.slice(start, start + size + 1);
          pieces = reread(applyVisits(pieces, piece).document);
        }
        expect(serialiseDocument(pieces)).toBe(serialiseDocument(whole));
      }),
    );
  });
});

describe('a batch', () => {
  it('leaves the document that it was given as it was', () => {
    const first = applyVisits(emptyDocument(EXACT), visitsOf(20)).document;
    const text = serialiseDocument(first);
    applyVisits(first, visitsOf(40));
    expect(serialiseDocument(first)).toBe(text);
  });

  it('of nobody known counts views and no visitor', () => {
    const { document, told } = applyVisits(emptyDocument(EXACT), [
      { atMs: START_MS },
      { atMs: START_MS },
    ]);
    expect(totalsOf(document)).toMatchObject({ count: 2, unique: 0 });
    expect(told.map(({ count }) => count)).toEqual([1, 2]);
  });

  it('of none changes nothing', () => {
    const document = applyVisits(emptyDocument(EXACT), visitsOf(3)).document;
    const applied = applyVisits(document, []);
    expect(serialiseDocument(applied.document)).toBe(serialiseDocument(document));
    expect(applied.told).toEqual([]);
  });

  it('that passes the limit of exact visitors is told so from that visitor on', () => {
    const limits = { exactVisitorsMax: 5 };
    const { told } = applyVisits(emptyDocument(limits), visitsOf(8));
    expect(told.map(({ uniqueError }) => uniqueError)).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((visitor) => (visitor <= 5 ? undefined : 0.0065)),
    );
  });

  it('keeps what other parts of the document say', () => {
    const stored = { count: 1, salt: 'a1b2', writers: { w: [3, 1, 9] } };
    const document = parseDocument(JSON.stringify(stored), EXACT);
    const { document: next } = applyVisits(document, visitsOf(1));
    expect(next.salt).toBe('a1b2');
    expect(next.writers).toEqual(document.writers);
  });
});

describe('uniques beyond the limit', () => {
  it('stay within 4 sigma of the truth, and never go down, over re-reads and days', () => {
    const limits = { exactVisitorsMax: 500 };
    let document = emptyDocument(limits);
    const hashes = hashesOf(6_000);
    hashes.forEach((visitor, index) => {
      const before = document.visitors.count;
      const atMs = START_MS + Math.floor(index / 1_000) * DAY_MS;
      document = applyVisits(document, [{ atMs, visitor }]).document;
      expect(document.visitors.count).toBeGreaterThanOrEqual(before);
      if (index % 250 === 0) document = reread(document, limits);
    });
    expect(Math.abs(document.visitors.count / 6_000 - 1)).toBeLessThan(4 * 0.0065);
  });
});

describe('an estimate', () => {
  it('never tells more visitors than views, in all or of a day, when each view has a visitor of its own', () => {
    for (let crowd = 0; crowd < 5; crowd += 1) {
      const visits = Array.from({ length: 6_000 }, (_, index) => {
        return { atMs: START_MS, visitor: hashOf(100_000 * crowd + index) };
      });
      const { document, told } = applyVisits(emptyDocument(EXACT), visits);
      const beyond = told.filter(({ count, unique }) => unique > count);
      const falling = told.filter(({ unique }, index) => unique < (told[index - 1]?.unique ?? 0));
      expect({ beyond, falling }).toEqual({ beyond: [], falling: [] });
      expect(JSON.parse(serialiseDocument(document)).uniqueVisitors).toBe(told.at(-1)?.unique);
      const [day] = document.history.days;
      expect(day?.visitors).toBeLessThanOrEqual(day?.pageviews ?? 0);
    }
  });
});

function visitsOf(count: number): Visit[] {
  return hashesOf(count).map((visitor) => ({ atMs: START_MS, visitor }));
}
