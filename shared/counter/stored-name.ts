/** What a name in a top table may be: its bytes as stored, and the order of names. Pure. */

/** Longer names count among the others: an address that is made up must not push many rows out. */
export const NAME_BYTES_MAX = 200;

const QUOTES = 2;

/** UTF-8 bytes of the name as JSON, without the quotes around it. */
export function nameBytes(name: string): number {
  return new TextEncoder().encode(JSON.stringify(name)).byteLength - QUOTES;
}

/** Below 0 where `first` comes first. By code point, since UTF-16 puts emoji before U+E000. */
export function compareNames(first: string, second: string): number {
  const length = Math.min(first.length, second.length);
  let at = 0;
  while (at < length && first.charCodeAt(at) === second.charCodeAt(at)) at += 1;
  return (first.codePointAt(at) ?? -1) - (second.codePointAt(at) ?? -1);
}
