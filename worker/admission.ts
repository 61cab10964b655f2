/**
 * How many requests one isolate serves at a time. Beyond what the object bears, a queue would only grow, and
 * every visitor would wait: who comes then is refused at once, and whoever was let in is served as ever.
 */
import { FAILURE_ANSWERS } from '../shared/errors.ts';

/** The object answers some 2,000 visits a second, so the last of these waits for a quarter of a second. */
export const REQUESTS_MAX = 512;
/** A request that was cut off may never say that it has ended; the slowest answer takes less than this. */
const FORGOTTEN_AFTER_MS = 60_000;

export class Admission {
  /** Ticket -> when it was given, in that order. */
  readonly #givenAtMs = new Map<number, number>();
  #tickets = 0;

  /** A ticket to `leave` with; undefined when there is no room. `nowMs` on any clock that goes forward. */
  enter(nowMs: number): number | undefined {
    for (const [ticket, givenAtMs] of this.#givenAtMs) {
      if (nowMs - givenAtMs < FORGOTTEN_AFTER_MS) break;
      this.#givenAtMs.delete(ticket);
    }
    if (this.#givenAtMs.size >= REQUESTS_MAX) return undefined;
    this.#tickets += 1;
    this.#givenAtMs.set(this.#tickets, nowMs);
    return this.#tickets;
  }

  leave(ticket: number): void {
    this.#givenAtMs.delete(ticket);
  }
}

/** Nothing was counted, and the caller may ask again: the answer that every `unavailable` is. */
export function overloaded(): Response {
  const { retryAfterSeconds, status } = FAILURE_ANSWERS.unavailable;
  const headers = {
    'Retry-After': String(retryAfterSeconds),
    'Cache-Control': 'no-store',
    'Access-Control-Allow-Origin': '*',
  };
  return Response.json({ ok: false, error: 'unavailable' }, { status, headers });
}
