/**
 * When the journal is flushed next: as soon as the budget allows, within seconds on a quiet site and once
 * a minute on a busy one. One alarm a flush, since each that is set is billed; it is set again only once
 * it has rung, or must have been lost. Pure: callers bring the time, Unix milliseconds.
 */
import { type BudgetLevel, FlushBudget } from './flush-budget.ts';

/** A visit to a quiet site shows elsewhere after this. */
const QUIET_FLUSH_MS = 2_000;
/** A busy site flushes this often: 43,200 writes in 30 days. */
const BUSY_FLUSH_MS = 60_000;
/** An alarm that is later than this is treated as lost. */
const ALARM_GRACE_MS = 10_000;
/** An alarm further ahead than any flush is ignored: the clock was set back since. */
const LONGEST_ALARM_MS = 86_400_000;
/** What a flush may send: three reads first, three writes with a read after each, and a namespace look-up. */
const FLUSH_REQUESTS_MAX = 10;

export type FlushPlan =
  /** An alarm is set already. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'set-alarm'; readonly atMs: number }
  /** The alarm was lost: flush now. */
  | { readonly kind: 'flush' };

export class FlushSchedule {
  readonly #budget: FlushBudget;
  #alarmAtMs: number | undefined;
  #lastFlushAtMs = Number.NEGATIVE_INFINITY;

  constructor(requestsPerMonth: number, nowMs: number, saved?: BudgetLevel) {
    this.#budget = new FlushBudget(requestsPerMonth, nowMs, saved);
  }

  /** What to do while rows wait. */
  plan(nowMs: number): FlushPlan {
    const alarmAtMs = this.#alarmAtMs;
    if (alarmAtMs !== undefined && alarmAtMs + ALARM_GRACE_MS < nowMs) return { kind: 'flush' };
    if (alarmAtMs !== undefined && alarmAtMs <= nowMs + LONGEST_ALARM_MS) return { kind: 'wait' };
    return { kind: 'set-alarm', atMs: Math.max(this.#dueAtMs(nowMs), nowMs + QUIET_FLUSH_MS) };
  }

  isDue(nowMs: number): boolean {
    return nowMs >= this.#dueAtMs(nowMs);
  }

  alarmSet(atMs: number): void {
    this.#alarmAtMs = atMs;
  }

  /** It rang, or is no longer waited for. */
  alarmGone(): void {
    this.#alarmAtMs = undefined;
  }

  /** Requests of a flush, a read or a claim; refused ones cost as well. */
  spent(requests: number, nowMs: number): void {
    this.#budget.spend(requests, nowMs);
  }

  /** Whether or not it landed, the next one waits its interval. */
  flushed(nowMs: number): void {
    this.#lastFlushAtMs = nowMs;
  }

  /** Whether the budget allows a read that a caller waits for. */
  canAsk(nowMs: number): boolean {
    return this.#budget.availableAtMs(FLUSH_REQUESTS_MAX, nowMs) <= nowMs;
  }

  /** Whether the budget allows a read that no caller needs. */
  isAmple(nowMs: number): boolean {
    return this.#budget.isAmple(nowMs);
  }

  level(nowMs: number): BudgetLevel {
    return this.#budget.level(nowMs);
  }

  #dueAtMs(nowMs: number): number {
    const affordableAtMs = this.#budget.availableAtMs(FLUSH_REQUESTS_MAX, nowMs);
    // Now at the latest: the clock may have been set back since.
    this.#lastFlushAtMs = Math.min(this.#lastFlushAtMs, nowMs);
    return Math.max(this.#lastFlushAtMs + BUSY_FLUSH_MS, affordableAtMs);
  }
}
