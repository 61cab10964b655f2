/**
 * How many visits a second are acknowledged with 100 connections: the edge, the old algorithm, and two
 * floors. They take turns in short rounds, so that the machine's moods fall upon all of them; ratios are
 * medians over the rounds. Afterwards every acknowledged visit is looked for in the document.
 */
import {
  Edge,
  type RunningCounter,
  startBareReply,
  startMemoryCounter,
  startOldCounter,
} from './counters.ts';
import { EmulatorProcess } from './emulator-process.ts';
import { LoadProcess } from './load-process.ts';
import { type Pace, type Section, STORE_LATENCY_MS } from './section.ts';
import { median, medianRatio } from './statistics.ts';
import { type BenchmarkRow, formatNumber } from './table.ts';

const CONNECTIONS = 100;
const PACES = {
  quick: { rounds: 2, roundMs: 1_000, warmUpMs: 500 },
  full: { rounds: 5, roundMs: 3_000, warmUpMs: 1_500 },
};
/** A flush and the two seconds before it. */
const DRAIN_MS_MAX = 15_000;

const NAMES = ['edge', 'old', 'bare', 'memory'] as const;
type Name = (typeof NAMES)[number];

interface Tally {
  readonly perSecond: number[];
  acknowledged: number;
  failed: number;
  storeRequests: number;
}

export async function measureThroughput(pace: Pace): Promise<Section> {
  const emulator = await EmulatorProcess.start(STORE_LATENCY_MS);
  const load = new LoadProcess();
  const edge = await Edge.start(emulator, 'edge.json');
  const counters: Record<Name, RunningCounter> = {
    edge,
    old: await startOldCounter(emulator, 'old.json'),
    bare: await startBareReply(),
    memory: await startMemoryCounter(),
  };
  try {
    const tallies = await takeTurns(counters, emulator, load, pace);
    await edge.restart();
    await edge.drained(DRAIN_MS_MAX);
    const counted = {
      edge: await emulator.pageviews('edge.json'),
      old: await emulator.pageviews('old.json'),
    };
    return report(tallies, counted);
  } finally {
    load.close();
    await Promise.all(Object.values(counters).map((counter) => counter.close()));
    await emulator.close();
  }
}

async function takeTurns(
  counters: Readonly<Record<Name, RunningCounter>>,
  emulator: EmulatorProcess,
  load: LoadProcess,
  pace: Pace,
): Promise<Record<Name, Tally>> {
  const { rounds, roundMs, warmUpMs } = PACES[pace];
  const newTally = () => ({ perSecond: [], acknowledged: 0, failed: 0, storeRequests: 0 });
  const tallies: Record<Name, Tally> = {
    edge: newTally(),
    old: newTally(),
    bare: newTally(),
    memory: newTally(),
  };
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of NAMES) {
      const before = await emulator.storeRequests();
      const durationMs = round === 0 ? warmUpMs : roundMs;
      const plan = { connections: CONNECTIONS, durationMs, url: counters[name].url };
      const result = await load.run({ kind: 'closed', ...plan });
      const tally = tallies[name];
      tally.acknowledged += result.acknowledged;
      tally.failed += result.failed;
      tally.storeRequests += (await emulator.storeRequests()) - before;
      if (round > 0) tally.perSecond.push((result.acknowledged / result.elapsedMs) * 1000);
    }
  }
  return tallies;
}

function report(tallies: Record<Name, Tally>, counted: { edge: number; old: number }): Section {
  const { edge, old, bare, memory } = tallies;
  const perSecond = ({ perSecond }: Tally) => `${formatNumber(median(perSecond))}/s`;
  const failing = ({ acknowledged, failed }: Tally) =>
    `${formatNumber((failed / (acknowledged + failed)) * 100)} % failed`;
  const times = (other: Tally) => medianRatio(edge.perSecond, other.perSecond);
  const exact = edge.acknowledged === counted.edge && edge.failed === 0;
  const rows: BenchmarkRow[] = [
    {
      what: `acknowledged visits, ${CONNECTIONS} connections: edge · old algorithm on the same store`,
      measured: `${perSecond(edge)}, ${failing(edge)} · ${perSecond(old)}, ${failing(old)}: ${formatNumber(times(old))} times`,
      target: 'at least 100 times, and no failures',
      reached: times(old) >= 100 && edge.failed === 0,
    },
    {
      what: 'of those, found in the document afterwards: edge',
      measured: `${formatNumber(counted.edge)} of ${formatNumber(edge.acknowledged)}`,
      target: 'all, once each',
      reached: exact,
    },
    {
      what: 'the edge, as a share of a bare Hono reply on the same workerd',
      measured: `${formatNumber(times(bare))} of ${perSecond(bare)}`,
      target: 'at least 0.5',
      reached: times(bare) >= 0.5,
    },
    {
      what: 'the edge, as a share of a Durable Object that only counts in memory',
      measured: `${formatNumber(times(memory))} of ${perSecond(memory)}`,
    },
  ];
  return { rows, figures: { tallies, counted, ratios: ratiosOf(times, tallies) } };
}

function ratiosOf(times: (other: Tally) => number, { old, bare, memory }: Record<Name, Tally>) {
  return { old: times(old), bare: times(bare), memory: times(memory) };
}
