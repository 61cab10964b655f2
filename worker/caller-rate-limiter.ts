/** The Workers rate-limit binding, by the caller's address: Cloudflare holds it in memory for a minute. */
import type { RateLimiter } from '../shared/ports.ts';

export class CallerRateLimiter implements RateLimiter {
  readonly #limit: RateLimit;

  constructor(limit: RateLimit) {
    this.#limit = limit;
  }

  async allows(request: Request): Promise<boolean> {
    const address = request.headers.get('cf-connecting-ip');
    if (address === null) return true;
    const { success } = await this.#limit.limit({ key: address });
    return success;
  }
}
