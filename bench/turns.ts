/** Counters that take turns in short rounds, so that the machine's moods fall upon all of them. */
import type { RunningCounter } from './counters.ts';
import type { LoadProcess } from './load-process.ts';
import type { Pace } from './section.ts';

export const CONNECTIONS = 100;
const PACES = {
  quick: { rounds: 2, roundMs: 1_000, warmUpMs: 500 },
  full: { rounds: 5, roundMs: 3_000, warmUpMs: 1_500 },
};

export interface Turns {
  /** Acknowledged a second, a round each; without the warm-up, as are the latencies. */
  readonly perSecond: number[];
  readonly latenciesMs: number[];
  acknowledged: number;
  failed: number;
}

/** @returns what came of each, by its name. */
export async function takeTurns<Name extends string>(
  counters: Readonly<Record<Name, RunningCounter>>,
  load: LoadProcess,
  pace: Pace,
): Promise<Readonly<Record<Name, Turns>>> {
  const { rounds, roundMs, warmUpMs } = PACES[pace];
  const names = Object.keys(counters) as Name[];
  const newTurns = (): Turns => ({ perSecond: [], latenciesMs: [], acknowledged: 0, failed: 0 });
  const all = Object.fromEntries(names.map((name) => [name, newTurns()])) as Record<Name, Turns>;
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const durationMs = round === 0 ? warmUpMs : roundMs;
      const { url } = counters[name];
      const result = await load.run({ kind: 'closed', url, connections: CONNECTIONS, durationMs });
      const turns = all[name];
      turns.acknowledged += result.acknowledged;
      turns.failed += result.failed + result.refused + result.turnedAway;
      if (round === 0) continue;
      turns.perSecond.push((result.acknowledged / result.elapsedMs) * 1_000);
      turns.latenciesMs.push(...result.latenciesMs);
    }
  }
  return all;
}
