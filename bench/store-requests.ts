/**
 * Store requests for each 1,000 visits: the old algorithm with one caller at a time, and the edge at
 * three rates, side by side, each with a store of its own. The edge writes about once a minute whatever
 * the rate, so what is measured is two of those minutes; its first read came before them.
 */
import { Edge, startOldCounter } from './counters.ts';
import { EmulatorProcess } from './emulator-process.ts';
import type { LoadResult } from './load-plan.ts';
import { LoadProcess } from './load-process.ts';
import { type Pace, type Section, STORE_LATENCY_MS } from './section.ts';
import { type BenchmarkRow, formatNumber } from './table.ts';

const RATES_PER_SECOND = [1, 10, 100];
/** The second write comes two minutes after the first read; the load ends shortly before it. */
const PACES = {
  quick: { edgeMs: 6_000, drainMsMax: 5_000, oldMs: 1_000 },
  full: { edgeMs: 118_000, drainMsMax: 10_000, oldMs: 8_000 },
};

interface Tally {
  readonly acknowledged: number;
  readonly failed: number;
  readonly storeRequests: number;
  readonly counted: number;
}

export async function measureStoreRequests(pace: Pace): Promise<Section> {
  const old = await measureOld(PACES[pace].oldMs);
  const edges = await Promise.all(RATES_PER_SECOND.map((rate) => measureEdge(rate, pace)));
  const seconds = PACES[pace].edgeMs / 1_000;
  const rows: BenchmarkRow[] = [
    {
      what: 'store requests per 1,000 visits: old algorithm, one caller',
      measured: formatNumber(perThousand(old)),
      target: '2,000 (a read and a write each)',
    },
    {
      what: `store requests per 1,000 visits: edge at ${RATES_PER_SECOND.join(', ')}/s for ${seconds} s and a last write`,
      measured: edges.map((edge) => formatNumber(perThousand(edge))).join(', '),
    },
    {
      what: 'of those, found in the document afterwards: edge at each rate',
      measured: edges
        .map(
          ({ acknowledged, counted }) =>
            `${formatNumber(counted)} of ${formatNumber(acknowledged)}`,
        )
        .join(', '),
      target: 'all, once each',
      reached: edges.every(({ acknowledged, counted, failed }) => {
        return acknowledged === counted && failed === 0;
      }),
    },
  ];
  const atRates = RATES_PER_SECOND.map((perSecond, index) => ({ perSecond, ...edges[index] }));
  return { rows, figures: { old, edges: atRates, seconds } };
}

async function measureOld(durationMs: number): Promise<Tally> {
  const emulator = await EmulatorProcess.start(STORE_LATENCY_MS);
  const old = await startOldCounter(emulator, 'old.json');
  const load = new LoadProcess();
  try {
    const run = await load.run({ kind: 'closed', url: old.url, connections: 1, durationMs });
    return await tallyOf([run], await emulator.storeRequests(), emulator, 'old.json');
  } finally {
    load.close();
    await old.close();
    await emulator.close();
  }
}

async function measureEdge(perSecond: number, pace: Pace): Promise<Tally> {
  const emulator = await EmulatorProcess.start(STORE_LATENCY_MS);
  const edge = await Edge.start(emulator, 'edge.json');
  const load = new LoadProcess();
  const { edgeMs: durationMs, drainMsMax } = PACES[pace];
  try {
    const first = await load.run({ kind: 'open', url: edge.url, perSecond: 1, durationMs: 1 });
    const before = await emulator.storeRequests();
    const run = await load.run({ kind: 'open', url: edge.url, perSecond, durationMs });
    if (pace === 'quick') await edge.restart();
    await edge.drained(drainMsMax);
    const storeRequests = (await emulator.storeRequests()) - before;
    return await tallyOf([first, run], storeRequests, emulator, 'edge.json');
  } finally {
    load.close();
    await edge.close();
    await emulator.close();
  }
}

async function tallyOf(
  runs: readonly LoadResult[],
  storeRequests: number,
  emulator: EmulatorProcess,
  object: string,
): Promise<Tally> {
  return {
    acknowledged: runs.reduce((sum, run) => sum + run.acknowledged, 0),
    failed: runs.reduce((sum, run) => sum + run.failed + run.refused + run.turnedAway, 0),
    storeRequests,
    counted: await emulator.pageviews(object),
  };
}

function perThousand({ acknowledged, storeRequests }: Tally): number {
  return (storeRequests / acknowledged) * 1_000;
}
