/** The router's collaborators; data is in Settings. */
import type { Counter } from './commit/counter.ts';
import type { Clock, Log, Notifier, Random, RateLimiter } from './ports.ts';

export interface Services {
  readonly counter: Counter;
  /** Absent without a topic. */
  readonly notifier?: Notifier;
  /** Absent on the Function, where API Gateway limits callers. */
  readonly rateLimiter?: RateLimiter;
  /** Of wrong tokens; absent where somebody else limits callers. */
  readonly tokenLimiter?: RateLimiter;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}
