/**
 * A process of a model: it goes on only when something is delivered to it. What it was given, and when,
 * is all that its future depends on: that history stands for its state.
 */
import { hash } from 'node:crypto';
import type { Clock, ETag, Random } from '../../shared/ports.ts';
import type { Choice } from './explorer.ts';

export interface ModelTime {
  readonly nowMs: number;
  /** Pauses end at once: one before a next try and the way of that request are one wait. */
  readonly skipsPauses: boolean;
}

export class ModelProcess {
  readonly name: string;
  /** Whose memory and storage it works on: its steps touch that. */
  readonly home: string;
  readonly clock: Clock;
  readonly random: Random;
  alive = true;
  /** So much more time has passed for it than for others. */
  aheadMs = 0;
  /** Of the document that it was last told of. */
  lastETag: ETag | 'none' = 'none';
  /** It has read or written one. */
  knowsDocument = false;
  readonly #time: ModelTime;
  readonly #idle: () => string | undefined;
  #history = '';
  #pauses: (() => void)[] = [];
  #limit: (() => void) | undefined;

  /** `idle` tells all that its future depends on while nothing is under way, else undefined. */
  constructor(
    name: string,
    home: string,
    time: ModelTime,
    idle: () => string | undefined = () => undefined,
  ) {
    this.name = name;
    this.home = home;
    this.#time = time;
    this.#idle = idle;
    this.random = { id: () => `id-of-${name}`, uniform: () => 0.5 };
    this.clock = {
      now: () => this.nowMs,
      monotonicMs: () => this.nowMs,
      sleep: (_delayMs, signal) => this.#sleep(signal),
    };
  }

  get nowMs(): number {
    return this.#time.nowMs + this.aheadMs;
  }

  /** All that reaches a process goes through here, so that its history is complete. */
  receive(what: string, deliver: () => void): void {
    if (!this.alive) return;
    this.#history = `${this.#idle() ?? this.#history} ${this.nowMs} ${what}`;
    deliver();
  }

  choices(): Choice[] {
    return this.#pauses.map((end, index) => ({
      name: `pause ${index + 1} of ${this.name} ends`,
      touches: [this.home],
      take: () => {
        this.#pauses = this.#pauses.filter((other) => other !== end);
        this.receive(`pause ${index + 1} ended`, end);
      },
    }));
  }

  get isPausing(): boolean {
    return this.#pauses.length > 0;
  }

  key(): string {
    return this.#idle() ?? hash('sha1', this.#history, 'base64');
  }

  kill(): void {
    this.alive = false;
    this.#pauses = [];
  }

  /** Ends the wait for the call that is about to be sent: its time limit was set just before. */
  takeLimit(): () => void {
    const limit = this.#limit;
    this.#limit = undefined;
    if (limit === undefined) throw new Error('a call was sent without a time limit');
    return limit;
  }

  #sleep(signal: AbortSignal | undefined): Promise<void> {
    if (signal === undefined && this.#time.skipsPauses) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    if (signal === undefined) {
      this.#pauses.push(resolve);
    } else {
      this.#limit = resolve;
    }
    return promise;
  }
}
