/**
 * When the journal may be flushed, so that the free allowance holds: a token bucket of store requests.
 * What it can hold and what flows in over the longest month make up the budget, so no month exceeds it.
 * Pure: callers bring the time, Unix milliseconds.
 */

export interface BudgetLevel {
  readonly tokens: number;
  readonly atMs: number;
}

const LONGEST_MONTH_MS = 31 * 86_400_000;
/** Saved up in quiet hours for conflicts and outages; more would only slow the steady flow. */
const BURST_MAX = 500;
const BURST_SHARE = 0.1;

export class FlushBudget {
  readonly #burst: number;
  readonly #tokensPerMs: number;
  #tokens: number;
  #atMs: number;

  constructor(requestsPerMonth: number, nowMs: number, saved?: BudgetLevel) {
    this.#burst = Math.min(BURST_MAX, requestsPerMonth * BURST_SHARE);
    this.#tokensPerMs = (requestsPerMonth - this.#burst) / LONGEST_MONTH_MS;
    this.#tokens = Math.min(saved?.tokens ?? this.#burst, this.#burst);
    this.#atMs = saved?.atMs ?? nowMs;
  }

  level(nowMs: number): BudgetLevel {
    // A clock that was set back must not stop the flow until it is as late again.
    this.#atMs = Math.min(this.#atMs, nowMs);
    const flowed = (nowMs - this.#atMs) * this.#tokensPerMs;
    return { tokens: Math.min(this.#tokens + flowed, this.#burst), atMs: nowMs };
  }

  /** Each request costs a token, refused ones too. */
  spend(requests: number, nowMs: number): void {
    this.#tokens = this.level(nowMs).tokens - requests;
    this.#atMs = nowMs;
  }

  /** The time at which there will be this many tokens; now when there are. */
  availableAtMs(tokens: number, nowMs: number): number {
    const missing = Math.min(tokens, this.#burst) - this.level(nowMs).tokens;
    return missing <= 0 ? nowMs : nowMs + Math.ceil(missing / this.#tokensPerMs);
  }

  /** Enough is left to spend on reads that are not needed for counting. */
  isAmple(nowMs: number): boolean {
    return this.level(nowMs).tokens > this.#burst / 2;
  }
}
