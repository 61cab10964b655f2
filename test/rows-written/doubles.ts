/** A clock that jumps, and a store that answers at once: hours pass in seconds. */
import type { Clock, ETag, ObjectStore } from '../../shared/ports.ts';

export class JumpingClock implements Clock {
  nowMs = Date.UTC(2027, 0, 1);
  now = () => this.nowMs;
  monotonicMs = () => this.nowMs;

  /** Short waits end at once; a time limit never does, unless it is called off. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    if (delayMs < 100) return Promise.resolve();
    return new Promise((resolve) => signal?.addEventListener('abort', () => resolve()));
  }
}

const AWAY = { kind: 'failed', failure: { kind: 'unknown', detail: '500' } } as const;

export class InstantStore implements ObjectStore {
  writes = 0;
  isAway = false;
  readonly #clock: Clock;
  #body: string | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  put(body: string): void {
    this.#body = body;
  }

  async read() {
    if (this.isAway) return AWAY;
    if (this.#body === undefined) return { kind: 'absent' } as const;
    return { kind: 'found', object: { body: this.#body, ...this.#version() } } as const;
  }

  async write(body: string) {
    if (this.isAway) return AWAY;
    this.writes += 1;
    this.#body = body;
    return { kind: 'stored', ...this.#version() } as const;
  }

  #version() {
    return { etag: `e-${this.writes}` as ETag, modifiedAtMs: this.#clock.now() };
  }
}
