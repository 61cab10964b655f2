/**
 * Views of pages from a file: `path,views` lines with or without a header, or GoatCounter's export, which has
 * a line for each view. One page in several spellings is one. Pure.
 */
import { COUNT_MAX } from '../shared/counter/count.ts';
import { parsePageName } from '../shared/counter/page-name.ts';
import { NO_NAME } from '../shared/counter/top-table.ts';
import { Failure } from '../shared/errors.ts';
import { parseCsv } from './csv.ts';

/** By page; those of paths that are none under NO_NAME. @throws Failure that names the line. */
export function readPageViews(text: string): ReadonlyMap<string, number> {
  const [first = [], ...rest] = parseCsv(text);
  const header = first.map((cell) => cell.trim().toLowerCase());
  const isGoatCounter = /^\d+path$/.test(header[0] ?? '') && header.includes('event');
  const views = isGoatCounter ? readHits(header, rest) : readCounts(header, first, rest);
  if (views.size > 0) return views;
  throw new Failure('misconfigured', 'the file has no views: it must have lines such as /path,12');
}

/** https://www.goatcounter.com/help/export: `Event` is `true` for what is no page, `Bot` 0 for people. */
function readHits(header: readonly string[], rows: readonly string[][]): Map<string, number> {
  const [event, bot] = [header.indexOf('event'), header.indexOf('bot')];
  const views = new Map<string, number>();
  for (const row of rows) {
    const isView = !/^(true|1)$/i.test(row[event] ?? '') && (row[bot] ?? '0') === '0';
    if (isView) add(views, row[0] ?? '', 1);
  }
  return views;
}

function readCounts(
  header: readonly string[],
  first: readonly string[],
  rest: readonly string[][],
): Map<string, number> {
  const hasHeader = header.includes('path') && header.includes('views');
  const [path, count] = hasHeader ? [header.indexOf('path'), header.indexOf('views')] : [0, 1];
  const views = new Map<string, number>();
  const rows = hasHeader || first.length === 0 ? rest : [first, ...rest];
  for (const [index, row] of rows.entries()) {
    const number = (row[count] ?? '').trim();
    if (!/^\d{1,15}$/.test(number)) {
      const line = index + (hasHeader ? 2 : 1);
      const problem = `row ${line} is not a path and a whole number of views, such as /path,12`;
      throw new Failure('misconfigured', problem);
    }
    if (Number(number) > 0) add(views, (row[path] ?? '').trim(), Number(number));
  }
  return views;
}

function add(views: Map<string, number>, path: string, more: number): void {
  const name = parsePageName(path) ?? NO_NAME;
  const sum = (views.get(name) ?? 0) + more;
  if (sum > COUNT_MAX)
    throw new Failure('misconfigured', 'the file has more views than are counted');
  views.set(name, sum);
}
