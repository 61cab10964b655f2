/** The machine's time plus whatever a test adds to it; sleepers wake only when the test says so. */
import type { Clock } from '../../shared/ports.ts';

interface Sleeper {
  readonly untilMs: number;
  readonly wake: () => void;
}

export class ManualClock implements Clock {
  #addedMs: number;
  #sleepers: readonly Sleeper[] = [];
  #announce: (() => void) | undefined;

  constructor(addedMs = 0) {
    this.#addedMs = addedMs;
  }

  now(): number {
    return Date.now() + this.#addedMs;
  }

  monotonicMs(): number {
    return performance.now() + this.#addedMs;
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#sleepers = [...this.#sleepers, { untilMs: this.now() + delayMs, wake: resolve }];
      signal?.addEventListener('abort', () => resolve(), { once: true });
      this.#announce?.();
    });
  }

  /** Resolves as soon as somebody sleeps. */
  async somebodySleeps(): Promise<void> {
    if (this.#sleepers.length > 0) return;
    await new Promise<void>((resolve) => {
      this.#announce = resolve;
    });
  }

  advance(byMs: number): void {
    this.#addedMs += byMs;
    const nowMs = this.now();
    const due = this.#sleepers.filter((sleeper) => sleeper.untilMs <= nowMs);
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.untilMs > nowMs);
    for (const sleeper of due) sleeper.wake();
  }
}
