/** The Workers rate-limit binding, by the caller's address: Cloudflare holds it in memory for a minute. */
import type { Log, RateLimiter } from '../shared/ports.ts';
import { callerOf } from './caller.ts';

export class CallerRateLimiter implements RateLimiter {
  readonly #limit: RateLimit;
  readonly #log: Log;

  constructor(limit: RateLimit, log: Log) {
    this.#limit = limit;
    this.#log = log;
  }

  async allows(request: Request): Promise<boolean> {
    const address = request.headers.get('cf-connecting-ip');
    if (address === null) return true;
    try {
      const { success } = await this.#limit.limit({ key: callerOf(address) });
      return success;
    } catch (error) {
      // A rate limiter that fails must not stop counting.
      this.#log.warn('rate-limiter-failed', {
        cause: error instanceof Error ? error.name : 'unknown',
      });
      return true;
    }
  }
}
