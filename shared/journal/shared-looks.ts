/**
 * Looks at the store, for all who want to know what it holds: one at a time that they share, within the
 * budget, and less and less often while the store cannot be read.
 */
import { Failure } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { FlushSchedule } from './flush-schedule.ts';

/** After a second look in a row that failed, the store is left alone for this long; then twice as long each time. */
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

  /** The store is left alone for now, since the last looks failed. */
  get isHeldOff(): boolean {
    return this.#clock.monotonicMs() < this.#heldOffUntilMs;
  }

  /** Why the last look that failed did. */
  get lastFailure(): unknown {
    return this.#lastFailure;
  }

  /** Whoever looks while another does gets that look: a store that is away is asked once. @throws Failure */
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
