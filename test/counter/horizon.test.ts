/** What lies further ahead than a day after the store's own date is moved back, and no view is lost. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyVisits } from '../../shared/counter/apply-visits.ts';
import { DAY_MS, dayToIsoDate } from '../../shared/counter/calendar.ts';
import {
  type CounterDocument,
  emptyDocument,
  parseDocument,
  serialiseDocument,
} from '../../shared/counter/document.ts';
import { claimDay } from '../../shared/counter/report-claim.ts';
import { hashOf } from './visitor-hashes.ts';

const LIMITS = { exactVisitorsMax: 2_048 };
const STORED_AT_MS = Date.UTC(2026, 10, 24, 12);
const STORED_AT = STORED_AT_MS / 1000;

const DAYS = { visitors: [1, 2, 3], newVisitors: [1, 1, 1], today: { seen: '' } };

function read(stored: object, storedAtMs = STORED_AT_MS): CounterDocument {
  return parseDocument(JSON.stringify({ pageviews: 60, ...stored }), LIMITS, storedAtMs);
}

function daysOf({ history }: CounterDocument) {
  return history.days.map(({ day, pageviews }) => [dayToIsoDate(day), pageviews]);
}

function monthsOf({ history }: CounterDocument) {
  return history.months.map(({ month, pageviews }) => [month, pageviews]);
}

/** Days with 10, 20 and 30 views from `start` on. */
function withDays(start: string, months: object): object {
  return { days: { start, pageviews: [10, 20, 30], ...DAYS }, months };
}

const THIS_MONTH = { start: '2026-11', pageviews: [60], newVisitors: [3] };

describe('days that lie ahead', () => {
  it('are left alone up to the day after the store took the document', () => {
    const document = read(withDays('2026-11-23', THIS_MONTH));
    expect(daysOf(document)).toEqual([
      ['2026-11-23', 10],
      ['2026-11-24', 20],
      ['2026-11-25', 30],
    ]);
  });

  it('beyond it are added to it', () => {
    const document = read(withDays('2026-11-24', THIS_MONTH));
    expect(daysOf(document)).toEqual([
      ['2026-11-24', 10],
      ['2026-11-25', 50],
    ]);
    expect(document.history.days.at(-1)).toMatchObject({ visitors: 5, newVisitors: 2 });
  });

  it.each(['2200-01-01', '9999-12-29'])('from %s on become one day, and its month', (start) => {
    const months = { start: start.slice(0, 7), pageviews: [60], newVisitors: [3] };
    const document = read(withDays(start, months));
    expect(daysOf(document)).toEqual([['2026-11-25', 60]]);
    expect(monthsOf(document)).toEqual([['2026-11', 60]]);
  });

  it('leave the months before them as they were', () => {
    const months = { start: '2026-10', pageviews: [1, 2, 4, 8], newVisitors: [1, 1, 1, 1] };
    expect(monthsOf(read({ ...withDays('2026-11-24', months) }))).toEqual([
      ['2026-10', 1],
      ['2026-11', 14],
    ]);
  });

  it('let the next visit count on the last day that may be', () => {
    const months = { start: '2200-01', pageviews: [60], newVisitors: [3] };
    const before = read(withDays('2200-01-01', months));
    const { document } = applyVisits(before, [{ atMs: STORED_AT_MS, visitor: hashOf(1) }]);
    expect(daysOf(document)).toEqual([['2026-11-25', 61]]);
  });

  it('lose no view, whenever the document is stored and read again', () => {
    const gap = fc.integer({ min: 0, max: 90_000 });
    fc.assert(
      fc.property(fc.array(gap, { minLength: 1, maxLength: 20 }), fc.array(gap), (ahead, later) => {
        let document = emptyDocument(LIMITS);
        for (const days of ahead) {
          const visit = { atMs: STORED_AT_MS + days * DAY_MS, visitor: hashOf(days) };
          document = applyVisits(document, [visit]).document;
        }
        const views = () => document.history.months.reduce((sum, row) => sum + row.pageviews, 0);
        const before = views();
        for (const days of later) {
          const storedAtMs = STORED_AT_MS + days * DAY_MS;
          document = parseDocument(serialiseDocument(document), LIMITS, storedAtMs);
          expect(views()).toBe(before);
          expect(serialiseDocument(parseDocument(serialiseDocument(document), LIMITS))).toBe(
            serialiseDocument(document),
          );
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('other times that lie ahead', () => {
  it.each([
    ['the latest visit', 7_258_118_400, STORED_AT],
    ['one of the day after', STORED_AT + 86_400, STORED_AT + 86_400],
    ['one in milliseconds', 1_700_000_000_000, 1_700_000_000],
    ['one in microseconds', 1_700_000_000_000_000, 1_700_000_000],
    ['one in milliseconds, ahead', 7_258_118_400_000, STORED_AT],
    ['the largest number there is', Number.MAX_SAFE_INTEGER, STORED_AT],
  ])('such as %s are taken for the time of storing', (_, updatedAt, expected) => {
    expect(read({ updatedAt }).updatedAt).toBe(expected);
  });

  it('such as the month of the store requests do not hide those of this month', () => {
    const requests = { month: '2200-01', count: 7 };
    expect(read({ requests }).requests).toEqual({ month: '2026-11', count: 7 });
    const december = { month: '2026-12', count: 7 };
    expect(read({ requests: december }, Date.UTC(2026, 10, 30, 12)).requests).toEqual(december);
  });

  it('such as a claimed day keep nobody from mailing for long', () => {
    const row = { by: 'me', at: 7_258_118_400, pageviews: 6, uniqueVisitors: 0 };
    const before = { ...row, on: '2199-12-31' };
    const { report } = read({ report: { day: { on: '2200-01-01', ...row, before } } });
    expect(report && dayToIsoDate(report.day)).toBe('2026-11-25');
    expect(report?.at).toBe(STORED_AT);
    expect(report?.before && dayToIsoDate(report.before.day)).toBe('2026-11-25');
    const day = (report?.day ?? 0) + 1;
    const claim = { day: day as never, by: 'other', at: STORED_AT };
    expect(claimDay(report, claim, { pageviews: 60, uniqueVisitors: 0 })).toBeDefined();
  });

  it('such as the date of a mark are forgotten: it is dated anew, and grows old', () => {
    const writers = { ahead: [1, 2, 1_795_450_000_000], next: [1, 2, STORED_AT + 86_400] };
    const marks = read({ writers }).writers;
    expect([...marks.values()]).toEqual([
      { life: 'brief', sequence: 1, pageviews: 2 },
      { life: 'brief', sequence: 1, pageviews: 2, datedAt: STORED_AT + 86_400 },
    ]);
  });
});

it('a document without the date of a store is read as it stands', () => {
  const months = { start: '2200-01', pageviews: [60], newVisitors: [3] };
  const stored = { pageviews: 60, ...withDays('2200-01-01', months) };
  expect(daysOf(parseDocument(JSON.stringify(stored), LIMITS))[0]).toEqual(['2200-01-01', 10]);
});
