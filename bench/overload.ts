/**
 * More visits than the edge bears: an open loop at 0.5, 1, 2 and 4 times what 100 connections got out of it,
 * with the store and without. What it acknowledges must be counted, the rest refused fast, with `Retry-After`;
 * soon after the last arrival it must be itself again, and its memory must stay bounded.
 */
import { Edge } from './counters.ts';
import { EmulatorProcess } from './emulator-process.ts';
import type { LoadResult } from './load-plan.ts';
import { LoadProcess } from './load-process.ts';
import { type Pace, type Section, STORE_LATENCY_MS } from './section.ts';
import { quantile } from './statistics.ts';
import { type BenchmarkRow, formatNumber } from './table.ts';

const CONNECTIONS = 100;
const TIMES = [0.5, 1, 2, 4];
const PACES = {
  quick: { capacityMs: 1_000, loadMs: 2_000 },
  full: { capacityMs: 5_000, loadMs: 20_000 },
};
const PROBE = { perSecond: 50, durationMs: 1_000 };
const REFUSAL_MS_MAX = 1_000;
const RECOVERY_MS_MAX = 2_000;
/** Of a probe: once it is itself again, nobody waits longer. */
const PROBE_MS_MAX = 100;
const MEMORY_MIB_MAX = 512;
/** A flush waits a minute for its budget where another has just been. */
const DRAIN_MS_MAX = 130_000;

interface Outcome extends Omit<LoadResult, 'latenciesMs' | 'refusalsMs'> {
  readonly times: number;
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly refusalP99Ms: number;
  /** From the last arrival to the last answer of all that came. */
  readonly recoveryMs: number;
  readonly probeP99Ms: number;
  readonly memoryMib: number;
}

export async function measureOverload(pace: Pace): Promise<Section> {
  const withStore = await measure(pace, true);
  const without = await measure(pace, false);
  return {
    rows: [...report('', withStore), ...report(', the store unreachable', without)],
    figures: { withStore, without },
  };
}

interface Measured {
  readonly outcomes: readonly Outcome[];
  readonly acknowledged: number;
  readonly counted: number;
}

async function measure(pace: Pace, hasStore: boolean): Promise<Measured> {
  const { capacityMs, loadMs } = PACES[pace];
  const emulator = await EmulatorProcess.start(STORE_LATENCY_MS);
  const load = new LoadProcess();
  const edge = await Edge.start(emulator, 'overload.json');
  let acknowledged = 0;
  try {
    const { url } = edge;
    const run = async (plan: Parameters<LoadProcess['run']>[0]) => {
      const result = await load.run(plan);
      acknowledged += result.acknowledged;
      return result;
    };
    // The first visit reads the first document: without any, an edge cannot count.
    await run({ kind: 'closed', url, connections: 1, durationMs: 100 });
    if (!hasStore) await emulator.setUnreachable(true);
    const full = { kind: 'closed', url, connections: CONNECTIONS, durationMs: capacityMs } as const;
    await run(full);
    const { acknowledged: borne, elapsedMs } = await run(full);
    const outcomes: Outcome[] = [];
    for (const times of TIMES) {
      const perSecond = ((times * borne) / elapsedMs) * 1_000;
      const { latenciesMs, refusalsMs, ...result } = await run({
        kind: 'open',
        url,
        perSecond,
        durationMs: loadMs,
      });
      const probe = await run({ kind: 'open', url, ...PROBE });
      outcomes.push({
        ...result,
        times,
        perSecond,
        p99Ms: quantile(latenciesMs, 0.99),
        refusalP99Ms: refusalsMs.length === 0 ? 0 : quantile(refusalsMs, 0.99),
        recoveryMs: result.elapsedMs - loadMs,
        probeP99Ms: quantile(probe.latenciesMs, 0.99),
        memoryMib: await edge.memoryMib(),
      });
    }
    await emulator.setUnreachable(false);
    await edge.restart();
    await edge.drained(DRAIN_MS_MAX);
    return { outcomes, acknowledged, counted: await emulator.pageviews('overload.json') };
  } finally {
    load.close();
    await edge.close();
    await emulator.close();
  }
}

function report(store: string, { acknowledged, counted, outcomes }: Measured): BenchmarkRow[] {
  const rows = outcomes.map((outcome): BenchmarkRow => {
    const { memoryMib, p99Ms, perSecond, probeP99Ms, recoveryMs, refusalP99Ms, times } = outcome;
    const { turnedAway } = outcome;
    const all = outcome.acknowledged + outcome.refused + turnedAway + outcome.failed;
    const percent = (part: number) => `${formatNumber((part / all) * 100)} %`;
    return {
      what: `${times} times what the edge bears (${formatNumber(perSecond)}/s)${store}: acknowledged, refused, turned away before, unanswered; p99 of all, of refusals; recovery; memory`,
      measured: `${percent(outcome.acknowledged)}, ${percent(outcome.refused)}, ${percent(turnedAway)}, ${percent(outcome.failed)}; ${formatNumber(p99Ms)}, ${formatNumber(refusalP99Ms)} ms; ${formatNumber(recoveryMs)} ms; ${formatNumber(memoryMib)} MiB`,
      target: `no visit unanswered, refusals within ${REFUSAL_MS_MAX} ms, recovery within ${RECOVERY_MS_MAX} ms, at most ${MEMORY_MIB_MAX} MiB`,
      reached:
        outcome.failed === 0 &&
        refusalP99Ms <= REFUSAL_MS_MAX &&
        recoveryMs <= RECOVERY_MS_MAX &&
        probeP99Ms <= PROBE_MS_MAX &&
        memoryMib <= MEMORY_MIB_MAX,
    };
  });
  const found: BenchmarkRow = {
    what: `of those acknowledged, found in the document afterwards${store}`,
    measured: `${formatNumber(counted)} of ${formatNumber(acknowledged)}`,
    target: 'all, once each',
    reached: counted === acknowledged,
  };
  return [...rows, found];
}
