/** What is deployed: how large it is, and how long the Worker takes to start. */
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { Edge, type RunningCounter, startBareReply } from './counters.ts';
import { EmulatorProcess } from './emulator-process.ts';
import { type Pace, type Section, STORE_LATENCY_MS } from './section.ts';
import { median } from './statistics.ts';
import { type BenchmarkRow, formatKib, formatNumber } from './table.ts';

const WORKER_GZIP_BYTES_MAX = 48 * 1024;
const STARTS = { quick: 3, full: 10 };

export async function measurePrograms(pace: Pace): Promise<Section> {
  const worker = await readFile('dist/worker/index.js');
  const workerGzipBytes = gzipSync(worker, { level: 9 }).byteLength;
  const functionBytes = (await readFile('dist/function/func.js')).byteLength;
  const start = await measureStarts(STARTS[pace]);
  const rows: BenchmarkRow[] = [
    {
      what: 'Worker, gzipped',
      measured: formatKib(workerGzipBytes),
      target: `at most ${formatKib(WORKER_GZIP_BYTES_MAX)}`,
      reached: workerGzipBytes <= WORKER_GZIP_BYTES_MAX,
    },
    {
      what: 'Worker: first reply after the start of workerd · a bare Hono reply (medians)',
      measured: `${formatNumber(start.edgeMs)} ms · ${formatNumber(start.bareMs)} ms`,
    },
    { what: 'Function, its bundle', measured: formatKib(functionBytes) },
  ];
  return { rows, figures: { workerGzipBytes, functionBytes, ...start } };
}

/** In turns. The path is no route of either: the router answers, and no store is asked. */
async function measureStarts(starts: number): Promise<{ edgeMs: number; bareMs: number }> {
  const emulator = await EmulatorProcess.start(STORE_LATENCY_MS);
  const edgeMs: number[] = [];
  const bareMs: number[] = [];
  try {
    for (let start = 0; start < starts; start += 1) {
      bareMs.push(await measureStart(() => startBareReply()));
      edgeMs.push(await measureStart(() => Edge.start(emulator, 'edge.json')));
    }
  } finally {
    await emulator.close();
  }
  return { edgeMs: median(edgeMs), bareMs: median(bareMs) };
}

async function measureStart(start: () => Promise<RunningCounter>): Promise<number> {
  const counter = await start();
  try {
    await counter.restart();
    const startedAtMs = performance.now();
    await counter.restart();
    const answer = await fetch(new URL('/nothing', counter.url));
    await answer.body?.cancel();
    return performance.now() - startedAtMs;
  } finally {
    await counter.close();
  }
}
