/**
 * How counters on Workers are usually made, beside this one: KV get and put, one row in D1, a Durable Object
 * that writes a row for each view. All on Miniflare, in turns of short rounds. Afterwards each is ended,
 * started again over the same storage, and asked how many views it has counted.
 */
import { Edge, type RunningCounter, startBenchWorker } from './counters.ts';
import { EmulatorProcess } from './emulator-process.ts';
import { LoadProcess } from './load-process.ts';
import { MiniflareServer } from './miniflare-server.ts';
import { type Pace, type Section, STORE_LATENCY_MS } from './section.ts';
import { median, quantile } from './statistics.ts';
import { type BenchmarkRow, formatNumber } from './table.ts';

const CONNECTIONS = 100;
const PACES = {
  quick: { rounds: 2, roundMs: 1_000, warmUpMs: 500 },
  full: { rounds: 5, roundMs: 3_000, warmUpMs: 1_500 },
};
const DRAIN_MS_MAX = 15_000;

interface Contender {
  readonly name: string;
  readonly counter: RunningCounter;
  /** Resolves once all that was acknowledged should be counted. */
  readonly settle?: () => Promise<void>;
}

interface Tally {
  readonly name: string;
  readonly perSecond: number[];
  readonly latenciesMs: number[];
  acknowledged: number;
  failed: number;
  counted: number;
}

export async function measurePatterns(pace: Pace): Promise<Section> {
  const emulator = await EmulatorProcess.start(STORE_LATENCY_MS);
  const load = new LoadProcess();
  const contenders: Contender[] = [];
  try {
    const edge = await Edge.start(emulator, 'patterns.json', MiniflareServer.start);
    const settle = () => edge.drained(DRAIN_MS_MAX);
    contenders.push({ name: 'this counter', counter: edge, settle });
    contenders.push({ name: 'a row a view in a Durable Object', counter: await startRowCounter() });
    contenders.push({ name: 'one row in D1', counter: await startD1Counter() });
    contenders.push({ name: 'KV get and put', counter: await startKvCounter() });
    return report(await takeTurns(contenders, load, pace));
  } finally {
    load.close();
    await Promise.all(contenders.map(({ counter }) => counter.close()));
    await emulator.close();
  }
}

function startKvCounter(): Promise<RunningCounter> {
  return startBenchWorker('kv-counter', { kvNamespace: 'VIEWS' }, MiniflareServer.start);
}

async function startD1Counter(): Promise<RunningCounter> {
  const counter = await startBenchWorker('d1-counter', { d1Database: 'DB' }, MiniflareServer.start);
  await ask(counter, '/create');
  return counter;
}

function startRowCounter(): Promise<RunningCounter> {
  const durableObject = { binding: 'COUNTER', className: 'RowCounter' };
  return startBenchWorker('row-counter', { durableObject }, MiniflareServer.start);
}

async function takeTurns(
  contenders: readonly Contender[],
  load: LoadProcess,
  pace: Pace,
): Promise<readonly Tally[]> {
  const { rounds, roundMs, warmUpMs } = PACES[pace];
  const entrants = contenders.map((contender) => ({ contender, tally: newTally(contender.name) }));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { contender, tally } of entrants) {
      const durationMs = round === 0 ? warmUpMs : roundMs;
      const { url } = contender.counter;
      const result = await load.run({ kind: 'closed', url, connections: CONNECTIONS, durationMs });
      tally.acknowledged += result.acknowledged;
      tally.failed += result.failed + result.refused + result.turnedAway;
      if (round === 0) continue;
      tally.perSecond.push((result.acknowledged / result.elapsedMs) * 1_000);
      tally.latenciesMs.push(...result.latenciesMs);
    }
  }
  for (const { contender, tally } of entrants) {
    await contender.counter.restart();
    await contender.settle?.();
    tally.counted = (await ask(contender.counter, '/totals')).count;
  }
  return entrants.map(({ tally }) => tally);
}

function newTally(name: string): Tally {
  return { name, perSecond: [], latenciesMs: [], acknowledged: 0, failed: 0, counted: 0 };
}

/** @throws when the answer is none of a counter's. */
async function ask(counter: RunningCounter, path: string): Promise<{ readonly count: number }> {
  const answer = await fetch(new URL(path, counter.url));
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return (await answer.json()) as { readonly count: number };
}

function report(tallies: readonly Tally[]): Section {
  const [ours] = tallies;
  const rows = tallies.map((tally): BenchmarkRow => {
    const what = `${tally.name}: views a second, p50, p99, failed; acknowledged views counted afterwards`;
    const { measured, share } = describe(tally);
    if (tally !== ours) return { what, measured };
    const target = 'each acknowledged view, and no failures';
    return { what, measured, target, reached: share === 1 && tally.failed === 0 };
  });
  const figures = tallies.map(({ latenciesMs, ...tally }) => [
    tally.name,
    { ...tally, p50Ms: quantile(latenciesMs, 0.5), p99Ms: quantile(latenciesMs, 0.99) },
  ]);
  return { rows, figures: Object.fromEntries(figures) };
}

function describe({ acknowledged, counted, failed, latenciesMs, perSecond }: Tally) {
  const share = counted / acknowledged;
  const measured = [
    `${formatNumber(median(perSecond))}/s`,
    `${formatNumber(quantile(latenciesMs, 0.5))} ms`,
    `${formatNumber(quantile(latenciesMs, 0.99))} ms`,
    `${formatNumber((failed / (acknowledged + failed)) * 100)} %; ${formatNumber(share * 100)} %`,
  ].join(', ');
  return {
    measured: `${measured} (${formatNumber(counted)} of ${formatNumber(acknowledged)})`,
    share,
  };
}
