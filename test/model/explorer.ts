/**
 * Explores every schedule of a small system, depth first: code cannot be wound back, so each branch is
 * executed again from the start. A state that was reached before is not entered twice. Stops at the first
 * broken promise and tells the schedule that led there.
 */
import { hash } from 'node:crypto';

export interface Choice {
  /** For whoever reads a counter-example. */
  readonly name: string;
  readonly take: () => void;
}

export interface System {
  /** What may happen next; the same state offers the same choices in the same order. */
  choices(): readonly Choice[];
  /** Two states with one key have one future: all that later steps depend on is in it. */
  key(): string;
  /** @throws Error with what is broken. Called in every state. */
  check(): void;
}

export interface Exploration {
  readonly states: number;
  readonly steps: number;
  /** Executions from the start: one for each branch. */
  readonly executions: number;
  /** States in which nothing is left to happen. */
  readonly ends: number;
  readonly longest: number;
  readonly counterExample?: { readonly problem: string; readonly schedule: readonly string[] };
}

/** A model that grows beyond this has lost its bounds. */
const STATES_MAX = 1_000_000;

export async function explore(create: () => System): Promise<Exploration> {
  // Every aborted signal makes an error, whose stack trace nobody reads and most of the time goes into.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await exploreAll(create);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function exploreAll(create: () => System): Promise<Exploration> {
  const seen = new Set<string>();
  const path: number[] = [];
  const branches: number[] = [];
  const sums = { states: 0, steps: 0, executions: 0, ends: 0, longest: 0 };
  for (;;) {
    sums.executions += 1;
    const run = await Run.replay(create(), path);
    while (run.problem === undefined) {
      const key = hash('sha1', run.system.key(), 'base64');
      if (seen.has(key)) break;
      seen.add(key);
      if (seen.size > STATES_MAX) throw new Error(`more than ${STATES_MAX} states`);
      const choices = run.system.choices();
      if (choices.length === 0) sums.ends += 1;
      if (choices.length === 0) break;
      path.push(0);
      branches.push(choices.length);
      sums.longest = Math.max(sums.longest, path.length);
      await run.step(0);
      sums.steps += 1;
    }
    sums.states = seen.size;
    if (run.problem !== undefined) {
      return { ...sums, counterExample: { problem: run.problem, schedule: run.schedule } };
    }
    if (!nextBranch(path, branches)) return sums;
    sums.steps += 1;
  }
}

/** Moves the path on to the next branch not taken; false when there is none. */
function nextBranch(path: number[], branches: number[]): boolean {
  while (path.length > 0) {
    const index = (path.pop() ?? 0) + 1;
    const count = branches.pop() ?? 0;
    if (index >= count) continue;
    path.push(index);
    branches.push(count);
    return true;
  }
  return false;
}

class Run {
  readonly schedule: string[] = [];
  problem: string | undefined;
  readonly system: System;

  private constructor(system: System) {
    this.system = system;
  }

  static async replay(system: System, path: readonly number[]): Promise<Run> {
    const run = new Run(system);
    await settle();
    for (const index of path) await run.step(index);
    run.#check();
    return run;
  }

  async step(index: number): Promise<void> {
    const choice = this.system.choices()[index];
    if (choice === undefined) throw new Error('the system does not repeat itself');
    this.schedule.push(choice.name);
    choice.take();
    await settle();
    this.#check();
  }

  #check(): void {
    try {
      this.system.check();
    } catch (error) {
      this.problem ??= error instanceof Error ? error.message : String(error);
    }
  }
}

/** Lets every promise that can go on do so: immediates run once the microtask queue is empty. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function describeExploration(title: string, exploration: Exploration): string {
  const { states, steps, executions, ends, longest, counterExample } = exploration;
  const figures =
    `${title}: ${states} states, ${steps} steps, ${executions} schedules executed, ` +
    `${ends} ends, longest ${longest}`;
  if (counterExample === undefined) return `${figures}, no promise broken`;
  const lines = counterExample.schedule.map((name, index) => `  ${index + 1}. ${name}`);
  return [figures, `BROKEN: ${counterExample.problem}`, ...lines].join('\n');
}
