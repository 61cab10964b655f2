/**
 * `npm run bench`: all benchmarks in one run, as a Markdown table and as JSON, in docs/. With `--quick`
 * about a minute, to see that all parts work: printed only, and no judgement. `--only part` prints one part.
 */
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { measureDocuments } from './documents.ts';
import { measureFunction } from './function-calls.ts';
import { measureGrowth } from './growth.ts';
import { measureLatency } from './latency.ts';
import { measureOverload } from './overload.ts';
import { describeMachine, type Machine, renderPage } from './page.ts';
import { measurePatterns } from './patterns.ts';
import { measurePrograms } from './programs.ts';
import { describeMissed, type Run, withRun } from './record.ts';
import type { Pace, Section } from './section.ts';
import { measureStoreRequests } from './store-requests.ts';
import { type BenchmarkRow, renderTable } from './table.ts';
import { measureThroughput } from './throughput.ts';

/** One after the other: two at once would measure each other. */
const PARTS: Readonly<Record<string, (pace: Pace) => Promise<Section>>> = {
  throughput: measureThroughput,
  patterns: measurePatterns,
  latency: measureLatency,
  storeRequests: measureStoreRequests,
  overload: measureOverload,
  function: measureFunction,
  documents: measureDocuments,
  growth: measureGrowth,
  programs: measurePrograms,
};

async function main(): Promise<void> {
  const { quick, only } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
  }).values;
  const pace = quick ? 'quick' : 'full';
  const machine = await describeMachine();
  const sections: Record<string, Section> = {};
  for (const [name, measure] of Object.entries(PARTS)) {
    if (only !== undefined && only !== name) continue;
    console.error(`${name} …`);
    sections[name] = await measure(pace);
  }
  const rows = Object.values(sections).flatMap((section) => section.rows);
  console.log(renderTable(rows));
  console.log(`\n${describeMissed(rows)}`);
  if (pace === 'full' && only === undefined) await record(machine, rows, sections);
  if (pace === 'full' && rows.some(({ reached }) => reached === false)) process.exitCode = 1;
}

async function record(
  machine: Machine,
  rows: readonly BenchmarkRow[],
  sections: Readonly<Record<string, Section>>,
): Promise<void> {
  const figures = Object.entries(sections).map(([name, section]) => [name, section.figures]);
  const { version: release } = JSON.parse(await readFile('package.json', 'utf8'));
  const run: Run = { release, machine, rows, figures: Object.fromEntries(figures) };
  const { releases } = JSON.parse(await readFile('docs/benchmarks.json', 'utf8'));
  const runs = withRun(releases as readonly Run[], run);
  await writeFile('docs/benchmarks.md', renderPage(run, runs.at(-2)));
  await writeFile('docs/benchmarks.json', JSON.stringify({ releases: runs }));
  execFileSync('biome', ['format', '--write', 'docs/benchmarks.md', 'docs/benchmarks.json']);
}

await main();
