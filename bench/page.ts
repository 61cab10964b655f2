/** docs/benchmarks.md: the table, and on which machine and how it was measured. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus, loadavg, totalmem } from 'node:os';
import { type Change, changesSince, type Run } from './record.ts';
import { formatNumber, renderTable } from './table.ts';

export interface Machine {
  /** UTC, such as 2026-11-24. */
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGib: number;
  /** Runnable processes, averaged over the minute before the start: a quiet machine has none. */
  readonly loadBefore: number;
  readonly node: string;
  readonly workerd: string;
}

export async function describeMachine(): Promise<Machine> {
  const resolve = createRequire(import.meta.resolve('wrangler')).resolve;
  const { version } = JSON.parse(await readFile(resolve('workerd/package.json'), 'utf8'));
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 1024 ** 3),
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
    node: process.version,
    workerd: version,
  };
}

/** `before` is the run of the release before, where there is one. */
export function renderPage({ machine, rows, release }: Run, before?: Run): string {
  const { cores, date, loadBefore, memoryGib, node, processor, workerd } = machine;
  return `# Benchmarks

\`npm run bench\` made this page on ${date}: ${cores} cores of ${processor}, ${formatNumber(memoryGib)} GiB,
Node ${node}, workerd ${workerd}, load ${loadBefore} before the start. All of it ran on this one
machine, load generators and store included; the figures behind are in
[benchmarks.json](benchmarks.json).

${renderTable(rows)}

How it was measured:

- The store is the emulator of Oracle Cloud: 20 ms for a read and 30 ms for a write, signatures
  checked, each write on disk before it is answered. It runs in a process of its own, as do the load
  generators.
- The edge is \`dist/worker\` as it is deployed, on workerd with nothing in front of it and its SQLite
  on disk. The Function is \`dist/function/func.js\`, called over its socket.
- The old algorithm reads the document, adds the visit and writes it back if nobody else did
  meanwhile, five times at most and without a pause. It runs on the same workerd, router and signer.
- Miniflare, the usual way to run a Worker locally, puts a router of its own in front, in the same
  process. The target of 0.5 was set there, where a bare prototype of the journal reached 0.66. With
  nothing in front, a bare reply is several times as fast, and the call to a Durable Object alone costs
  more than such a reply: that row and the next tell how much.
- Throughput: 100 connections, each of which sends its next visit when it has its answer. All
  counters take turns in short rounds; a ratio is the median of the rounds' ratios.
- Latency: visits arrive at fixed times, whatever becomes of those before them, and each is timed
  from when it was due.
- The usual ways to count on Workers are small programs in \`bench/workers/\`, each as its documentation shows it:
  KV get and put, one row of D1 that is raised by an \`UPDATE\`, a Durable Object with such a row. They count views
  alone, where the edge recognises visitors too and keeps its history. All run on the same Miniflare, in turns.
- Overload: visits arrive in an open loop, through at most 1,000 connections, as a proxy in front would keep them open;
  one that finds none free is turned away there. The load generator takes its share of the same two cores.
- Growth: the functions of the core, in this process, on a document of 400 days, 2,000 visitors and 100 pages where
  nothing else is said.
- After each run every acknowledged visit is looked for in the stored document; before that the edge is
  killed without warning, where it runs on workerd alone, and started again.
${before === undefined ? '' : renderChanges(before, release, changesSince(before, { release, machine, rows, figures: {} }))}`;
}

function renderChanges(before: Run, release: string, changes: readonly Change[]): string {
  const lines = changes.map(({ before: then, now, what }) => `| ${what} | ${then} | ${now} |`);
  const head = `| what | ${before.release} | ${release} |\n| --- | --- | --- |`;
  return `\n## Beside ${before.release}\n\nOf ${before.machine.date}, on ${before.machine.processor}.\n\n${head}\n${lines.join('\n')}\n`;
}
