/**
 * The mail, held against golden files beside this test: `UPDATE_GOLDEN=1 npm test` writes them anew, and
 * the difference is to be read before it is committed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyVisits } from '../../shared/counter/apply-visits.ts';
import { DAY_MS, dayOf, monthOf } from '../../shared/counter/calendar.ts';
import {
  type CounterDocument,
  emptyDocument,
  parseDocument,
  serialiseDocument,
} from '../../shared/counter/document.ts';
import { claimDay } from '../../shared/counter/report-claim.ts';
import type { Visit, VisitorHash } from '../../shared/counter/visit.ts';
import { renderReport } from '../../shared/report/render-report.ts';
import { parseSettings, type ReportPeriod } from '../../shared/settings/settings.ts';
import { summarise } from '../../shared/summary/summary.ts';
import { summaryReply } from '../../shared/summary/summary-reply.ts';
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
  /** Store requests of this month. */
  readonly requests?: number;
}

/** A site as the report finds it. */
interface Site {
  readonly document: CounterDocument;
  /** As the report before found it, a day ago; absent when there was none. */
  readonly before?: CounterDocument;
  readonly warnings?: readonly string[];
}

function visitsOf({ days, views, visitors }: Traffic): Visit[] {
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
  return visits;
}

function counted(traffic: Traffic): Site & { readonly before: CounterDocument } {
  const { exactVisitorsMax = 2_048, requests = 0 } = traffic;
  const visits = visitsOf(traffic);
  const earlier = visits.filter(({ atMs }) => atMs < NOW_MS - DAY_MS);
  const before = applyVisits(emptyDocument({ exactVisitorsMax }), earlier).document;
  const { document } = applyVisits(before, visits.slice(earlier.length));
  return {
    document: { ...document, requests: { month: monthOf(NOW_MS), count: requests } },
    before,
  };
}

/** As the daily report sees it: it has claimed today, and compares with the claim of the day before. */
function rendered({ before, document, warnings = [] }: Site, period: ReportPeriod = 'day') {
  const since = before && {
    at: (NOW_MS - DAY_MS) / 1000,
    pageviews: before.pageviews,
    uniqueVisitors: before.visitors.count,
  };
  return renderReport(summarise(document, { warnings }, NOW_MS, since), SITE, period);
}

/** What the Function has to say about settings, with all but these set. */
function warningsWithout(...names: readonly string[]): readonly string[] {
  const env = {
    SALT: 'a salt for tests',
    REPORT_TOKEN: 'a token for tests',
    TOPIC_OCID: 'ocid1.onstopic.oc1..a',
  };
  const given = Object.entries(env).filter(([name]) => !names.includes(name));
  const parsed = parseSettings(Object.fromEntries(given), 'function');
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return parsed.settings.warnings;
}

/** An old function's document: it kept no days, and has not remembered all whom it counted. */
function takenOver(): CounterDocument {
  const seen = Array.from({ length: 900 }, (_, index) => new Prng(index + 1).hex(64));
  const stored = { pageviews: 5_210, uniqueVisitors: 1_322, seen, updatedAt: 1_795_400_000 };
  return parseDocument(JSON.stringify(stored), { exactVisitorsMax: 2_048 });
}

const WEEKLY = [1.1, 1.2, 1.1, 1, 0.9, 0.5, 0.4];
const weekly = (daysAgo: number) => WEEKLY[(daysAgo + 5) % 7] ?? 1;

function yearOfViews(): Site {
  return counted({
    days: 365,
    views: (daysAgo) => (daysAgo === 0 ? 3 : 30 * weekly(daysAgo) + (365 - daysAgo) / 12),
    visitors: 1_500,
    requests: 12_480,
  });
}

const SITES: Readonly<Record<string, () => Site>> = {
  'an empty site': () => {
    const empty = emptyDocument({ exactVisitorsMax: 2_048 });
    return { document: empty, before: empty, warnings: warningsWithout('SALT') };
  },
  'one day': () => {
    const { document } = counted({ days: 0, views: () => 12, visitors: 5, requests: 27 });
    return { document };
  },
  'a year': yearOfViews,
  'a quiet week': () =>
    counted({
      days: 60,
      views: (daysAgo) => (daysAgo < 8 ? 0 : 4),
      visitors: 40,
      requests: 312,
    }),
  'an estimate': () =>
    counted({
      days: 40,
      views: (daysAgo) => (daysAgo === 0 ? 20 : 200 * weekly(daysAgo)),
      visitors: 100_000,
      exactVisitorsMax: 500,
      requests: 41_093,
    }),
  'a taken-over document': () => ({ document: takenOver() }),
};

describe('the mail', () => {
  test.each([
    ...Object.entries(SITES).map(([name, site]) => [name, 'day', site] as const),
    ...(['week', 'month'] as const).map((period) => ['a year', period, yearOfViews] as const),
    ['one day', 'week', SITES['one day'] ?? yearOfViews] as const,
  ])('of %s, each %s, is as in its golden file', (name, period, site) => {
    const { subject, text } = rendered(site(), period);
    const mail = `Subject: ${subject}\n\n${text}`;
    const file = `${name} ${period === 'day' ? '' : period}`.trim().replaceAll(' ', '-');
    const golden = new URL(`golden/${file}.txt`, import.meta.url);
    if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(golden, mail);
    expect(mail).toBe(readFileSync(golden, 'utf8'));
    // A string of the JSON is the one thing that cannot be broken.
    const tooLong = text.split('\n').filter((line) => line.length > 78);
    expect(tooLong.filter((line) => !/^("\w+":)?\[?"[^"]+"\]?,?}?$/.test(line))).toEqual([]);
  });

  test('has short lines of plain words, which no font and no phone breaks', () => {
    for (const site of Object.values(SITES)) {
      const { text } = rendered(site());
      const words = text.slice(0, text.indexOf('The same as JSON:'));
      for (const line of words.split('\n')) {
        if (!line.startsWith('https://')) expect(line.length).toBeLessThanOrEqual(42);
        expect(line).not.toMatch(/ {2}|[▁-█]/);
      }
    }
  });

  test('never holds a hash', () => {
    const { text } = rendered(counted({ days: 3, views: () => 50, visitors: 20 }));
    expect(text).not.toMatch(/[0-9a-f]{16}/);
  });

  test('ends in JSON, which says what /stats says of the last month', () => {
    const { document, before } = counted({ days: 40, views: () => 3, visitors: 20 });
    const { text } = rendered({ document, before, warnings: ['"mend" this,\nplease'] });
    const figures = JSON.parse(text.slice(text.indexOf('\n{')));
    expect(text.slice(text.indexOf('\n{')).trim().split('\n').length).toBeLessThan(30);
    const summary = summarise(document, { warnings: ['"mend" this,\nplease'] }, NOW_MS, undefined);
    const { days, lastReport, ...rest } = summaryReply(summary, { withWarnings: true });
    expect(figures).toMatchObject(rest);
    expect(figures.lastReport.pageviews).toBe(before.pageviews);
    expect(lastReport).toBeUndefined();
    for (const column of ['pageviews', 'visitors', 'newVisitors'] as const) {
      expect(figures.days[column]).toEqual(days?.[column].slice(-31));
    }
    expect(text.split('\n').filter((line) => line.length > 78)).toEqual([]);
  });

  test('says in its subject how yesterday was beside the same weekday a week before', () => {
    const site = counted({
      days: 20,
      views: (daysAgo) => (daysAgo === 1 ? 42 : daysAgo === 8 ? 40 : 10),
      visitors: 9_999,
    });
    expect(rendered(site).subject).toMatch(/^Résumé: 42 views, 4\d visitors yesterday \(\+5 %\)$/);
  });

  test('puts what the owner should mend before the figures, and what cannot be mended behind', () => {
    const { text } = rendered({ document: takenOver(), warnings: warningsWithout('SALT') });
    const sections = text.split('\n\n');
    expect(sections[1]).toMatch(/^! SALT is not set[^!]*$/);
    expect(sections[3]).toMatch(/^422 visitors counted elsewhere/);
    expect(sections.slice(0, 3).join()).not.toContain('counted elsewhere');
  });

  test('compares with the report that a claim replaced, never with the claim itself', () => {
    const start = counted({ days: 10, views: () => 10, visitors: 1_000_000 }).document;
    const totals = { pageviews: 80, uniqueVisitors: 100 };
    const first = claimDay(undefined, claimOf(NOW_MS - DAY_MS), totals);
    const second = claimDay(first, claimOf(NOW_MS), { pageviews: 110, uniqueVisitors: 30 });
    const document = { ...start, report: second };
    const summary = summarise(document, { warnings: [] }, NOW_MS, second?.before);
    expect(renderReport(summary, SITE).text).toContain(
      '30 views and 10 new visitors since the\nreport of Monday 23 November 2026, 06:00\nUTC',
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
    const stored = serialiseDocument(document);
    const { text } = rendered({ document: parseDocument(stored, { exactVisitorsMax: 10 }) });
    expect(new TextEncoder().encode(text).length).toBeLessThan(16_000);
  });
});

function claimOf(atMs: number) {
  return { day: dayOf(atMs), by: 'a claimant', at: atMs / 1000 };
}
