/**
 * How many visits a second are acknowledged with 100 connections: the edge, the old algorithm, and what
 * bounds them. They take turns in short rounds, so that the machine's moods fall upon all of them; ratios
 * are medians over the rounds. Afterwards every acknowledged visit is looked for in the document.
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
import { MiniflareServer } from './miniflare-server.ts';
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

interface Tally {
  readonly perSecond: number[];
  acknowledged: number;
  failed: number;
  /** In the document, once all is over. */
  counted?: number;
}

type Contender = 'edge' | 'old' | 'bare' | 'memory' | 'edgeInMiniflare' | 'bareInMiniflare';
type Tallies = Readonly<Record<Contender, Tally>>;

export async function measureThroughput(pace: Pace): Promise<Section> {
  const emulator = await EmulatorProcess.start(STORE_LATENCY_MS);
  const load = new LoadProcess();
  const edges = {
    edge: await Edge.start(emulator, 'edge.json'),
    edgeInMiniflare: await Edge.start(emulator, 'miniflare.json', MiniflareServer.start),
  };
  const counters: Readonly<Record<Contender, RunningCounter>> = {
    ...edges,
    old: await startOldCounter(emulator, 'old.json'),
    bare: await startBareReply(),
    memory: await startMemoryCounter(),
    bareInMiniflare: await startBareReply(MiniflareServer.start),
  };
  try {
    const tallies = await takeTurns(counters, load, pace);
    for (const edge of Object.values(edges)) {
      await edge.restart();
      await edge.drained(DRAIN_MS_MAX);
    }
    tallies.edge.counted = await emulator.pageviews('edge.json');
    tallies.edgeInMiniflare.counted = await emulator.pageviews('miniflare.json');
    tallies.old.counted = await emulator.pageviews('old.json');
    return report(tallies);
  } finally {
    load.close();
    await Promise.all(Object.values(counters).map((counter) => counter.close()));
    await emulator.close();
  }
}

async function takeTurns(
  counters: Readonly<Record<Contender, RunningCounter>>,
  load: LoadProcess,
  pace: Pace,
): Promise<Tallies> {
  const { rounds, roundMs, warmUpMs } = PACES[pace];
  const newTally = (): Tally => ({ perSecond: [], acknowledged: 0, failed: 0 });
  const tallies: Tallies = {
    edge: newTally(),
    old: newTally(),
    bare: newTally(),
    memory: newTally(),
    edgeInMiniflare: newTally(),
    bareInMiniflare: newTally(),
  };
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, tally] of Object.entries(tallies)) {
      const durationMs = round === 0 ? warmUpMs : roundMs;
      const { url } = counters[name as Contender];
      const result = await load.run({ kind: 'closed', url, connections: CONNECTIONS, durationMs });
      tally.acknowledged += result.acknowledged;
      tally.failed += result.failed + result.refused + result.turnedAway;
      if (round > 0) tally.perSecond.push((result.acknowledged / result.elapsedMs) * 1_000);
    }
  }
  return tallies;
}

function report(tallies: Tallies): Section {
  const { edge, old, bare, memory, edgeInMiniflare, bareInMiniflare } = tallies;
  const times = medianRatio(edge.perSecond, old.perSecond);
  const ofBare = medianRatio(edge.perSecond, bare.perSecond);
  const ofMemory = medianRatio(edge.perSecond, memory.perSecond);
  const ofBareInMiniflare = medianRatio(edgeInMiniflare.perSecond, bareInMiniflare.perSecond);
  const acknowledged = edge.acknowledged + edgeInMiniflare.acknowledged;
  const counted = (edge.counted ?? 0) + (edgeInMiniflare.counted ?? 0);
  const rows: BenchmarkRow[] = [
    {
      what: `acknowledged visits, ${CONNECTIONS} connections: edge · old algorithm on the same store`,
      measured: `${outcome(edge)} · ${outcome(old)}: ${formatNumber(times)} times`,
      target: 'at least 100 times, and no failures',
      reached: times >= 100 && edge.failed === 0,
    },
    {
      what: 'of those, found in the document afterwards: edge',
      measured: `${formatNumber(counted)} of ${formatNumber(acknowledged)}`,
      target: 'all, once each',
      reached: counted === acknowledged,
    },
    {
      what: 'edge · bare Hono reply on the same workerd, as Miniflare serves both',
      measured: comparison(edgeInMiniflare, bareInMiniflare, ofBareInMiniflare),
      target: 'at least 0.5',
      reached: ofBareInMiniflare >= 0.5,
    },
    {
      what: 'edge · bare Hono reply on workerd alone',
      measured: comparison(edge, bare, ofBare),
    },
    {
      what: 'edge · a Durable Object that only counts in memory, on workerd alone',
      measured: comparison(edge, memory, ofMemory),
    },
  ];
  const ratios = { times, ofBareInMiniflare, ofBare, ofMemory };
  return { rows, figures: { ...tallies, ratios } };
}

function rate({ perSecond }: Tally): string {
  return `${formatNumber(median(perSecond))}/s`;
}

function outcome(tally: Tally): string {
  const { acknowledged, failed } = tally;
  return `${rate(tally)}, ${formatNumber((failed / (acknowledged + failed)) * 100)} % failed`;
}

function comparison(tally: Tally, other: Tally, ratio: number): string {
  return `${rate(tally)} · ${rate(other)}: ${formatNumber(ratio)}`;
}
