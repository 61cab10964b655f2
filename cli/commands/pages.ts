/** `pages`: the tables of pages and sources, for people or as CSV; `--clear` takes both away. */
import { dayOf } from '../../shared/counter/calendar.ts';
import type { CounterDocument } from '../../shared/counter/document.ts';
import { listTables, type TopList } from '../../shared/summary/top-lists.ts';
import type { CommandLine } from '../command-line.ts';
import { confirm, type Terminal } from '../confirmation.ts';
import type { Connection } from '../connection.ts';
import type { CounterSource } from '../counter-source.ts';
import { toCsvLine } from '../csv.ts';
import { withoutTablesChange } from '../import-changes.ts';
import type { Output } from '../output.ts';

type Lists = Readonly<Record<'pages' | 'sources', TopList>>;

export async function pages(
  counter: CounterSource,
  output: Output,
  { csv }: CommandLine,
): Promise<void> {
  output.progress(`Reading ${counter.name} …`);
  const lists = listTables(await counter.document(), dayOf(Date.now()));
  output.result({ ok: true, ...lists }, csv ? toCsv(lists) : toText(lists));
}

const COLUMNS = ['table', 'name', 'views', 'month', 'before', 'since', 'last'] as const;

function toCsv({ pages: pageList, sources }: Lists): string {
  const lines = [['page', pageList] as const, ['source', sources] as const].flatMap(
    ([table, { other, rows, unnamed }]) => [
      ...rows.map(({ name, views, month, before, since, last }) =>
        toCsvLine([table, name, views, month, before, since, last]),
      ),
      ...[[`other ${table}s`, other] as const, [`${table} not named`, unnamed] as const].map(
        ([name, { views, month, before }]) => toCsvLine([name, '', views, month, before, '', '']),
      ),
    ],
  );
  return [COLUMNS.join(','), ...lines].join('\n');
}

function toText({ pages: pageList, sources }: Lists): string {
  return [tableOf('Pages', pageList), tableOf('Sources', sources)].join('\n\n');
}

/** Control characters are in no name, so that none can move the cursor. */
function tableOf(title: string, { began, imported, other, rows, unnamed }: TopList): string {
  if (began === null) return `${title}: none has been named yet.`;
  const lines = [...rows, { name: '(others)', ...other }, { name: '(not named)', ...unnamed }].map(
    ({ name, views, month, before }) =>
      [views, month, before]
        .map((count) => `${count}`.padStart(10))
        .join('')
        .concat(`  ${name}`),
  );
  const heads = ['all time', 'month', 'before'].map((head) => head.padStart(10)).join('');
  const note = imported > 0 ? `, ${imported} of them imported` : '';
  return [`${title} since ${began}${note}:`, heads, ...lines].join('\n');
}

/** @returns whether they were taken away. @throws Failure */
export async function clearPages(
  { counter }: Pick<Connection, 'counter'>,
  output: Output,
  { yes }: CommandLine,
  terminal: Terminal,
): Promise<boolean> {
  output.progress('Reading the document …');
  const before = await counter.document();
  output.say(
    `${rowsOf(before, 'pages')} pages and ${rowsOf(before, 'sources')} sources go; views and visitors stay.\n` +
      'Where PAGES is not off, on the edge or the Function, the next view begins the tables anew.',
  );
  const question = 'Is PAGES off on both sides, and shall both tables go? [y/N] ';
  const answer = yes || (await confirm(question, terminal));
  if (answer === undefined) {
    const cause = 'there is no terminal to ask at: add --yes to go on';
    output.failure('misconfigured', cause, { cleared: false });
  } else if (answer) {
    const { pageviews: count } = await counter.change(withoutTablesChange());
    output.result({ ok: true, cleared: true, count }, 'Done: both tables are gone.');
  } else output.result({ ok: false, cleared: false }, 'Nothing was changed.');
  return answer === true;
}

function rowsOf(document: CounterDocument, table: 'pages' | 'sources'): number {
  return document[table]?.parts.rows.length ?? 0;
}
