/**
 * How large the document is with few and with very many visitors over ten years, and how long one visit
 * keeps it: parse, apply, serialise. The hashes come from a PRNG: SHA-256 alone would take minutes.
 */
import { applyVisits } from '../shared/counter/apply-visits.ts';
import {
  type CounterDocument,
  emptyDocument,
  parseDocument,
  serialiseDocument,
} from '../shared/counter/document.ts';
import type { Visit } from '../shared/counter/visit.ts';
import { HashStream } from './hash-stream.ts';
import type { Pace, Section } from './section.ts';
import { median } from './statistics.ts';
import { type BenchmarkRow, formatKib, formatNumber } from './table.ts';

const DAY_MS = 86_400_000;
const DAYS = 3_650;
const FIRST_DAY_MS = Date.UTC(2026, 10, 1);
const LIMITS = { exactVisitorsMax: 2_048 };
const VISITORS = {
  quick: [100, 2_048, 10_000, 100_000],
  full: [100, 2_048, 10_000, 1_000_000, 10_000_000],
};
const EXACT_BYTES_MAX = 160 * 1024;
const SKETCH_BYTES_MAX = 48 * 1024;
const WORK_MS_MAX = 2;
const REPETITIONS = 200;

interface Measured {
  readonly visitors: number;
  readonly bytes: number;
  readonly workMs: number;
  readonly estimate: number;
}

export async function measureDocuments(pace: Pace): Promise<Section> {
  const measured = VISITORS[pace].map(measureDocument);
  const rows: BenchmarkRow[] = measured.map(({ visitors, bytes, workMs }) => {
    const bytesMax = visitors <= LIMITS.exactVisitorsMax ? EXACT_BYTES_MAX : SKETCH_BYTES_MAX;
    return {
      what: `document with ${formatNumber(visitors)} visitors in ten years; parse, apply a visit and serialise (median)`,
      measured: `${formatKib(bytes)}; ${formatNumber(workMs)} ms`,
      target: `at most ${formatKib(bytesMax)}; at most ${WORK_MS_MAX} ms`,
      reached: bytes <= bytesMax && workMs <= WORK_MS_MAX,
    };
  });
  return { rows, figures: { documents: measured } };
}

function measureDocument(visitors: number): Measured {
  const hashes = new HashStream(visitors);
  const document = grow(visitors, hashes);
  const text = serialiseDocument(document);
  const workMs: number[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
    const visit = { atMs: FIRST_DAY_MS + DAYS * DAY_MS, visitor: hashes.next() };
    const startedAtMs = performance.now();
    serialiseDocument(applyVisits(parseDocument(text, LIMITS), [visit]).document);
    workMs.push(performance.now() - startedAtMs);
  }
  const bytes = Buffer.byteLength(text);
  return { visitors, bytes, workMs: median(workMs), estimate: document.visitors.count };
}

/** The visitors spread over ten years of days, each with one visit. */
function grow(visitors: number, hashes: HashStream): CounterDocument {
  let document = emptyDocument(LIMITS);
  for (let day = 0; day < DAYS; day += 1) {
    const from = Math.floor((visitors * day) / DAYS);
    const to = Math.floor((visitors * (day + 1)) / DAYS);
    const atMs = FIRST_DAY_MS + day * DAY_MS;
    const visits = Array.from(
      { length: to - from },
      (): Visit => ({ atMs, visitor: hashes.next() }),
    );
    document = applyVisits(document, visits).document;
  }
  return document;
}
