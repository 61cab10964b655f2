/**
 * How cost grows: a visit, a flush, a cold start and a report as visitors, days, pages and waiting visits
 * become more. A visit must stay flat; the others may grow with the document, which is bounded.
 */
import { applyVisits } from '../shared/counter/apply-visits.ts';
import {
  type CounterDocument,
  emptyDocument,
  parseDocument,
  serialiseDocument,
} from '../shared/counter/document.ts';
import { parsePageName } from '../shared/counter/page-name.ts';
import type { Visit } from '../shared/counter/visit.ts';
import { PendingRows } from '../shared/journal/pending-rows.ts';
import { applyRows } from '../shared/journal/rows-change.ts';
import { renderReport } from '../shared/report/render-report.ts';
import { summarise } from '../shared/summary/summary.ts';
import { HashStream } from './hash-stream.ts';
import type { Pace, Section } from './section.ts';
import { median } from './statistics.ts';
import { type BenchmarkRow, formatKib, formatNumber } from './table.ts';

const DAY_MS = 86_400_000;
const FIRST_DAY_MS = Date.UTC(2026, 0, 1);
const LIMITS = { exactVisitorsMax: 2_048 };
/** What a site has, where the others vary. */
const USUAL = { visitors: 2_000, days: 400, pages: 100 };
const VISITORS = {
  quick: [10, 2_000, 100_000],
  full: [10, 1_000, 2_000, 10_000, 1_000_000, 10_000_000],
};
const DAYS = [1, 30, 400];
/** The last are more than a table holds. */
const PAGES = [0, 100, 256, 2_000];
const PENDING = { quick: [0, 1_000, 20_000], full: [0, 1_000, 20_000, 200_000] };
/** A busy edge takes five visits at a time. */
const BATCH = 5;
const REPETITIONS = { quick: 50, full: 300 };
/** Of the largest figure to the smallest, with what noise leaves of either. */
const FLAT = 3;

interface Site {
  readonly visitors: number;
  readonly days: number;
  readonly pages: number;
}

interface Cost extends Site {
  readonly visitMicros: number;
  readonly flushMs: number;
  readonly coldStartMs: number;
  readonly reportMs: number;
  readonly bytes: number;
}

export async function measureGrowth(pace: Pace): Promise<Section> {
  const curves = {
    visitors: VISITORS[pace].map((visitors) => measure({ ...USUAL, visitors }, pace)),
    days: DAYS.map((days) => measure({ ...USUAL, days }, pace)),
    pages: PAGES.map((pages) => measure({ ...USUAL, pages }, pace)),
  };
  const pending = PENDING[pace].map(measurePending);
  const rows = Object.entries(curves).flatMap(([axis, costs]) =>
    curveRows(axis as keyof Site, costs),
  );
  const flush: BenchmarkRow = {
    what: `a flush with ${list(pending.map(({ visits }) => formatNumber(visits)))} visits that wait`,
    measured: `${list(pending.map(({ ms }) => formatNumber(ms)))} ms`,
  };
  return { rows: [...rows, flush], figures: { ...curves, pending } };
}

function curveRows(axis: keyof Site, costs: readonly Cost[]): BenchmarkRow[] {
  const visits = costs.map(({ visitMicros }) => visitMicros);
  const across = `with ${list(costs.map((cost) => formatNumber(cost[axis])))} ${axis}`;
  const figures = (name: 'flushMs' | 'coldStartMs' | 'reportMs') =>
    list(costs.map((cost) => formatNumber(cost[name])));
  return [
    {
      what: `taking ${BATCH} visits ${across}`,
      measured: `${list(visits.map(formatNumber))} µs`,
      target: `flat: the largest at most ${FLAT} times the smallest`,
      reached: Math.max(...visits) <= FLAT * Math.min(...visits),
    },
    {
      what: `${across}: a flush · a cold start · a report; the document`,
      measured: `${figures('flushMs')} ms · ${figures('coldStartMs')} ms · ${figures('reportMs')} ms; ${list(costs.map(({ bytes }) => formatKib(bytes)))}`,
    },
  ];
}

function measure(site: Site, pace: Pace): Cost {
  const hashes = new HashStream(site.visitors);
  const grown = grow(site, hashes);
  const text = serialiseDocument(grown);
  const atMs = FIRST_DAY_MS + site.days * DAY_MS;
  const timed = (work: () => unknown) => {
    const startedAtMs = performance.now();
    work();
    return performance.now() - startedAtMs;
  };
  const times = {
    visit: [] as number[],
    flush: [] as number[],
    cold: [] as number[],
    report: [] as number[],
  };
  let working = grown;
  for (let repetition = 0; repetition < REPETITIONS[pace]; repetition += 1) {
    const visits = Array.from({ length: BATCH }, () => visit(site, repetition, atMs, hashes));
    times.visit.push(timed(() => (working = applyVisits(working, visits).document)));
    times.flush.push(timed(() => serialiseDocument(applyVisits(grown, visits).document)));
    times.cold.push(timed(() => parseDocument(text, LIMITS)));
    times.report.push(timed(() => report(grown, atMs)));
  }
  return {
    ...site,
    visitMicros: median(times.visit) * 1_000,
    flushMs: median(times.flush),
    coldStartMs: median(times.cold),
    reportMs: median(times.report),
    bytes: Buffer.byteLength(text),
  };
}

function report(document: CounterDocument, nowMs: number): string {
  return renderReport(summarise(document, { warnings: [] }, nowMs, undefined), {
    siteName: 'a site',
  }).text;
}

/** Rows of one visit each, onto the usual site. */
function measurePending(visits: number): { readonly visits: number; readonly ms: number } {
  const hashes = new HashStream(visits);
  const document = grow(USUAL, hashes);
  const pending = new PendingRows(0);
  const atMs = FIRST_DAY_MS + USUAL.days * DAY_MS;
  for (let number = 0; number < visits; number += 1) {
    pending.add(pending.next([visit(USUAL, number, atMs, hashes)], number));
  }
  const startedAtMs = performance.now();
  serialiseDocument(applyRows(document, pending.all));
  return { visits, ms: performance.now() - startedAtMs };
}

/** Each visitor once, spread over the days and the pages. */
function grow(site: Site, hashes: HashStream): CounterDocument {
  let document = emptyDocument(LIMITS);
  for (let day = 0; day < site.days; day += 1) {
    const from = Math.floor((site.visitors * day) / site.days);
    const to = Math.floor((site.visitors * (day + 1)) / site.days);
    const atMs = FIRST_DAY_MS + day * DAY_MS;
    const visits = Array.from({ length: Math.max(1, to - from) }, (_, index) =>
      visit(site, from + index, atMs, hashes),
    );
    document = applyVisits(document, visits).document;
  }
  return document;
}

function visit({ pages }: Site, index: number, atMs: number, hashes: HashStream): Visit {
  const page = pages === 0 ? undefined : parsePageName(`/a-page-of-the-site/${index % pages}`);
  return { atMs, visitor: hashes.next(), ...(page && { page }) };
}

function list(texts: readonly string[]): string {
  return texts.join(', ');
}
