/**
 * How wide a text is in Verdana, the font of shields' badges. Advance widths are those of the font, in
 * units of 1/2048 em. What is not in the table is estimated, and the answer says so. Pure.
 */

export interface TextWidth {
  readonly px: number;
  /** False when a character was not in the table. */
  readonly exact: boolean;
}

type Table = ReadonlyMap<string, number>;

const UNITS_PER_EM = 2048;

/** Printable ASCII. */
const REGULAR = tableOf({
  550: "'",
  562: 'il',
  705: 'j',
  720: ' f',
  745: ',.',
  806: '!',
  807: 't',
  862: 'I',
  874: 'r',
  930: '()-/:;[\\]|',
  931: 'J',
  940: '"',
  1067: 'cs',
  1076: 'z',
  1117: '?',
  1140: 'L',
  1177: 'F',
  1212: 'kvxy',
  1220: 'e',
  1230: 'a',
  1235: 'P',
  1243: 'o',
  1260: 'Y',
  1262: 'T',
  1276: 'bdgpq',
  1295: 'E',
  1296: 'hnu',
  1300: '{}',
  1302: '0123456789$*_`',
  1400: 'ASV',
  1403: 'XZ',
  1404: 'B',
  1419: 'K',
  1424: 'R',
  1430: 'C',
  1488: '&',
  1499: 'U',
  1532: 'N',
  1539: 'H',
  1578: 'D',
  1588: 'G',
  1612: 'OQ',
  1676: '#+<=>^w~',
  1726: 'M',
  1992: 'm',
  2025: 'W',
  2048: '@',
  2204: '%',
});

/** What a message in capitals is made of: numbers are all that a badge of ours has in bold. */
const BOLD = tableOf({
  700: ' ',
  740: '.,',
  1396: 'T',
  1410: '/',
  1456: '0123456789',
  1578: 'K',
  1660: 'G',
  1942: 'M',
});

/** Of a letter in no table: about as wide as Latin capitals. */
const OTHER_UNITS = 1400;

/** Kana and Hangul of half the width of a square, as old terminals had them. */
const HALF_SQUARE = /^[\uFF61-\uFFDC\uFFE8-\uFFEE]/;
/** Scripts of East Asia with their punctuation, and forms that are as wide. */
const SQUARE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Yi}\u3000-\u33FF\uFE30-\uFE4F\uFF01-\uFF60\uFFE0-\uFFE6]/u;
/** Pictures, by themselves or by a selector behind a sign; flags; keys. */
const EMOJI =
  /\p{Emoji_Presentation}|\p{Extended_Pictographic}|\p{Regional_Indicator}|\uFE0F|\u20E3/u;

/** Accents and joiners add nothing: an accented letter is as wide as its base. */
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/gu;

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a reader takes for one character each: syllables, flags and families of emoji are one. */
export function graphemesOf(text: string): readonly string[] {
  return Array.from(SEGMENTER.segment(text.normalize('NFC')), ({ segment }) => segment);
}

export function textWidth(text: string, fontPx: number, weight: 'regular' | 'bold'): TextWidth {
  const table = weight === 'bold' ? BOLD : REGULAR;
  let units = 0;
  let exact = true;
  for (const grapheme of graphemesOf(text)) {
    const known = knownUnits(grapheme, table);
    exact &&= known !== undefined;
    units += known ?? guessUnits(grapheme);
  }
  return { px: (units / UNITS_PER_EM) * fontPx, exact };
}

/** Of a letter of the table, whatever accents are on it; nothing of what has no width. */
function knownUnits(grapheme: string, table: Table): number | undefined {
  if (EMOJI.test(grapheme)) return undefined;
  const letter = grapheme.normalize('NFD').replace(WITHOUT_WIDTH, '');
  return letter === '' ? 0 : table.get(letter);
}

function guessUnits(grapheme: string): number {
  if (HALF_SQUARE.test(grapheme)) return UNITS_PER_EM / 2;
  if (SQUARE.test(grapheme) || EMOJI.test(grapheme)) return UNITS_PER_EM;
  // A cluster of several letters, as scripts of India have them, is as wide as these.
  return OTHER_UNITS * [...grapheme.replace(WITHOUT_WIDTH, '')].length;
}

function tableOf(charactersByWidth: Readonly<Record<number, string>>): Table {
  return new Map(
    Object.entries(charactersByWidth).flatMap(([units, characters]) =>
      [...characters].map((character): [string, number] => [character, Number(units)]),
    ),
  );
}
