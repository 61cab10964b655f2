/**
 * Reads of the store that callers share: one at a time, within the budget, and with growing pauses while
 * the store cannot be read.
 */
import { Failure } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { FlushSchedule } from './flush-schedule.ts';

/** Pause after the second failed read in a row; doubled after each further one. */
const HOLD_OFF_MS = { first: 1_000, longest: 60_000 };

export class SharedLooks {
  readonly #clock: Clock;
  readonly #schedule: FlushSchedule;
  readonly #read: () => Promise<void>;
  #looking: Promise<void> | undefined;
  #failures = 0;
  #lastFailure: unknown;
  /** On the monotonic clock. */
  #heldOffUntilMs = 0;

  /** `read` asks the store once, and throws only Failure. */
  constructor(clock: Clock, schedule: FlushSchedule, read: () => Promise<void>) {
    this.#clock = clock;
    this.#schedule = schedule;
    this.#read = read;
  }

  get isLooking(): boolean {
    return this.#looking !== undefined;
  }

  /** True during the pause after failed reads. */
  get isHeldOff(): boolean {
    return this.#clock.monotonicMs() < this.#heldOffUntilMs;
  }

  /** Why the last read failed. */
  get lastFailure(): unknown {
    return this.#lastFailure;
  }

  /** A call while a read is under way shares that read, so an unreachable store is asked once. @throws Failure */
  look(): Promise<void> {
    this.#looking ??= this.#lookOnce().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #lookOnce(): Promise<void> {
    if (!this.#schedule.canAsk(this.#clock.now())) {
      throw new Failure(
        'unavailable',
        'store requests are saved for flushes: the budget is used up',
      );
    }
    try {
      await this.#read();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      this.#lastFailure = error;
      this.#heldOffUntilMs = this.#clock.monotonicMs() + holdOffMs(this.#failures);
      throw error;
    }
  }
}

function holdOffMs(failures: number): number {
  const { first, longest } = HOLD_OFF_MS;
  return failures < 2 ? 0 : Math.min(first * 2 ** (failures - 2), longest);
}
