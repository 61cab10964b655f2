/**
 * `import --pages`: views of pages that another counter had, added once to the table of pages; pageviews stay
 * as they are. Says what it would change first, and asks once more when pages were imported before.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { CounterDocument } from '../../shared/counter/document.ts';
import { NO_NAME } from '../../shared/counter/top-table.ts';
import { Failure } from '../../shared/errors.ts';
import type { CommandLine } from '../command-line.ts';
import { confirm, type Terminal } from '../confirmation.ts';
import type { Connection } from '../connection.ts';
import { unreadable } from '../error-code.ts';
import { pageViewsChange } from '../import-changes.ts';
import type { Output } from '../output.ts';
import { readPageViews } from '../page-views-file.ts';
import { decodeText, personPath } from '../person-file.ts';

/** @returns whether the document was changed. @throws Failure */
export async function importPages(
  { counter, services, settings }: Connection,
  output: Output,
  { again, pages: file = '', yes }: CommandLine,
  terminal: Terminal,
): Promise<boolean> {
  if (!settings.pages)
    throw new Failure('misconfigured', 'PAGES is off: set it on to import pages');
  const views = readPageViews(readFile(file));
  const change = pageViewsChange(views, services.clock.now());
  output.progress('Reading the document …');
  const before = await counter.document();
  const planned = change.apply(before, undefined);
  if (planned.kind === 'nothing') throw new Failure('misconfigured', `${file} has no views`);
  output.say(planOf(views, before, planned.document));
  const hadPages = importedOf(before) > 0;
  if (!(await isWanted(output, terminal, { yes, again, hadPages }))) return false;
  const after = await counter.change(change);
  output.result(
    { ok: true, imported: true, before: numbersOf(before), after: numbersOf(after) },
    `Done: ${importedOf(after)} imported views of pages; still ${after.pageviews} views in all.`,
  );
  return true;
}

interface Asking {
  readonly yes: boolean;
  readonly again: boolean;
  readonly hadPages: boolean;
}

/** `--yes` answers the first question, and `--again` the second. */
async function isWanted(
  output: Output,
  terminal: Terminal,
  { again, hadPages, yes }: Asking,
): Promise<boolean> {
  const first = yes || (await confirm('Change the document? [y/N] ', terminal));
  const needsSecond = hadPages && !again;
  if (needsSecond) output.say('Pages were imported before: the same views would count twice.');
  const second =
    first && (!needsSecond || (await confirm('Import these as well? [y/N] ', terminal)));
  if (first === undefined || second === undefined) {
    const missing = first === undefined ? '--yes' : '--again';
    const cause = `there is no terminal to ask at: add ${missing} to go on`;
    output.failure('misconfigured', cause, { imported: false });
  } else if (!second) output.result({ ok: false, imported: false }, 'Nothing was changed.');
  return second === true;
}

function planOf(
  views: ReadonlyMap<string, number>,
  before: CounterDocument,
  after: CounterDocument,
): string {
  const sum = [...views.values()].reduce((total, count) => total + count, 0);
  const others = views.get(NO_NAME) ?? 0;
  const pages = views.size - (others > 0 ? 1 : 0);
  return [
    `to import       ${sum} views of ${pages} pages${others > 0 ? `, and ${others} of paths that are none` : ''}`,
    `pages with rows ${rowsOf(before)} -> ${rowsOf(after)}`,
    `imported views  ${importedOf(before)} -> ${importedOf(after)}`,
    `all views       ${before.pageviews} (they stay)`,
  ].join('\n');
}

function numbersOf(document: CounterDocument): object {
  return {
    count: document.pageviews,
    pages: rowsOf(document),
    imported: importedOf(document),
  };
}

function rowsOf({ pages }: CounterDocument): number {
  return pages?.parts.rows.length ?? 0;
}

function importedOf({ pages }: CounterDocument): number {
  return pages?.parts.imported ?? 0;
}

/** GoatCounter packs its export. */
function readFile(file: string): string {
  try {
    const bytes = readFileSync(personPath(file));
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return decodeText(isPacked ? gunzipSync(bytes) : bytes);
  } catch (error) {
    throw new Failure('misconfigured', `${file} cannot be read: ${unreadable(error)}`);
  }
}
