/** Lines of a mail that are as short as a phone's, so that none is broken twice. Pure. */

/** What 360 pixels hold, in any font that mails are read in. */
const LINE_CHARACTERS_MAX = 42;

/** A sentence, broken between words; `mark` stands before it. */
export function wrapped(sentence: string, mark = ''): string[] {
  const lines: string[] = [];
  let line = mark;
  for (const word of sentence.split(' ')) {
    if (line.trim() !== '' && line.length + word.length > LINE_CHARACTERS_MAX) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}

/** A title, and its lines below it. */
export function section(title: string, sentences: readonly string[]): string[] {
  return [title.toUpperCase(), ...sentences.flatMap((sentence) => wrapped(sentence))];
}
