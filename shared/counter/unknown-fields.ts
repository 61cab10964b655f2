/**
 * Top-level fields that this version does not know: a later version's, or somebody else's. They are
 * carried through every write as they are, up to a bound, since another version or program needs them. Pure.
 */
import { CorruptDocument } from './corrupt-document.ts';

export type UnknownFields = Readonly<Record<string, unknown>>;

/** As stored, in UTF-8. The document is read and written whole, and must stay small. */
export const UNKNOWN_BYTES_MAX = 8 * 1024;
/** At most this many are named in the error. */
const NAMED_MAX = 3;

/** @throws CorruptDocument when they are larger than what is carried: dropping them would lose them. */
export function parseUnknownFields(fields: UnknownFields): UnknownFields {
  const names = Object.keys(fields);
  if (names.length === 0 || bytesOf(fields) <= UNKNOWN_BYTES_MAX) return fields;
  const named = names.slice(0, NAMED_MAX).map((name) => JSON.stringify(name.slice(0, 64)));
  throw new CorruptDocument(
    `fields that this version does not know take more than ${UNKNOWN_BYTES_MAX} bytes ` +
      `(${named.join(', ')}): upgrade to a version that knows them, or take them out`,
  );
}

function bytesOf(fields: UnknownFields): number {
  try {
    return new TextEncoder().encode(JSON.stringify(fields)).byteLength;
  } catch {
    // Nested more deeply than the stack allows, which takes far more than the bound.
    return Number.POSITIVE_INFINITY;
  }
}
