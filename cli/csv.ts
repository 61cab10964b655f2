/** CSV (RFC 4180): text to cells and back. What is written, no spreadsheet takes for a formula. Pure. */

/** Rows of cells; blank lines are none. A quote that is never closed ends with the text. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(CELL)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  return rows;
}

/** A cell in quotes or without, and what ends it. */
const CELL = /(?:"((?:[^"]|"")*)"?|([^,\n]*))(,|\n|$)/g;

/** Text is always quoted, so that no other separator parts it, and never begins as a formula does. */
export function toCsvLine(cells: readonly (string | number)[]): string {
  return cells.map((cell) => (typeof cell === 'number' ? `${cell}` : quote(cell))).join(',');
}

function quote(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
