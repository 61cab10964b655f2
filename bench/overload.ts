/**
 * More visits than can be borne: an open loop at 0.5, 1, 2 and 4 times what 100 connections got out of the
 * edge, with the store and without, and out of the Function. What it acknowledges must be counted, the rest refused fast, with `Retry-After`;
 * soon after the last arrival it must be itself again, and its memory must stay bounded.
 */
import { startGateway } from '../local/gateway/gateway.ts';
import { Edge, SITE_SETTINGS } from './counters.ts';
import { EmulatorProcess } from './emulator-process.ts';
import type { LoadPlan, LoadResult } from './load-plan.ts';
import { LoadProcess } from './load-process.ts';
import { type Pace, type Section, STORE_LATENCY_MS } from './section.ts';
import { quantile } from './statistics.ts';
import { type BenchmarkRow, formatNumber } from './table.ts';
import { peakMemoryMib } from './workerd-process.ts';

const OBJECT = 'overload.json';
const CONNECTIONS = 100;
const CONTAINERS = 50;
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

/** What is loaded: where, and how it is looked at afterwards. */
interface Target {
  readonly name: string;
  readonly url: string;
  /** The most that one process of it has taken. */
  memoryMib(): Promise<number>;
  readonly memoryMibMax: number;
  /** Resolves once all that was acknowledged must be in the document. */
  settle(): Promise<void>;
  /** An answer `unavailable` may be counted or not: then there may be more than were acknowledged. */
  readonly mayCountRefused: boolean;
  close(): Promise<void>;
}

export async function measureOverload(pace: Pace): Promise<Section> {
  const edge = await measure(pace, startEdge, true);
  const alone = await measure(pace, startEdge, false);
  const gateway = await measure(pace, startFunction, true);
  return {
    rows: [...report(edge), ...report(alone), ...report(gateway)],
    figures: { edge, alone, gateway },
  };
}

async function startEdge(emulator: EmulatorProcess): Promise<Target> {
  const edge = await Edge.start(emulator, OBJECT);
  return {
    name: 'the edge',
    get url() {
      return edge.url;
    },
    memoryMib: () => edge.memoryMib(),
    memoryMibMax: 512,
    async settle() {
      await edge.restart();
      await edge.drained(DRAIN_MS_MAX);
    },
    mayCountRefused: false,
    close: () => edge.close(),
  };
}

/** Its containers are started as they are needed, and each waits for the store by itself. */
async function startFunction(emulator: EmulatorProcess): Promise<Target> {
  const gateway = await startGateway({
    port: 0,
    functionPath: 'dist/function/func.js',
    env: { ...emulator.functionSettings, ...SITE_SETTINGS, OBJECT },
    containersMax: CONTAINERS,
  });
  return {
    name: `the Function with ${CONTAINERS} containers`,
    url: `${gateway.url}/counter`,
    memoryMib: async () =>
      Math.max(...(await Promise.all(gateway.processIds().map(peakMemoryMib)))),
    memoryMibMax: 256,
    settle: async () => undefined,
    mayCountRefused: true,
    close: () => gateway.close(),
  };
}

interface Measured {
  readonly name: string;
  readonly memoryMibMax: number;
  readonly mayCountRefused: boolean;
  readonly outcomes: readonly Outcome[];
  readonly acknowledged: number;
  readonly refused: number;
  readonly counted: number;
}

async function measure(
  pace: Pace,
  start: (emulator: EmulatorProcess) => Promise<Target>,
  hasStore: boolean,
): Promise<Measured> {
  const emulator = await EmulatorProcess.start(STORE_LATENCY_MS);
  const load = new LoadProcess();
  const target = await start(emulator);
  let acknowledged = 0;
  let refused = 0;
  const run = async (plan: Parameters<LoadProcess['run']>[0]) => {
    const result = await load.run(plan);
    acknowledged += result.acknowledged;
    refused += result.refused + result.failed;
    return result;
  };
  try {
    // The first visit reads the first document: without any, an edge cannot count.
    await run({ kind: 'closed', url: target.url, connections: 1, durationMs: 100 });
    if (!hasStore) await emulator.setUnreachable(true);
    const outcomes = await overload(target, run, pace);
    await emulator.setUnreachable(false);
    await target.settle();
    const { mayCountRefused, memoryMibMax } = target;
    const name = `${target.name}${hasStore ? '' : ', the store unreachable'}`;
    const counted = await emulator.pageviews(OBJECT);
    return { name, memoryMibMax, mayCountRefused, outcomes, acknowledged, refused, counted };
  } finally {
    load.close();
    await target.close();
    await emulator.close();
  }
}

async function overload(
  target: Target,
  run: (plan: LoadPlan) => Promise<LoadResult>,
  pace: Pace,
): Promise<readonly Outcome[]> {
  const { url } = target;
  const { capacityMs, loadMs } = PACES[pace];
  const full = { kind: 'closed', url, connections: CONNECTIONS, durationMs: capacityMs } as const;
  await run(full);
  const { acknowledged: borne, elapsedMs } = await run(full);
  const outcomes: Outcome[] = [];
  for (const times of TIMES) {
    const perSecond = ((times * borne) / elapsedMs) * 1_000;
    const plan = { kind: 'open', url, perSecond, durationMs: loadMs } as const;
    const { latenciesMs, refusalsMs, ...result } = await run(plan);
    const probe = await run({ kind: 'open', url, ...PROBE });
    outcomes.push({
      ...result,
      times,
      perSecond,
      p99Ms: quantile(latenciesMs, 0.99),
      refusalP99Ms: refusalsMs.length === 0 ? 0 : quantile(refusalsMs, 0.99),
      recoveryMs: result.elapsedMs - loadMs,
      probeP99Ms: quantile(probe.latenciesMs, 0.99),
      memoryMib: await target.memoryMib(),
    });
  }
  return outcomes;
}

function report(measured: Measured): BenchmarkRow[] {
  const { acknowledged, counted, memoryMibMax, name, outcomes } = measured;
  const rows = outcomes.map((outcome): BenchmarkRow => {
    const { memoryMib, p99Ms, perSecond, probeP99Ms, recoveryMs, refusalP99Ms, times } = outcome;
    const { turnedAway } = outcome;
    const all = outcome.acknowledged + outcome.refused + turnedAway + outcome.failed;
    const percent = (part: number) => `${formatNumber((part / all) * 100)} %`;
    return {
      what: `${times} times what 100 connections get out of ${name} (${formatNumber(perSecond)}/s): acknowledged, refused, turned away before, unanswered; p99 of all, of refusals; recovery; memory`,
      measured: `${percent(outcome.acknowledged)}, ${percent(outcome.refused)}, ${percent(turnedAway)}, ${percent(outcome.failed)}; ${formatNumber(p99Ms)}, ${formatNumber(refusalP99Ms)} ms; ${formatNumber(recoveryMs)} ms; ${formatNumber(memoryMib)} MiB`,
      target: `no visit unanswered, refusals within ${REFUSAL_MS_MAX} ms, recovery within ${RECOVERY_MS_MAX} ms, at most ${memoryMibMax} MiB`,
      reached:
        outcome.failed === 0 &&
        refusalP99Ms <= REFUSAL_MS_MAX &&
        recoveryMs <= RECOVERY_MS_MAX &&
        probeP99Ms <= PROBE_MS_MAX &&
        memoryMib <= memoryMibMax,
    };
  });
  const found: BenchmarkRow = {
    what: `of those acknowledged, found in the document afterwards: ${name}`,
    measured: `${formatNumber(counted)} of ${formatNumber(acknowledged)}`,
    target: measured.mayCountRefused ? 'all, and no more than were sent' : 'all, once each',
    reached: measured.mayCountRefused
      ? counted >= acknowledged && counted <= acknowledged + measured.refused
      : counted === acknowledged,
  };
  return [...rows, found];
}
