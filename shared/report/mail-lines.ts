/** Lines of a mail, none longer than mail programs leave alone. Pure. */

/** Mail programs break lines of more than this, and not where we would (RFC 5322, 2.1.1). */
const LINE_CHARACTERS_MAX = 78;

/** Wide enough for the longest label and a gap. */
const LABEL_CHARACTERS = 14;

/** A label and its text on one line where that fits, or else a line for each part. */
export function entry(label: string, parts: readonly string[]): string[] {
  const line = label.padEnd(LABEL_CHARACTERS) + parts.join(' ');
  if (line.length <= LINE_CHARACTERS_MAX) return [line];
  return parts.map((part, index) => (index === 0 ? label : '').padEnd(LABEL_CHARACTERS) + part);
}

/** A sentence, broken between words; `mark` stands before it, and the further lines are set in as far. */
export function wrapped(sentence: string, mark = ''): string[] {
  const lines = sentence
    .replace(/(.{1,76})(?: |$)/g, '$1\n')
    .trimEnd()
    .split('\n');
  return lines.map((line, index) => (index === 0 ? mark : ' '.repeat(mark.length)) + line);
}
