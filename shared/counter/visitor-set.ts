/**
 * Distinct visitors: exact hashes that become a sketch when there are many, with no loss, since the
 * sketch is made of the very same hashes. Its count never goes down. Pure; changed in place, so
 * callers copy first.
 */
import { CorruptDocument } from './corrupt-document.ts';
import { addCounts } from './count.ts';
import {
  type HashBits,
  HyperLogLog,
  relativeStandardError,
  type StoredSketch,
} from './hyperloglog.ts';
import { isVisitorHash, type VisitorHash } from './visit.ts';

/** 16,384 registers: 0.65 % relative standard error. */
const PRECISION = 14;

export interface VisitorLimits {
  /** More visitors than this are estimated. */
  readonly exactVisitorsMax: number;
}

export class VisitorSet {
  readonly #exactMax: number;
  #known: Set<VisitorHash>;
  #sketch: HyperLogLog | undefined;
  #count: number;
  /** The count as it was last told while exact, or as it was stored: the estimate never tells less. */
  #toldMin: number;

  private constructor(
    exactMax: number,
    known: Set<VisitorHash>,
    sketch: HyperLogLog | undefined,
    count: number,
    toldMin: number,
  ) {
    this.#exactMax = exactMax;
    this.#known = known;
    this.#sketch = sketch;
    this.#count = count;
    this.#toldMin = toldMin;
  }

  static empty(limits: VisitorLimits): VisitorSet {
    return new VisitorSet(limits.exactVisitorsMax, new Set(), undefined, 0, 0);
  }

  /** `count` is the authoritative `uniqueVisitors`: it may exceed the hashes that are known. */
  static parse(seen: unknown, sketch: unknown, count: number, limits: VisitorLimits): VisitorSet {
    if (!Array.isArray(seen)) throw new CorruptDocument('seen is not an array');
    const wrong = seen.findIndex((hash) => !isVisitorHash(hash));
    if (wrong >= 0) throw new CorruptDocument(`seen[${wrong}] is not a visitor hash`);
    const known = new Set<VisitorHash>(seen);
    const parsed =
      sketch === undefined ? undefined : HyperLogLog.parse(sketch, PRECISION, 'sketch');
    const countMin = Math.max(count, parsed ? Math.round(parsed.estimate) : known.size);
    if (parsed === undefined) {
      const exact = new VisitorSet(limits.exactVisitorsMax, known, undefined, countMin, 0);
      // An old document may hold many more hashes than we keep, in memory and in the edge's own copy.
      if (known.size > limits.exactVisitorsMax) exact.#convert();
      return exact;
    }
    // Hashes beside a sketch come from a writer that knows no sketches (the old function): add them to it.
    const set = new VisitorSet(limits.exactVisitorsMax, new Set(), parsed, countMin, count);
    for (const hash of known) set.add(hash);
    return set;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * What a visitor is told after so many views. Nobody is a visitor without a view, so an estimate beyond
   * that is certainly too high; but what was told once is told for ever.
   */
  toldAfter(pageviews: number): number {
    if (this.#sketch === undefined) return this.#count;
    return Math.max(Math.min(this.#count, pageviews), this.#toldMin);
  }

  /** Absent while the count is exact. */
  get relativeError(): number | undefined {
    return this.#sketch && relativeStandardError(PRECISION);
  }

  /** Visitors who are counted, but would not be recognised: their hashes are not in the document. */
  get forgotten(): number {
    return this.#sketch ? 0 : this.#count - this.#known.size;
  }

  add(visitor: VisitorHash): void {
    if (this.#sketch === undefined) {
      if (this.#known.has(visitor)) return;
      this.#known.add(visitor);
      this.#count = addCounts(this.#count, 1);
      if (this.#known.size > this.#exactMax) this.#convert();
      return;
    }
    this.#sketch.add(hashBits(visitor));
    this.#count = Math.max(this.#count, Math.round(this.#sketch.estimate));
  }

  #convert(): void {
    this.#sketch = HyperLogLog.empty(PRECISION);
    for (const hash of this.#known) this.#sketch.add(hashBits(hash));
    this.#sketch.startFrom(this.#count);
    this.#toldMin = this.#count;
    this.#known = new Set();
  }

  /**
   * An estimate depends on the order in which visitors came, so two documents that hold the same ones may
   * differ by a little: a copy that estimates, and tells no less than `count`.
   */
  estimatedAtLeast(count: number): VisitorSet {
    const copy = this.copy();
    if (copy.#sketch === undefined) copy.#convert();
    copy.#count = Math.max(copy.#count, count);
    return copy;
  }

  copy(): VisitorSet {
    const known = this.#sketch ? this.#known : new Set(this.#known);
    const sketch = this.#sketch?.copy();
    return new VisitorSet(this.#exactMax, known, sketch, this.#count, this.#toldMin);
  }

  toStored(): { seen: readonly VisitorHash[]; sketch?: StoredSketch } {
    const seen = [...this.#known];
    return this.#sketch ? { seen, sketch: this.#sketch.toStored() } : { seen };
  }
}

/** The first 64 bits of the SHA-256: as good as a hash of their own. */
export function hashBits(visitor: VisitorHash): HashBits {
  return {
    high: Number.parseInt(visitor.slice(0, 8), 16),
    low: Number.parseInt(visitor.slice(8, 16), 16),
  };
}
