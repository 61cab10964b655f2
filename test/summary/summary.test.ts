/** What reports, `/stats` and the dashboard show: spans of days beside those before, gaps, and what is left out. */
import { describe, expect, test } from 'vitest';
import { applyVisits } from '../../shared/counter/apply-visits.ts';
import { DAY_MS, dayOf } from '../../shared/counter/calendar.ts';
import { type CounterDocument, emptyDocument } from '../../shared/counter/document.ts';
import type { Visit, VisitorHash } from '../../shared/counter/visit.ts';
import { summarise } from '../../shared/summary/summary.ts';
import { summaryReply } from '../../shared/summary/summary-reply.ts';
import { summaryReplySchema } from '../../shared/summary/summary-schema.ts';

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
