/** What docs/benchmarks.json keeps: the last run of each release, so that a change for the worse is seen. Pure. */
import type { Machine } from './page.ts';
import type { BenchmarkRow } from './table.ts';

export interface Run {
  /** Of package.json. */
  readonly release: string;
  readonly machine: Machine;
  readonly rows: readonly BenchmarkRow[];
  readonly figures: Readonly<Record<string, unknown>>;
}

/** Oldest release first; a release that is measured again has its last run alone. */
export function withRun(runs: readonly Run[], run: Run): readonly Run[] {
  return [...runs.filter(({ release }) => release !== run.release), run];
}

export interface Change {
  readonly what: string;
  readonly before: string;
  readonly now: string;
}

/** The rows that two releases share. */
export function changesSince(before: Run, now: Run): readonly Change[] {
  const measured = new Map(before.rows.map((row) => [row.what, row.measured]));
  return now.rows.flatMap(({ measured: after, what }) => {
    const earlier = measured.get(what);
    return earlier === undefined ? [] : [{ what, before: earlier, now: after }];
  });
}

/** A sentence for the end of a run: the aims that were missed, each with what was measured. */
export function describeMissed(rows: readonly BenchmarkRow[]): string {
  const missed = rows.filter(({ reached }) => reached === false);
  if (missed.length === 0) return 'Every aim was reached.';
  const lines = missed.map(({ measured, target, what }) => `- ${what}: ${measured} (${target})`);
  const aims = rows.filter(({ reached }) => reached !== undefined);
  return [`Missed ${missed.length} of ${aims.length} aims:`, ...lines].join('\n');
}
