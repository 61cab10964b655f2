/**
 * Explores every schedule of a small system, depth first: code cannot be wound back, so each branch is
 * executed again from the start. Every state is reached, but not by every way: where two choices are
 * independent, one order of them stands for both (sleep sets with state matching; Godefroid 1996). Stops
 * at the first broken promise and tells the schedule that led there.
 */
import { hash } from 'node:crypto';
import { settle } from '../support/settle.ts';

/** Names what may happen next, and tells it from everything else that may in the same state. */
interface Step {
  /** For whoever reads a counter-example. */
  readonly name: string;
  /** What it reads or changes: two steps that share nothing lead to the same state in either order. */
  readonly touches: readonly string[];
}

/** What a step touches whose order matters to every other. */
export const EVERYTHING = 'everything';

export interface Choice extends Step {
  readonly take: () => void;
}

export interface System {
  /** The same state offers the same choices, by name; they may come in any order. */
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
  const search = new Search();
  const sums = { states: 0, steps: 0, executions: 0, ends: 0, longest: 0 };
  let asleep: readonly Step[] | undefined = [];
  while (asleep !== undefined) {
    sums.executions += 1;
    const run = await Run.replay(create(), search.path);
    while (run.problem === undefined && asleep !== undefined) {
      const choices = run.system.choices();
      if (search.enter(run.system.key(), choices, asleep) && choices.length === 0) sums.ends += 1;
      asleep = search.descend();
      const step = search.path.at(-1);
      if (asleep !== undefined && step !== undefined) await run.step(step);
    }
    sums.states = search.states;
    sums.steps = search.steps;
    sums.longest = Math.max(sums.longest, search.path.length);
    if (run.problem !== undefined) {
      const { problem } = run;
      return { ...sums, counterExample: { problem, schedule: [...search.path] } };
    }
    asleep = search.backtrack();
  }
  return sums;
}

/** A state on the way to the one that is being looked at. */
interface Frame {
  readonly todo: Step[];
  /** Taken in a state before this one, and independent of all since: it would lead to a known state. */
  readonly asleep: Step[];
}

/** Which states were entered, on which path we are, and what is still to be taken on it. */
class Search {
  readonly path: string[] = [];
  steps = 0;
  readonly #frames: Frame[] = [];
  /** By state: what has not been taken there yet, since it was asleep each time. */
  readonly #left = new Map<string, ReadonlySet<string>>();

  get states(): number {
    return this.#left.size;
  }

  /** Whether the state at the end of the path is a new one. */
  enter(key: string, choices: readonly Step[], asleep: readonly Step[]): boolean {
    const state = hash('sha1', key, 'base64');
    const left = this.#left.get(state);
    const sleeping = new Set(asleep.map(({ name }) => name));
    const isTodo = ({ name }: Step) => !sleeping.has(name) && (left?.has(name) ?? true);
    const stillAsleep = asleep.filter(({ name }) => left?.has(name) ?? true);
    this.#frames.push({ todo: choices.filter(isTodo), asleep: stillAsleep });
    this.#left.set(state, new Set(stillAsleep.map(({ name }) => name)));
    if (this.#left.size > STATES_MAX) throw new Error(`more than ${STATES_MAX} states`);
    return left === undefined;
  }

  /** Moves the path one step on, and tells what sleeps there; undefined when nothing is left to take. */
  descend(): readonly Step[] | undefined {
    const frame = this.#frames.at(-1);
    const step = frame?.todo.shift();
    if (frame === undefined || step === undefined) return undefined;
    const asleep = frame.asleep.filter((other) => isIndependent(other, step));
    frame.asleep.push(step);
    this.path.push(step.name);
    this.steps += 1;
    return asleep;
  }

  /** Moves the path on to the next branch not taken; undefined when there is none. */
  backtrack(): readonly Step[] | undefined {
    while (this.#frames.length > 0) {
      const asleep = this.descend();
      if (asleep !== undefined) return asleep;
      this.#frames.pop();
      this.path.pop();
    }
    return undefined;
  }
}

function isIndependent(first: Step, second: Step): boolean {
  const things = [...first.touches, ...second.touches];
  return !things.includes(EVERYTHING) && new Set(things).size === things.length;
}

class Run {
  problem: string | undefined;
  readonly system: System;

  private constructor(system: System) {
    this.system = system;
  }

  static async replay(system: System, path: readonly string[]): Promise<Run> {
    const run = new Run(system);
    await settle();
    // The states on the way were checked when they were reached first.
    for (const name of path) await run.#take(name);
    run.#check();
    return run;
  }

  async step(name: string): Promise<void> {
    await this.#take(name);
    this.#check();
  }

  async #take(name: string): Promise<void> {
    const choice = this.system.choices().find((other) => other.name === name);
    if (choice === undefined) throw new Error(`the system does not repeat itself: no "${name}"`);
    choice.take();
    await settle();
  }

  #check(): void {
    try {
      this.system.check();
    } catch (error) {
      this.problem ??= error instanceof Error ? error.message : String(error);
    }
  }
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
