/**
 * How long something may still take. A frozen process must notice that it was frozen, whichever clock
 * kept running: so the later of both counts.
 */
import type { Clock } from '../ports.ts';
import { Elapsed } from './elapsed.ts';

export class Deadline {
  readonly #limitMs: number;
  readonly #elapsed: Elapsed;

  constructor(clock: Clock, limitMs: number) {
    this.#limitMs = limitMs;
    this.#elapsed = new Elapsed(clock);
  }

  /** Milliseconds left; zero or less once it has passed. */
  leftMs(): number {
    const { monotonicMs, wallMs } = this.#elapsed;
    return this.#limitMs - Math.max(wallMs, monotonicMs);
  }

  passed(): boolean {
    return this.leftMs() <= 0;
  }
}
