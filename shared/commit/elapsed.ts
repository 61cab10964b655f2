/**
 * How long ago something was, by both clocks of a process: the wall clock may be set, and the monotonic
 * one stands still with a suspended machine. Where they agree, neither has happened since.
 */
import type { Clock } from '../ports.ts';

/** Less than what a store's date leaves out, and more than an hour's drift. */
const AGREEMENT_MS = 500;

export class Elapsed {
  readonly #clock: Clock;
  readonly #startedAtMs: number;
  readonly #startedMonotonicMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAtMs = clock.now();
    this.#startedMonotonicMs = clock.monotonicMs();
  }

  get wallMs(): number {
    return this.#clock.now() - this.#startedAtMs;
  }

  get monotonicMs(): number {
    return this.#clock.monotonicMs() - this.#startedMonotonicMs;
  }

  get clocksAgree(): boolean {
    return Math.abs(this.wallMs - this.monotonicMs) < AGREEMENT_MS;
  }
}
