/** What reports, `/stats` and the dashboard show: spans of days beside those before, gaps, and what is left out. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyVisits } from '../../shared/counter/apply-visits.ts';
import { DAY_MS, dayOf } from '../../shared/counter/calendar.ts';
import { CorruptDocument } from '../../shared/counter/corrupt-document.ts';
import {
  type CounterDocument,
  emptyDocument,
  parseDocument,
  serialiseDocument,
  totalsOf,
} from '../../shared/counter/document.ts';
import type { Visit, VisitorHash } from '../../shared/counter/visit.ts';
import { renderReport } from '../../shared/report/render-report.ts';
import { summarise } from '../../shared/summary/summary.ts';
import { summaryReply } from '../../shared/summary/summary-reply.ts';
import { summaryReplySchema } from '../../shared/summary/summary-schema.ts';
import { spoiledDocuments } from '../counter/spoiled-document.ts';

const LIMITS = { exactVisitorsMax: 2_048 };
const NOON_MS = Date.UTC(2026, 10, 24, 12);
const SETTINGS = { warnings: ['SALT is not set'] };

const visitor = (number: number) => number.toString(16).padStart(8, '0').repeat(8) as VisitorHash;

/** `views` each day, all of one visitor a view, for so many days up to `lastDaysAgo` days ago. */
function counted(days: number, lastDaysAgo: number, views: number): CounterDocument {
  const visits: Visit[] = [];
  for (let day = days - 1; day >= 0; day -= 1) {
    for (let view = 0; view < views; view += 1) {
      visits.push({ atMs: NOON_MS - (day + lastDaysAgo) * DAY_MS, visitor: visitor(view) });
    }
  }
  return applyVisits(emptyDocument(LIMITS), visits).document;
}

const summaryOf = (document: CounterDocument, nowMs = NOON_MS) =>
  summarise(document, SETTINGS, nowMs, document.report);

describe('a summary', () => {
  test('of nothing is all zeros, and compares with nothing', () => {
    const { bestDay, days, months, periods, totals } = summaryOf(emptyDocument(LIMITS));
    expect(totals).toEqual({ count: 0, unique: 0, updatedAt: 0 });
    const none = { pageviews: 0, dailyVisitors: 0, newVisitors: 0 };
    expect(periods).toEqual({
      today: none,
      yesterday: none,
      last7Days: none,
      last30Days: none,
    });
    expect({ bestDay, days, months }).toEqual({ bestDay: undefined, days: [], months: [] });
  });

  test('adds up full days, and sets each span beside the one before', () => {
    const { periods } = summaryOf(counted(100, 0, 3));
    const day = { pageviews: 3, dailyVisitors: 3, newVisitors: 0 };
    expect(periods.today).toEqual({ ...day, before: day });
    expect(periods.yesterday).toEqual({ ...day, before: day });
    expect(periods.weekBefore).toEqual(day);
    const week = { pageviews: 21, dailyVisitors: 21, newVisitors: 0 };
    expect(periods.last7Days).toEqual({ ...week, before: week });
    const month = { pageviews: 90, dailyVisitors: 90, newVisitors: 0 };
    expect(periods.last30Days).toEqual({ ...month, before: month });
  });

  test('counts the days since the last view as days without one', () => {
    const { periods } = summaryOf(counted(20, 3, 5));
    expect(periods.today).toMatchObject({ pageviews: 0, before: { pageviews: 0 } });
    // Yesterday and the two days before it had none.
    expect(periods.last7Days).toMatchObject({ pageviews: 25, before: { pageviews: 35 } });
  });

  test('compares with no span that history does not reach back to', () => {
    const { periods } = summaryOf(counted(10, 0, 1));
    expect(periods.yesterday.before).toMatchObject({ pageviews: 1 });
    expect(periods.last7Days).toEqual({ pageviews: 7, dailyVisitors: 7, newVisitors: 0 });
  });

  test('takes a day that the document has begun for today, where our clock is behind', () => {
    const summary = summaryOf(counted(3, 0, 2), NOON_MS - DAY_MS);
    expect(summary.today).toBe(dayOf(NOON_MS));
    expect(summary.periods.today.pageviews).toBe(2);
  });

  test('names the best day, of several the last', () => {
    const visits = [-5, -4, -4, -2, -2, -1].map((days) => ({ atMs: NOON_MS + days * DAY_MS }));
    const { document } = applyVisits(emptyDocument(LIMITS), visits);
    expect(summaryOf(document).bestDay).toMatchObject({ day: dayOf(NOON_MS) - 2, pageviews: 2 });
  });
});

/** As it comes once visitors are estimated: one of them may raise the total by many. */
const ESTIMATED = parseDocument(
  JSON.stringify({
    pageviews: 5_000,
    uniqueVisitors: 3_000,
    seen: [],
    days: {
      start: '2026-11-22',
      pageviews: [10, 10, 10],
      visitors: [10, 12, 4],
      newVisitors: [43, 43, 43],
      today: { seen: '' },
    },
    months: { start: '2026-10', pageviews: [70, 30], newVisitors: [71, 129] },
  }),
  LIMITS,
);

describe('once visitors are estimated', () => {
  test('no day shows more new visitors than visitors, nor more visitors than views', () => {
    const reply = summaryReply(summaryOf(ESTIMATED), { withWarnings: false });
    expect(reply.days).toMatchObject({ visitors: [10, 10, 4], newVisitors: [10, 10, 4] });
    expect(reply.months).toMatchObject({ pageviews: [70, 30], newVisitors: [70, 30] });
    expect(reply.today).toMatchObject({ pageviews: 10, dailyVisitors: 4, newVisitors: 4 });
    expect(reply.yesterday).toMatchObject({ pageviews: 10, dailyVisitors: 10, newVisitors: 10 });
    expect(reply.last7Days).toMatchObject({ pageviews: 20, dailyVisitors: 20, newVisitors: 20 });
  });

  test('what is stored stays as it is', () => {
    const before = serialiseDocument(ESTIMATED);
    summaryOf(ESTIMATED);
    expect(serialiseDocument(ESTIMATED)).toBe(before);
    expect(JSON.parse(before).days.newVisitors).toEqual([43, 43, 43]);
  });

  test('the mail says of no day or report that more new visitors came than there were views', () => {
    const since = { at: NOON_MS / 1000 - 86_400, pageviews: 4_990, uniqueVisitors: 2_950 };
    const summary = summarise(ESTIMATED, SETTINGS, NOON_MS, since);
    const { text } = renderReport(summary, { siteName: 'Site' });
    expect(text).toContain('10 views and 10 new visitors');
    expect(text).toContain('10 visitors, 10 new');
    expect(text).not.toMatch(/(?:43|50) new/);
  });
});

test('whatever a document holds that can be read, /stats and the mail have sound figures and dates', () => {
  fc.assert(
    fc.property(spoiledDocuments, fc.option(fc.constant(NOON_MS)), (text, storedAtMs) => {
      const document = readable(text, storedAtMs ?? undefined);
      if (document === undefined) return;
      const summary = summaryOf(document);
      const reply = summaryReply(summary, { withWarnings: true });
      expect(summaryReplySchema.parse(reply)).toEqual(reply);
      for (const span of [reply.today, reply.yesterday, reply.last7Days, reply.last30Days]) {
        expect(span.newVisitors).toBeLessThanOrEqual(span.dailyVisitors);
        expect(span.dailyVisitors).toBeLessThanOrEqual(span.pageviews);
      }
      const mail = renderReport(summary, { siteName: 'Site' });
      expect(`${mail.subject} ${mail.text}`).not.toMatch(/NaN|Invalid|undefined/);
      if (storedAtMs !== null) expect(totalsOf(document).updatedAt * 1000).toBeLessThan(FAR_MS);
    }),
    { numRuns: 500 },
  );
});

/** Two days after the store's date: nothing lies beyond. */
const FAR_MS = (dayOf(NOON_MS) + 2) * DAY_MS;

function readable(text: string, storedAtMs: number | undefined): CounterDocument | undefined {
  try {
    return parseDocument(text, LIMITS, storedAtMs);
  } catch (error) {
    if (error instanceof CorruptDocument) return undefined;
    throw error;
  }
}

describe('the reply of /stats', () => {
  test('fits its schema, for an empty site and for a grown one', () => {
    for (const document of [emptyDocument(LIMITS), counted(500, 0, 2)]) {
      const lastCommit = { atMs: NOON_MS - 1_500, clockBehindMs: 0 };
      const status = { pending: 4, lastCommit };
      const reply = summaryReply(summaryOf(document), { status, withWarnings: true });
      expect(summaryReplySchema.parse(reply)).toEqual(reply);
    }
  });

  test('has columns with a start date, and figures only', () => {
    const reply = summaryReply(summaryOf(counted(2, 1, 3)), { withWarnings: false });
    expect(reply.days).toEqual({
      start: '2026-11-22',
      pageviews: [3, 3],
      visitors: [3, 3],
      newVisitors: [3, 0],
    });
    expect(reply.months).toEqual({ start: '2026-11', pageviews: [6], newVisitors: [3] });
    expect(JSON.stringify(reply)).not.toContain(visitor(1));
  });

  test('names the site, and how many of its visitors are not remembered', () => {
    const asked = { siteName: 'Résumé', forgottenVisitors: 12, withWarnings: false };
    const reply = summaryReply(summaryOf(counted(1, 0, 1)), asked);
    expect(reply).toMatchObject({ siteName: 'Résumé', forgottenVisitors: 12 });
    expect(summaryReplySchema.parse(reply)).toEqual(reply);
    const none = summaryReply(summaryOf(counted(1, 0, 1)), { ...asked, forgottenVisitors: 0 });
    expect(none).not.toHaveProperty('forgottenVisitors');
  });

  test('keeps warnings to the owner', () => {
    const summary = summaryOf(emptyDocument(LIMITS));
    expect(summaryReply(summary, { withWarnings: true }).warnings).toEqual(['SALT is not set']);
    expect(summaryReply(summary, { withWarnings: false })).not.toHaveProperty('warnings');
  });
});
