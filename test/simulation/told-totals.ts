/**
 * What callers are told: no count twice on one line, never more than there were visits, and nobody who
 * asks again is told less than before.
 */
import type { Totals } from '../../shared/counter/document.ts';
import { Violation } from './verdict.ts';

export class ToldTotals {
  readonly #countsByLine = new Map<string, Set<number>>();
  readonly #latestByTeller = new Map<string, Totals>();
  readonly #forgetful = new Set<string>();
  #areAllForgetful = false;

  /** Whose storage was rolled back has told what is gone: numbers may come again. */
  forget(line: string): void {
    this.#forgetful.add(line);
  }

  /** A document that somebody has put in place tells other numbers, and some of them again. */
  forgetAll(): void {
    this.#areAllForgetful = true;
  }

  #isForgetful(line: string): boolean {
    return this.#areAllForgetful || this.#forgetful.has(line);
  }

  /** Within `line` there is one count; nobody else there may have been told the same number. */
  acknowledge(line: string, told: Totals, countMax: number): void {
    const counts = this.#countsByLine.get(line) ?? new Set();
    const isNew = !counts.has(told.count);
    counts.add(told.count);
    this.#countsByLine.set(line, counts);
    if (!this.#isForgetful(line)) {
      if (!isNew) throw new Violation(`${line} told ${told.count} twice`);
      if (told.count > countMax) {
        throw new Violation(`${line} told ${told.count}, more than there were visits`);
      }
    }
    if (told.unique > told.count) {
      throw new Violation(`told ${told.unique} unique of ${told.count}`);
    }
  }

  /** What a teller has told so far: whoever asks it from now on must not be told less. */
  latest(teller: string): Totals | undefined {
    return this.#latestByTeller.get(teller);
  }

  /** `line`: whose storage the teller goes by. */
  tell(line: string, teller: string, told: Totals, beforeAsked: Totals | undefined): void {
    if (this.#isForgetful(line)) return;
    if (told.count >= (this.latest(teller)?.count ?? 0)) this.#latestByTeller.set(teller, told);
    if (beforeAsked === undefined) return;
    for (const figure of ['count', 'unique', 'updatedAt'] as const) {
      if (told[figure] >= beforeAsked[figure]) continue;
      const [before, after] = [beforeAsked[figure], told[figure]];
      throw new Violation(`${teller} told ${figure} ${before}, and later ${after}`);
    }
  }
}
