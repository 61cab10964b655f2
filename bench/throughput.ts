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
import { CONNECTIONS, type Turns, takeTurns } from './turns.ts';

/** A flush and the two seconds before it. */
const DRAIN_MS_MAX = 15_000;

interface Tally extends Omit<Turns, 'latenciesMs'> {
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
    const turns = await takeTurns(counters, load, pace);
    const tallies = mapTallies(turns);
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

/** Thousands of latencies are not what is recorded here. */
function mapTallies(turns: Readonly<Record<Contender, Turns>>): Tallies {
  const tallies = Object.entries(turns).map(([name, { latenciesMs, ...tally }]) => [name, tally]);
  return Object.fromEntries(tallies) as Tallies;
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
