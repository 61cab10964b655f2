/**
 * The built Function, called over its socket as the platform does it: how long its first reply takes
 * from the start of the process, and each one after that. Beside it a bare signed PUT into the same
 * store, which no reply can undercut.
 */
import { randomUUID } from 'node:crypto';
import { FnProcess } from '../local/gateway/fn-process.ts';
import { SITE_SETTINGS } from './counters.ts';
import { EmulatorProcess } from './emulator-process.ts';
import { type Pace, type Section, STORE_LATENCY_MS } from './section.ts';
import { median, quantile } from './statistics.ts';
import { type BenchmarkRow, formatNumber } from './table.ts';

const OBJECT = 'function.json';
const PACES = { quick: { starts: 3, warmCalls: 40 }, full: { starts: 15, warmCalls: 300 } };
/** Until V8 has compiled what is hot; a container that lives has them behind it. */
const WARM_UP_CALLS = 20;
const FIRST_MS_MAX = 250;
const PUT_MS = STORE_LATENCY_MS.putObject;
const WARM_MS_MAX = 34;
const REQUESTS_PER_THOUSAND_MAX = 1_050;
const CALL_MS_MAX = 10_000;

export async function measureFunction(pace: Pace): Promise<Section> {
  const emulator = await EmulatorProcess.start(STORE_LATENCY_MS);
  const { starts, warmCalls } = PACES[pace];
  try {
    await emulator.send(
      'PUT',
      OBJECT,
      '{"pageviews":0,"uniqueVisitors":0,"seen":[],"updatedAt":0}',
    );
    const firstMs: number[] = [];
    for (let start = 0; start < starts; start += 1) firstMs.push(await measureStart(emulator));
    const before = await emulator.storeRequests();
    const { warmMs, putMs, calls } = await measureWarm(emulator, warmCalls);
    const storeRequests = (await emulator.storeRequests()) - before - putMs.length;
    const acknowledged = starts + calls;
    const counted = await emulator.pageviews(OBJECT);
    const perThousand = (storeRequests / calls) * 1_000;
    return report({ firstMs, warmMs, putMs, perThousand, acknowledged, counted });
  } finally {
    await emulator.close();
  }
}

interface Measured {
  readonly firstMs: readonly number[];
  readonly warmMs: readonly number[];
  readonly putMs: readonly number[];
  readonly perThousand: number;
  readonly acknowledged: number;
  readonly counted: number;
}

function report(measured: Measured): Section {
  const { firstMs, warmMs, putMs, perThousand, acknowledged, counted } = measured;
  const firstP50Ms = median(firstMs);
  const warmP50Ms = median(warmMs);
  const warmP99Ms = quantile(warmMs, 0.99);
  const putP50Ms = median(putMs);
  const rows: BenchmarkRow[] = [
    {
      what: 'Function: first reply after the start of its process, a read and a write among it (median)',
      measured: `${formatNumber(firstP50Ms)} ms`,
      target: `at most ${FIRST_MS_MAX} ms`,
      reached: firstP50Ms <= FIRST_MS_MAX,
    },
    {
      what: 'Function: warm reply, p50, p99 · a bare signed PUT into the same store, p50',
      measured: `${formatNumber(warmP50Ms)}, ${formatNumber(warmP99Ms)} ms · ${formatNumber(putP50Ms)} ms`,
      target: `p50 at most ${WARM_MS_MAX} ms where a PUT takes ${PUT_MS}`,
      reached: warmP50Ms <= WARM_MS_MAX,
    },
    {
      what: 'store requests per 1,000 visits: Function, from its start on',
      measured: formatNumber(perThousand),
      target: `at most ${formatNumber(REQUESTS_PER_THOUSAND_MAX)}`,
      reached: perThousand <= REQUESTS_PER_THOUSAND_MAX,
    },
    {
      what: 'of those, found in the document afterwards: Function',
      measured: `${formatNumber(counted)} of ${formatNumber(acknowledged)}`,
      target: 'all, once each',
      reached: counted === acknowledged,
    },
  ];
  const figures = { firstMs, firstP50Ms, warmP50Ms, warmP99Ms, putP50Ms, perThousand };
  return { rows, figures: { ...figures, acknowledged, counted } };
}

async function measureStart(emulator: EmulatorProcess): Promise<number> {
  let container: FnProcess | undefined;
  try {
    return await timed(async () => {
      container = await startContainer(emulator);
      await count(container);
    });
  } finally {
    await container?.end();
  }
}

/** Calls and bare PUTs in turns, so that whatever else the machine does falls upon both. */
async function measureWarm(emulator: EmulatorProcess, warmCalls: number) {
  const container = await startContainer(emulator);
  const warmMs: number[] = [];
  const putMs: number[] = [];
  try {
    for (let call = 0; call < WARM_UP_CALLS; call += 1) await count(container);
    for (let call = 0; call < warmCalls; call += 1) {
      warmMs.push(await timed(() => count(container)));
      putMs.push(await timed(() => emulator.send('PUT', 'bare.json', '{}')));
    }
    return { warmMs, putMs, calls: WARM_UP_CALLS + warmCalls };
  } finally {
    await container.end();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return performance.now() - startedAtMs;
}

function startContainer(emulator: EmulatorProcess): Promise<FnProcess> {
  return FnProcess.start({
    functionPath: 'dist/function/func.js',
    env: { ...emulator.functionSettings, ...SITE_SETTINGS, OBJECT },
    onOutput: () => undefined,
  });
}

/** One visit, as the gateway hands it on. Throws unless it was counted. */
async function count(container: FnProcess): Promise<void> {
  const signal = AbortSignal.timeout(CALL_MS_MAX);
  const headers = {
    'Fn-Call-Id': randomUUID(),
    'Fn-Deadline': new Date(Date.now() + CALL_MS_MAX).toISOString(),
    'Fn-Intent': 'httprequest',
    'Fn-Http-Method': 'GET',
    'Fn-Http-Request-Url': `/v1/counter?vid=${randomUUID()}`,
    'Fn-Http-H-Host': 'counter.example',
    'Fn-Http-H-User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0 Safari/537.36',
  };
  const answer = await container.call({ headers, body: Buffer.alloc(0) }, signal);
  const status = answer.headers['fn-http-status'];
  if (status !== '200') throw new Error(`the Function answered ${status}: ${answer.body}`);
}
