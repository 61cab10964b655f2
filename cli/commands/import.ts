/**
 * `import`: a document from a file, or start numbers. Says what it would change first, and asks. What is
 * there changes by a commit, so views that are counted meanwhile stay counted.
 */
import type { Change } from '../../shared/commit/change.ts';
import { dayToIsoDate } from '../../shared/counter/calendar.ts';
import { CorruptDocument } from '../../shared/counter/corrupt-document.ts';
import { type CounterDocument, parseDocument } from '../../shared/counter/document.ts';
import type { ClaimedReport } from '../../shared/counter/report-claim.ts';
import { saltProblem } from '../../shared/counter/salt.ts';
import { Failure, type FailureKind } from '../../shared/errors.ts';
import type { CommandLine } from '../command-line.ts';
import { confirm, type Terminal } from '../confirmation.ts';
import type { Connection } from '../connection.ts';
import { unreadable } from '../error-code.ts';
import { documentChange, startNumbersChange } from '../import-changes.ts';
import type { Output } from '../output.ts';
import { readPersonFile } from '../person-file.ts';
import { replaceObject } from '../replacement.ts';
import { readStoredObject, type StoredObject, storedSaltProblem } from '../stored-object.ts';
import { importPages } from './import-pages.ts';

const ADDS = 'Start numbers are added to what is there, each time that they are imported.';
const NOTHING_CHANGED = 'Nothing was changed.';

/** @throws Failure; `conflict` when what is there forbids it. */
export async function importNumbers(
  connection: Connection,
  output: Output,
  line: CommandLine,
  terminal: Terminal,
): Promise<boolean> {
  if (line.pages !== undefined) return importPages(connection, output, line, terminal);
  const { counter, rules } = connection;
  const change = changeOf(line, rules);
  const { yes } = line;
  const unusable = await findUnusable(connection);
  const note = line.startViews === undefined ? undefined : ADDS;
  if (unusable === undefined) {
    return carryOut(change, counter, output, { terminal, yes, ...(note && { note }) });
  }
  const { kind, problem, way, isAllowed } = unusable;
  if (!isAllowed(line)) throw new Failure(kind, `${problem}: ${way}`);
  const plan = `${line.file} takes its place.`;
  const done = ({ pageviews, visitors }: CounterDocument) =>
    `Done: ${pageviews} views, ${visitors.count} visitors.`;
  return replaceObject(connection, output, { change, plan, done, terminal, yes }, unusable.stored);
}

interface Unusable {
  readonly stored: StoredObject;
  readonly kind: FailureKind;
  readonly problem: string;
  /** How to put something in its place. */
  readonly way: string;
  readonly isAllowed: (line: CommandLine) => boolean;
}

/** What no commit would touch: it is no document, or one of another SALT. */
async function findUnusable(connection: Connection): Promise<Unusable | undefined> {
  if (await isUsable(connection)) return undefined;
  const stored = await readStoredObject(connection);
  if (stored === undefined) return undefined;
  if (stored.content.kind === 'damaged') {
    return {
      stored,
      kind: 'corrupt-document',
      problem: stored.content.problem,
      way: 'import FILE --replace keeps it in a file of yours, and takes its place',
      isAllowed: ({ replace }) => replace,
    };
  }
  const problem = storedSaltProblem(stored, connection.rules);
  if (problem === undefined) return undefined;
  return {
    stored,
    kind: 'misconfigured',
    problem,
    way: 'set that SALT, or see `help salt`; import FILE --replace --accept-salt takes its place',
    isAllowed: ({ acceptSalt, replace }) => replace && acceptSalt,
  };
}

async function isUsable({ counter }: Connection): Promise<boolean> {
  try {
    await counter.document();
    return true;
  } catch (error) {
    const kind = error instanceof Failure ? error.kind : undefined;
    if (kind === 'corrupt-document' || kind === 'misconfigured') return false;
    throw error;
  }
}

/** What `import` needs of a counter. */
type Changing = Pick<Connection['counter'], 'document' | 'change'>;

interface Asking {
  readonly yes: boolean;
  readonly terminal: Terminal;
  /** What must be known where there are views already. */
  readonly note?: string;
}

/** @returns whether the document was changed. */
export async function carryOut(
  change: Change<CounterDocument>,
  counter: Changing,
  output: Output,
  { note, terminal, yes }: Asking,
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
  if (note !== undefined && before.count > 0) (yes ? output.progress : output.say)(note);
  const claim = change.mayShrink ? planned.document.report : undefined;
  const plan = planOf(before, after, claim);
  if (yes) output.progress(plan);
  else if (!(await isConfirmed(plan, { before, after }, output, terminal))) return false;
  const changed = numbersOf(await counter.change(change));
  output.result(
    { ok: true, imported: true, before, after: changed },
    `Done: ${changed.count} views, ${changed.unique} visitors.`,
  );
  return true;
}

/** Says what would change, and asks; "no" is a result as well, and no failure. */
async function isConfirmed(
  plan: string,
  numbers: { readonly before: Numbers; readonly after: Numbers },
  output: Output,
  terminal: Terminal,
): Promise<boolean> {
  output.say(plan);
  const answer = await confirm('Change the document? [y/N] ', terminal);
  const result = { imported: false, ...numbers };
  if (answer === undefined) {
    output.failure('misconfigured', 'there is no terminal to ask at: add --yes to go on', result);
  } else if (!answer) output.result({ ok: false, ...result }, NOTHING_CHANGED);
  return answer === true;
}

function changeOf(line: CommandLine, rules: Connection['rules']): Change<CounterDocument> {
  const { file, replace, startViews: pageviews, startVisitors: visitors = 0 } = line;
  if (pageviews !== undefined) return startNumbersChange({ pageviews, visitors }, rules);
  const imported = readDocumentFile(file ?? '', rules);
  if (saltProblem(imported, rules) !== undefined) {
    throw new Failure('misconfigured', `${file} was counted with another SALT: set that one first`);
  }
  return documentChange(imported, replace, Date.now());
}

/** What `npm run` prints before the result, and what is then in a file that it was directed to. */
const BANNER = /^(?:\s*\n|> .*\n)+/;

function readDocumentFile(file: string, rules: Connection['rules']): CounterDocument {
  try {
    return parseDocument(readPersonFile(file).replace(BANNER, ''), rules);
  } catch (error) {
    if (error instanceof CorruptDocument) {
      throw new Failure('corrupt-document', `${file}: ${error.message}`);
    }
    throw new Failure('misconfigured', `${file} cannot be read: ${unreadable(error)}`);
  }
}

interface Numbers {
  readonly count: number;
  readonly unique: number;
}

function numbersOf({ pageviews, visitors }: CounterDocument): Numbers {
  return { count: pageviews, unique: visitors.count };
}

function planOf(before: Numbers, after: Numbers, claim: ClaimedReport | undefined): string {
  return [
    `views     ${step(before.count, after.count)}`,
    `visitors  ${step(before.unique, after.unique)}`,
    ...(claim
      ? [`report    that of ${dayToIsoDate(claim.day)} stays claimed: no second mail`]
      : []),
  ].join('\n');
}

function step(before: number, after: number): string {
  const note = after < before ? '  (fewer than now)' : '';
  return `${before} -> ${after}${note}`;
}
