/** Visitor hashes from a PRNG: SHA-256 alone would take minutes for ten million. Pure but for its state. */
import type { VisitorHash } from '../shared/counter/visit.ts';

const REST_OF_HASH = '0'.repeat(48);

/** Hashes that differ in their first 64 bits, since no sketch looks at more. */
export class HashStream {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  next(): VisitorHash {
    return `${this.#hex()}${this.#hex()}${REST_OF_HASH}` as VisitorHash;
  }

  /** Mulberry32: a counter, mixed until neighbours have nothing in common. */
  #hex(): string {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0).toString(16).padStart(8, '0');
  }
}
