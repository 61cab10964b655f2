/** What the router works with: collaborators only; what is data is in Settings. */
import type { Counter } from './commit/counter.ts';
import type { Clock, Log, Notifier, Random, RateLimiter } from './ports.ts';

export interface Services {
  readonly counter: Counter;
  /** Absent without a topic. */
  readonly notifier?: Notifier;
  /** Absent where somebody else limits callers: API Gateway does. */
  readonly rateLimiter?: RateLimiter;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}
