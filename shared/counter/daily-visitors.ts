/**
 * The distinct visitors of one day: exact up to 256, as 64 bits of each hash, then a small sketch
 * (2,048 registers, 1.8 % relative standard error). Small, since the whole document must stay so.
 */
import { sextetsToText, textToSextets } from './base64.ts';
import { CorruptDocument } from './corrupt-document.ts';
import { type HashBits, HyperLogLog, type StoredSketch } from './hyperloglog.ts';
import type { VisitorHash } from './visit.ts';
import { hashBits } from './visitor-set.ts';

const PRECISION = 11;
const EXACT_MAX = 256;
/** Eleven base64 characters hold the 64 bits of one hash. */
const CHARACTERS = 11;
const SPANNING = 5;

export type StoredDailyVisitors = { readonly seen: string } | { readonly sketch: StoredSketch };

export class DailyVisitors {
  #known: Set<string>;
  #sketch: HyperLogLog | undefined;

  private constructor(known: Set<string>, sketch: HyperLogLog | undefined) {
    this.#known = known;
    this.#sketch = sketch;
  }

  static empty(): DailyVisitors {
    return new DailyVisitors(new Set(), undefined);
  }

  static parse(stored: unknown): DailyVisitors {
    const { seen, sketch } = (stored ?? {}) as { seen?: unknown; sketch?: unknown };
    if (sketch !== undefined) {
      return new DailyVisitors(
        new Set(),
        HyperLogLog.parse(sketch, PRECISION, 'days.today.sketch'),
      );
    }
    if (typeof seen !== 'string' || seen.length % CHARACTERS !== 0) {
      throw new CorruptDocument('days.today.seen is not a list of hashes');
    }
    if (seen.length > EXACT_MAX * CHARACTERS) {
      throw new CorruptDocument(`days.today.seen holds more than ${EXACT_MAX} hashes`);
    }
    const known = new Set<string>();
    for (let start = 0; start < seen.length; start += CHARACTERS) {
      const text = seen.slice(start, start + CHARACTERS);
      if (textToBits(text) === undefined) {
        throw new CorruptDocument('days.today.seen has a character that is not base64');
      }
      known.add(text);
    }
    return new DailyVisitors(known, undefined);
  }

  get count(): number {
    return this.#sketch ? Math.round(this.#sketch.estimate) : this.#known.size;
  }

  add(visitor: VisitorHash): void {
    const bits = hashBits(visitor);
    if (this.#sketch !== undefined) {
      this.#sketch.add(bits);
      return;
    }
    this.#known.add(bitsToText(bits));
    if (this.#known.size > EXACT_MAX) this.#convert();
  }

  #convert(): void {
    const sketch = HyperLogLog.empty(PRECISION);
    for (const text of this.#known) {
      const bits = textToBits(text);
      if (bits !== undefined) sketch.add(bits);
    }
    sketch.startFrom(this.#known.size);
    this.#sketch = sketch;
    this.#known = new Set();
  }

  copy(): DailyVisitors {
    return new DailyVisitors(new Set(this.#known), this.#sketch?.copy());
  }

  toStored(): StoredDailyVisitors {
    return this.#sketch ? { sketch: this.#sketch.toStored() } : { seen: [...this.#known].join('') };
  }
}

/**
 * Least significant sextet first: five of the lower half, one that spans both, five of the upper half.
 */
function bitsToText({ high, low }: HashBits): string {
  const sextets = new Uint8Array(CHARACTERS);
  for (let index = 0; index < SPANNING; index += 1) {
    sextets[index] = (low >>> (6 * index)) & 63;
    sextets[SPANNING + 1 + index] = (high >>> (6 * index + 4)) & 63;
  }
  sextets[SPANNING] = (low >>> 30) | ((high & 15) << 2);
  return sextetsToText(sextets);
}

function textToBits(text: string): HashBits | undefined {
  const sextets = textToSextets(text);
  if (sextets === undefined) return undefined;
  const at = (index: number) => sextets[index] ?? 0;
  // The last one holds four bits: eleven sextets could hold 66.
  if (at(CHARACTERS - 1) > 15) return undefined;
  let low = at(SPANNING) << 30;
  let high = at(SPANNING) >>> 2;
  for (let index = 0; index < SPANNING; index += 1) {
    low |= at(index) << (6 * index);
    high |= at(SPANNING + 1 + index) << (6 * index + 4);
  }
  return { high: high >>> 0, low: low >>> 0 };
}
