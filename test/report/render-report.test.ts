/**
 * The mail, held against golden files beside this test: `UPDATE_GOLDEN=1 npm test` writes them anew, and
 * the difference is to be read before it is committed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyVisits } from '../../shared/counter/apply-visits.ts';
import { DAY_MS, dayOf } from '../../shared/counter/calendar.ts';
import {
  type CounterDocument,
  emptyDocument,
  parseDocument,
  serialiseDocument,
} from '../../shared/counter/document.ts';
import { claimDay } from '../../shared/counter/report-claim.ts';
import type { Visit, VisitorHash } from '../../shared/counter/visit.ts';
import { renderReport } from '../../shared/report/render-report.ts';
import { summarise } from '../../shared/report/summary.ts';
import { parseSettings } from '../../shared/settings.ts';
import { Prng } from '../simulation/prng.ts';

/** When the daily report goes out. */
const NOW_MS = Date.UTC(2026, 10, 24, 6);
const MIDNIGHT_MS = Date.UTC(2026, 10, 24);
const SITE = { siteName: 'Résumé', counterUrl: 'https://counter.example.com' };

interface Traffic {
  readonly days: number;
  /** Views on the day so many days before today. */
  readonly views: (daysAgo: number) => number;
  readonly visitors: number;
  readonly exactVisitorsMax?: number;
}

function counted({ days, exactVisitorsMax = 2_048, views, visitors }: Traffic): CounterDocument {
  const prng = new Prng(1);
  const visits: Visit[] = [];
  for (let daysAgo = days; daysAgo >= 0; daysAgo -= 1) {
    const spanMs = daysAgo === 0 ? NOW_MS - MIDNIGHT_MS : DAY_MS;
    const count = Math.round(views(daysAgo));
    for (let view = 0; view < count; view += 1) {
      const atMs = MIDNIGHT_MS - daysAgo * DAY_MS + Math.floor(((view + 0.5) / count) * spanMs);
      const hash = new Prng(prng.integer(0, visitors - 1) + 1).hex(64) as VisitorHash;
      visits.push({ atMs, visitor: hash });
    }
  }
  return applyVisits(emptyDocument({ exactVisitorsMax }), visits).document;
}

/** As the daily report sees it: it has claimed today, and compares with the claim of the day before. */
function rendered(document: CounterDocument, warnings: readonly string[] = []) {
  const { pageviews, visitors } = document;
  const since = {
    at: (NOW_MS - DAY_MS) / 1000,
    pageviews: Math.max(pageviews - 40, 0),
    uniqueVisitors: Math.max(visitors.count - 9, 0),
  };
  return renderReport(summarise(document, { warnings }, NOW_MS, since), SITE);
}

const WEEKLY = [1.1, 1.2, 1.1, 1, 0.9, 0.5, 0.4];
const weekly = (daysAgo: number) => WEEKLY[(daysAgo + 5) % 7] ?? 1;

const SITES: Readonly<Record<string, () => CounterDocument>> = {
  'an empty site': () => emptyDocument({ exactVisitorsMax: 2_048 }),
  'one day': () => counted({ days: 0, views: () => 12, visitors: 5 }),
  'a year': () =>
    counted({
      days: 365,
      views: (daysAgo) => (daysAgo === 0 ? 3 : 30 * weekly(daysAgo) + (365 - daysAgo) / 12),
      visitors: 1_500,
    }),
  'a quiet week': () =>
    counted({ days: 60, views: (daysAgo) => (daysAgo < 8 ? 0 : 4), visitors: 40 }),
  'an estimate': () =>
    counted({
      days: 40,
      views: (daysAgo) => (daysAgo === 0 ? 20 : 200 * weekly(daysAgo)),
      visitors: 100_000,
      exactVisitorsMax: 500,
    }),
};

describe('the mail', () => {
  test.each(Object.entries(SITES))('of %s is as in its golden file', (name, document) => {
    const { subject, text } = rendered(document());
    const mail = `Subject: ${subject}\n\n${text}`;
    const golden = new URL(`golden/${name.replaceAll(' ', '-')}.txt`, import.meta.url);
    if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(golden, mail);
    expect(mail).toBe(readFileSync(golden, 'utf8'));
    const figures = text.slice(0, text.indexOf('The same as JSON'));
    expect(figures.split('\n').filter((line) => line.length > 78)).toEqual([]);
  });

  test('never holds a hash', () => {
    const { text } = rendered(counted({ days: 3, views: () => 50, visitors: 20 }));
    expect(text).not.toMatch(/[0-9a-f]{16}/);
  });

  test('says in its subject how yesterday was beside the same weekday a week before', () => {
    const document = counted({
      days: 20,
      views: (daysAgo) => (daysAgo === 1 ? 42 : 40),
      visitors: 9_999,
    });
    expect(rendered(document).subject).toMatch(
      /^Résumé: 42 views, 4\d visitors yesterday \(\+5 %\)$/,
    );
  });

  test('puts what the owner should mend before the figures', () => {
    const parsed = parseSettings({}, 'function');
    if (!parsed.ok) throw new Error(parsed.problems.join());
    const document = parseDocument('{"pageviews":9,"uniqueVisitors":4,"seen":[]}', {
      exactVisitorsMax: 2_048,
    });
    const { text } = rendered(document, parsed.settings.warnings);
    const [, warnings] = text.split('\n\n');
    expect(warnings).toMatch(/^! SALT is not set/);
    expect(warnings).toMatch(/\n! 4 visitors are counted but not remembered/);
  });

  test('compares with the report that a claim replaced, never with the claim itself', () => {
    const start = counted({ days: 10, views: () => 10, visitors: 1_000_000 });
    const totals = { pageviews: 80, uniqueVisitors: 100 };
    const first = claimDay(undefined, claimOf(NOW_MS - DAY_MS), totals);
    const second = claimDay(first, claimOf(NOW_MS), { pageviews: 110, uniqueVisitors: 30 });
    const document = { ...start, report: second };
    const summary = summarise(document, { warnings: [] }, NOW_MS, second?.before);
    expect(renderReport(summary, SITE).text).toContain(
      '30 views and 10 new visitors\n              since the report of Monday 23 November 2026, 06:00 UTC',
    );
  });

  test('stays far below 64 KB with ten years of large numbers', () => {
    const columns = (rows: number) => Array.from({ length: rows }, () => 9_007_199_254_740_991);
    const document = parseDocument(
      JSON.stringify({
        pageviews: Number.MAX_SAFE_INTEGER,
        uniqueVisitors: 10_000_000,
        seen: [],
        updatedAt: NOW_MS / 1000,
        days: {
          start: '2025-10-21',
          pageviews: columns(400),
          visitors: columns(400),
          newVisitors: columns(400),
          today: { seen: '' },
        },
        months: { start: '2016-12', pageviews: columns(120), newVisitors: columns(120) },
      }),
      { exactVisitorsMax: 2_048 },
    );
    const { text } = rendered(parseDocument(serialiseDocument(document), { exactVisitorsMax: 10 }));
    expect(new TextEncoder().encode(text).length).toBeLessThan(16_000);
  });
});

function claimOf(atMs: number) {
  return { day: dayOf(atMs), by: 'a claimant', at: atMs / 1000 };
}
