/**
 * How each writer's visits ended for their visitors, and how many of them it counted: all that it
 * acknowledged, none that it refused, and never one that nobody made. The rest may be in or not.
 */
import { Violation } from './verdict.ts';

/** A visit that was neither acknowledged nor refused was unsure, or cut off. */
interface Tally {
  started: number;
  acknowledged: number;
  refused: number;
  counted: number;
  /** Acknowledged, and only in a storage that was rolled back or emptied. */
  mayBeLost: number;
}

const NONE: Tally = { started: 0, acknowledged: 0, refused: 0, counted: 0, mayBeLost: 0 };

export class VisitTallies {
  readonly #byWriter = new Map<string, Tally>();
  #isComparable = true;

  add(writer: string, how: 'started' | 'acknowledged' | 'refused'): void {
    this.#of(writer)[how] += 1;
  }

  lose(writer: string, visits: number): void {
    this.#of(writer).mayBeLost += visits;
  }

  /** Somebody has put another document in place: how many views a writer left in it says nothing any more. */
  stopComparing(): void {
    this.#isComparable = false;
  }

  /** A landing of this writer put so many more views into the document. */
  count(writer: string, views: number): void {
    const tally = this.#of(writer);
    tally.counted += views;
    if (tally.counted <= tally.started || !this.#isComparable) return;
    throw new Violation(`${writer} counted ${tally.counted} of its ${tally.started} visits`);
  }

  /** Of all writers together. */
  sum(figure: keyof Tally): number {
    return [...this.#byWriter.values()].reduce((sum, tally) => sum + tally[figure], 0);
  }

  /** Once every fault has stopped and every journal had its time. */
  end(): void {
    if (!this.#isComparable) return;
    for (const [writer, tally] of this.#byWriter) {
      const { acknowledged, counted, mayBeLost, refused, started } = tally;
      const [least, most] = [acknowledged - mayBeLost, started - refused];
      if (counted < least) {
        throw new Violation(`${writer} counted ${counted} of ${least} that it acknowledged`);
      }
      if (counted > most) {
        throw new Violation(`${writer} counted ${counted}, and refused all but ${most}`);
      }
    }
  }

  #of(writer: string): Tally {
    const tally = this.#byWriter.get(writer) ?? { ...NONE };
    this.#byWriter.set(writer, tally);
    return tally;
  }
}
