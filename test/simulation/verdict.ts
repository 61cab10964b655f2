/**
 * A broken promise, and the first one of a run. Checks are made inside events, where a throw would reach
 * nobody: it is kept here until the run looks.
 */
import { Failure } from '../../shared/errors.ts';
import type { World } from './world.ts';

export class Violation extends Error {}

export class Verdict {
  readonly #world: World;
  #first: unknown;
  /** Kinds of failure that a caller may hear. */
  readonly #expected: Set<string> = new Set(['conflict', 'unavailable']);

  constructor(world: World) {
    this.#world = world;
  }

  /** Runs a check that throws when a promise is broken. */
  check(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#first ??= error;
    }
  }

  /** An owner who deletes and replaces documents makes counters miss the one that they knew. */
  expectCorruptDocuments(): void {
    this.#expected.add('corrupt-document');
  }

  /** A caller heard an error: it may hear `conflict` or `unavailable`; any other is a bug. */
  refused(name: string, error: unknown): void {
    this.#world.trace(`${name} refused: ${error instanceof Error ? error.message : error}`);
    if (error instanceof Failure && this.#expected.has(error.kind)) return;
    this.#first ??= error;
  }

  /** Throws what was found first, if anything was. */
  enforce(): void {
    if (this.#first !== undefined) throw this.#first;
  }
}
