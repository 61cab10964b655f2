/**
 * JSON in few lines that a mail leaves alone: each is filled as far as it may be. A long string keeps its
 * line: a break inside would change it. Pure.
 */

/** Short of what mail programs break (RFC 5322, 2.1.1). */
const LINE_CHARACTERS_MAX = 76;
/** Up to and with the next comma that stands in no string. */
const PART = /(?:"(?:[^"\\]|\\.)*"|[^",])+,?/g;

export function jsonLines(value: object): string {
  const lines = [''];
  for (const part of JSON.stringify(value).match(PART) ?? []) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + part.length > LINE_CHARACTERS_MAX) lines.push(part);
    else lines[lines.length - 1] = line + part;
  }
  return lines.join('\n');
}
