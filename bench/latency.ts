/**
 * How long a visit to the edge takes while the store needs half a second for each call, at 100 visits a
 * second that arrive at fixed times. A flush falls into the run, and nobody may wait for it.
 */
import { Edge } from './counters.ts';
import { EmulatorProcess } from './emulator-process.ts';
import { LoadProcess } from './load-process.ts';
import type { Pace, Section } from './section.ts';
import { quantile } from './statistics.ts';
import { formatNumber } from './table.ts';

const STORE_MS = 500;
const PER_SECOND = 100;
const SECONDS = { quick: 5, full: 30 };
const P99_MS_MAX = 25;
/** Until code is compiled and connections are open. */
const WARM_UP_MS = 1_000;
const DRAIN_MS_MAX = 70_000;

export async function measureLatency(pace: Pace): Promise<Section> {
  const emulator = await EmulatorProcess.start({ getObject: STORE_MS, putObject: STORE_MS });
  const load = new LoadProcess();
  const edge = await Edge.start(emulator, 'edge.json');
  const perSecond = PER_SECOND;
  try {
    // The very first visit waits for the first document.
    const first = await load.run({ kind: 'open', url: edge.url, perSecond: 1, durationMs: 1 });
    // Started anew, the edge flushes two seconds after its next visit: in the middle of the run.
    await edge.restart();
    const warm = await load.run({ kind: 'open', url: edge.url, perSecond, durationMs: WARM_UP_MS });
    const durationMs = SECONDS[pace] * 1_000;
    const before = await emulator.storeRequests();
    const run = await load.run({ kind: 'open', url: edge.url, perSecond, durationMs });
    const storeRequests = (await emulator.storeRequests()) - before;
    await edge.restart();
    await edge.drained(DRAIN_MS_MAX);
    const acknowledged = first.acknowledged + warm.acknowledged + run.acknowledged;
    const counted = await emulator.pageviews('edge.json');
    return report(run.latenciesMs, {
      storeRequests,
      acknowledged,
      counted,
      failed: run.failed + run.refused + run.turnedAway,
    });
  } finally {
    load.close();
    await edge.close();
    await emulator.close();
  }
}

interface Outcome {
  readonly storeRequests: number;
  readonly acknowledged: number;
  readonly counted: number;
  readonly failed: number;
}

function report(latenciesMs: readonly number[], outcome: Outcome): Section {
  const [p50Ms, p99Ms, maxMs] = [0.5, 0.99, 1].map((q) => quantile(latenciesMs, q));
  if (p50Ms === undefined || p99Ms === undefined || maxMs === undefined)
    throw new Error('no visit');
  const { acknowledged, counted, failed, storeRequests } = outcome;
  const flushed = storeRequests > 0;
  const row = {
    what: `latency of an edge visit at ${PER_SECOND}/s with the store at ${STORE_MS} ms, a flush among them: p50, p99, longest`,
    measured: `${formatNumber(p50Ms)}, ${formatNumber(p99Ms)}, ${formatNumber(maxMs)} ms`,
    target: `p99 under ${P99_MS_MAX} ms, none waits for the store`,
    reached:
      p99Ms < P99_MS_MAX && maxMs < STORE_MS && flushed && failed === 0 && acknowledged === counted,
  };
  const visits = latenciesMs.length;
  return { rows: [row], figures: { p50Ms, p99Ms, maxMs, visits, ...outcome } };
}
