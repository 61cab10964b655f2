/** Impossible states: our own defect, which must be logged and answered, never swallowed. */

export class BrokenInvariant extends Error {
  /** `invariant` is the sentence that does not hold: `each visit is told its totals`. */
  constructor(invariant: string) {
    super(`broken invariant: ${invariant}`);
    this.name = 'BrokenInvariant';
  }
}

/** @throws BrokenInvariant: the caller answers `unavailable`, and the log says which one. */
export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new BrokenInvariant(invariant);
}

/** The value, where it cannot be missing. @throws BrokenInvariant */
export function present<T>(value: T | undefined, invariant: string): T {
  assert(value !== undefined, invariant);
  return value;
}
