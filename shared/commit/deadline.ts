/**
 * How long something may still take. A frozen process must notice that it was frozen, whichever clock
 * kept running: the wall clock may have been set back, the monotonic one may have stood still with a
 * suspended machine. So the later of both counts.
 */
import type { Clock } from '../ports.ts';

export class Deadline {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #startedAtMs: number;
  readonly #startedMonotonicMs: number;

  constructor(clock: Clock, limitMs: number) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#startedAtMs = clock.now();
    this.#startedMonotonicMs = clock.monotonicMs();
  }

  /** Milliseconds left; zero or less once it has passed. */
  leftMs(): number {
    const wallMs = this.#clock.now() - this.#startedAtMs;
    const monotonicMs = this.#clock.monotonicMs() - this.#startedMonotonicMs;
    return this.#limitMs - Math.max(wallMs, monotonicMs);
  }

  passed(): boolean {
    return this.leftMs() <= 0;
  }
}
