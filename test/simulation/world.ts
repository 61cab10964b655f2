/**
 * Virtual time: events in the order of their times, and between two events everything that promises
 * still have to do. Nothing here waits for real time. The trace hash tells whether two runs were alike.
 */
import { settle } from '../support/settle.ts';

export interface Timer {
  cancelled: boolean;
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

export class World {
  nowMs: number;
  #events: Timer[] = [];
  #order = 0;
  #hash = 0x811c9dc5;
  /** The last events, for whoever reads a failing seed. */
  readonly recent: string[] = [];

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  after(delayMs: number, run: () => void): Timer {
    const timer = {
      cancelled: false,
      atMs: this.nowMs + Math.max(delayMs, 0),
      order: this.#order,
      run,
    };
    this.#order += 1;
    this.#push(timer);
    return timer;
  }

  /** Puts a line into the trace (FNV-1a). */
  trace(line: string): void {
    const text = `${this.nowMs.toFixed(3)} ${line}`;
    for (let index = 0; index < text.length; index += 1) {
      this.#hash = Math.imul(this.#hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
    }
    this.recent.push(text);
    if (this.recent.length > 400) this.recent.splice(0, 200);
  }

  get traceHash(): string {
    return this.#hash.toString(16).padStart(8, '0');
  }

  async runUntil(endMs: number): Promise<void> {
    await settle();
    for (;;) {
      const next = this.#events[0];
      if (next === undefined || next.atMs > endMs) break;
      this.#pop();
      if (next.cancelled) continue;
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
      await settle();
    }
    this.nowMs = Math.max(this.nowMs, endMs);
  }

  #push(timer: Timer): void {
    const heap = this.#events;
    heap.push(timer);
    let child = heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#isBefore(child, parent)) break;
      this.#swap(child, parent);
      child = parent;
    }
  }

  #pop(): void {
    const heap = this.#events;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    let parent = 0;
    for (;;) {
      const left = parent * 2 + 1;
      const right = left + 1;
      let least = parent;
      if (left < heap.length && this.#isBefore(left, least)) least = left;
      if (right < heap.length && this.#isBefore(right, least)) least = right;
      if (least === parent) return;
      this.#swap(parent, least);
      parent = least;
    }
  }

  #isBefore(first: number, second: number): boolean {
    const a = this.#events[first];
    const b = this.#events[second];
    if (a === undefined || b === undefined) return false;
    return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
  }

  #swap(first: number, second: number): void {
    const a = this.#events[first];
    const b = this.#events[second];
    if (a === undefined || b === undefined) return;
    this.#events[first] = b;
    this.#events[second] = a;
  }
}
