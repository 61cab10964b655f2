/**
 * How counters on Workers are usually made, beside this one: KV get and put, one row in D1, a Durable Object
 * that writes a row for each view. All on Miniflare, in turns of short rounds. Afterwards each is ended,
 * started again over the same storage, and asked how many views it has counted.
 */
import { present } from '../shared/counter/invariant.ts';
import { Edge, type RunningCounter, startBenchWorker } from './counters.ts';
import { EmulatorProcess } from './emulator-process.ts';
import { LoadProcess } from './load-process.ts';
import { MiniflareServer } from './miniflare-server.ts';
import { type Pace, type Section, STORE_LATENCY_MS } from './section.ts';
import { median, quantile } from './statistics.ts';
import { type BenchmarkRow, formatNumber } from './table.ts';
import { type Turns, takeTurns } from './turns.ts';

const DRAIN_MS_MAX = 15_000;

interface Contender {
  readonly name: string;
  readonly counter: RunningCounter;
  /** Resolves once all that was acknowledged should be counted. */
  readonly settle?: () => Promise<void>;
}

interface Tally extends Turns {
  readonly name: string;
  readonly counted: number;
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
    return report(await measure(contenders, load, pace));
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

async function measure(
  contenders: readonly Contender[],
  load: LoadProcess,
  pace: Pace,
): Promise<readonly Tally[]> {
  const counters = Object.fromEntries(contenders.map(({ counter, name }) => [name, counter]));
  const turns = await takeTurns(counters, load, pace);
  const tallies: Tally[] = [];
  for (const { counter, name, settle } of contenders) {
    await counter.restart();
    await settle?.();
    const { count: counted } = await ask(counter, '/totals');
    tallies.push({ ...present(turns[name], 'each contender has had its turns'), name, counted });
  }
  return tallies;
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
