/** The names of a top table as people read them: two sources are no hosts. Pure. */
const WORDS: Readonly<Record<string, string>> = { direct: 'Direct', inside: 'This site' };

export function wordsOf(name: string): string {
  return WORDS[name] ?? name;
}
