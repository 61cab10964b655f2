/**
 * `npm run simulate:contention`: the experiment behind docs/decisions/back-off.md. Each candidate pause
 * is put into the sources by mutate.ts and tried in a process of its own, which `--one` runs.
 */
import { execFileSync } from 'node:child_process';
import { type ContentionResult, simulateContention } from './contention.ts';

/** First and longest span that the pause after a conflict is drawn from, in milliseconds. */
const CANDIDATES: readonly (readonly [number, number])[] = [
  [0, 0],
  [5, 50],
  [10, 100],
  [20, 100],
  [20, 200],
  [50, 200],
  [100, 200],
  [50, 500],
  [100, 1_000],
];
const RATES = [15, 20, 25, 30, 40];
const CHOSEN = 'conflict: [5, 50]';

if (process.argv.includes('--one')) {
  const results: ContentionResult[] = [];
  for (const visitsPerSecond of RATES) {
    const options = { containers: 50, visitsPerSecond, visits: 3_000, seed: 1 };
    results.push(await simulateContention(options));
  }
  console.log(JSON.stringify(results));
} else {
  console.log(`| pause | ${RATES.map((rate) => `${rate} visits/s`).join(' | ')} |`);
  console.log(`| --- | ${RATES.map(() => '--- ').join('| ')}|`);
  for (const [firstMs, longestMs] of CANDIDATES) {
    const cells = tryOut(firstMs, longestMs).map(describe);
    console.log(`| ${firstMs} to ${longestMs} ms | ${cells.join(' | ')} |`);
  }
}

function tryOut(firstMs: number, longestMs: number): ContentionResult[] {
  const replace = `conflict: [${firstMs}, ${longestMs}]`;
  const edits = [{ file: 'shared/commit/pause.ts', find: CHOSEN, replace }];
  const hooks = new URL('./mutate.ts', import.meta.url).href;
  const output = execFileSync(
    process.execPath,
    ['--import', hooks, import.meta.filename, '--one'],
    { encoding: 'utf8', env: { ...process.env, EDITS: JSON.stringify(edits) } },
  );
  return JSON.parse(output) as ContentionResult[];
}

function describe({
  conflicts,
  medianMs,
  p99Ms,
  requestsPerVisit,
  visits,
}: ContentionResult): string {
  const failed = ((conflicts / visits) * 100).toFixed(1);
  const times = `${medianMs.toFixed(0)} / ${p99Ms.toFixed(0)} ms`;
  return `${times}, ${requestsPerVisit.toFixed(1)} requests, ${failed} % failed`;
}
