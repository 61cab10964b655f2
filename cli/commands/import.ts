/**
 * `import`: a document from a file, or start numbers. Says what it would change first, and asks. What is
 * there changes by a commit, so views that are counted meanwhile stay counted.
 */
import { readFileSync } from 'node:fs';
import type { Change } from '../../shared/commit/change.ts';
import { CorruptDocument } from '../../shared/counter/corrupt-document.ts';
import { type CounterDocument, parseDocument } from '../../shared/counter/document.ts';
import { Failure } from '../../shared/errors.ts';
import type { CommandLine } from '../command-line.ts';
import { confirm, type Terminal } from '../confirmation.ts';
import type { Connection } from '../connection.ts';
import { errorCode } from '../error-code.ts';
import { documentChange, startNumbersChange } from '../import-changes.ts';
import type { Output } from '../output.ts';

const NOTHING_CHANGED = 'Nothing was changed.';

/** @throws Failure; `conflict` when what is there forbids it. */
export async function importNumbers(
  { counter, rules }: Connection,
  output: Output,
  line: CommandLine,
): Promise<boolean> {
  const change = changeOf(line, rules);
  const terminal = { input: process.stdin, output: process.stderr };
  return carryOut(change, counter, output, { yes: line.yes, terminal });
}

/** What `import` needs of a counter. */
type Changing = Pick<Connection['counter'], 'document' | 'change'>;

/** @returns whether the document was changed. */
export async function carryOut(
  change: Change<CounterDocument>,
  counter: Changing,
  output: Output,
  { terminal, yes }: { readonly yes: boolean; readonly terminal: Terminal },
): Promise<boolean> {
  output.progress('Reading the document …');
  const document = await counter.document();
  const planned = change.apply(document, undefined);
  const before = numbersOf(document);
  if (planned.kind === 'nothing') {
    const text = `${NOTHING_CHANGED} There is nothing to do.`;
    output.result({ ok: true, imported: false, before, after: before }, text);
    return true;
  }
  const after = numbersOf(planned.document);
  if (yes) output.progress(planOf(before, after));
  else if (!(await isConfirmed(before, after, output, terminal))) return false;
  const changed = numbersOf(await counter.change(change));
  output.result(
    { ok: true, imported: true, before, after: changed },
    `Done: ${changed.count} views, ${changed.unique} visitors.`,
  );
  return true;
}

/** Says what would change, and asks; a no is the command's result. */
async function isConfirmed(
  before: Numbers,
  after: Numbers,
  output: Output,
  terminal: Terminal,
): Promise<boolean> {
  output.say(planOf(before, after));
  const answer = await confirm('Change the document? [y/N] ', terminal);
  const result = { imported: false, before, after };
  if (answer === undefined) {
    output.failure('misconfigured', 'there is no terminal to ask at: add --yes to go on', result);
  } else if (!answer) output.result({ ok: false, ...result }, NOTHING_CHANGED);
  return answer === true;
}

function changeOf(line: CommandLine, rules: Connection['rules']): Change<CounterDocument> {
  const { file, replace, startViews: pageviews, startVisitors: visitors = 0 } = line;
  if (pageviews !== undefined) return startNumbersChange({ pageviews, visitors }, rules);
  const imported = readDocumentFile(file ?? '', rules);
  if (imported.salt !== undefined && imported.salt !== rules.saltFingerprint) {
    throw new Failure('misconfigured', `${file} was counted with another SALT: set that one first`);
  }
  return documentChange(imported, replace);
}

/** What `npm run` prints before the result, and what is then in a file that it was directed to. */
const BANNER = /^(?:\s*\n|> .*\n)+/;

function readDocumentFile(file: string, rules: Connection['rules']): CounterDocument {
  try {
    return parseDocument(readFileSync(file, 'utf8').replace(BANNER, ''), rules);
  } catch (error) {
    if (error instanceof CorruptDocument) {
      throw new Failure('corrupt-document', `${file}: ${error.message}`);
    }
    throw new Failure('misconfigured', `${file} cannot be read: ${errorCode(error)}`);
  }
}

interface Numbers {
  readonly count: number;
  readonly unique: number;
}

function numbersOf({ pageviews, visitors }: CounterDocument): Numbers {
  return { count: pageviews, unique: visitors.count };
}

function planOf(before: Numbers, after: Numbers): string {
  return [
    `views     ${step(before.count, after.count)}`,
    `visitors  ${step(before.unique, after.unique)}`,
  ].join('\n');
}

function step(before: number, after: number): string {
  const note = after < before ? '  (fewer than now)' : '';
  return `${before} -> ${after}${note}`;
}
