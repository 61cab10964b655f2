/**
 * `import`: a document from a file, or start numbers. Says what it would change first, and asks. What is
 * there changes by a commit, so views that are counted meanwhile stay counted.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import type { Change } from '../../shared/commit/change.ts';
import { documentChange, startNumbersChange } from '../../shared/commit/import-changes.ts';
import { CorruptDocument } from '../../shared/counter/corrupt-document.ts';
import { type CounterDocument, parseDocument } from '../../shared/counter/document.ts';
import { Failure } from '../../shared/errors.ts';
import type { CommandLine } from '../command-line.ts';
import type { Connection } from '../connection.ts';
import type { Output } from '../output.ts';

/** @throws Failure; `conflict` when what is there forbids it. */
export async function importNumbers(
  { counter, rules }: Connection,
  output: Output,
  line: CommandLine,
): Promise<boolean> {
  const change = changeOf(line, rules);
  const before = await counter.document();
  const planned = change.apply(before, undefined);
  if (planned.kind === 'nothing') return false;
  output.progress(`views     ${numbers(before.pageviews, planned.document.pageviews)}`);
  output.progress(`visitors  ${numbers(before.visitors.count, planned.document.visitors.count)}`);
  if (!line.yes && !(await isConfirmed())) {
    output.result({ ok: false, imported: false }, 'Nothing was changed.');
    return false;
  }
  const after = await counter.change(change);
  const { pageviews, visitors } = after;
  output.result(
    { ok: true, imported: true, count: pageviews, unique: visitors.count },
    `Done: ${pageviews} views, ${visitors.count} visitors.`,
  );
  return true;
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

function readDocumentFile(file: string, rules: Connection['rules']): CounterDocument {
  try {
    return parseDocument(readFileSync(file, 'utf8'), rules);
  } catch (error) {
    if (error instanceof CorruptDocument) {
      throw new Failure('corrupt-document', `${file}: ${error.message}`);
    }
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new Failure('misconfigured', `${file} cannot be read: ${code}`);
  }
}

function numbers(before: number, after: number): string {
  const note = after < before ? '  (fewer than now)' : '';
  return `${before} -> ${after}${note}`;
}

/** Without a terminal nobody can say yes. */
async function isConfirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new Failure('misconfigured', 'there is no terminal to ask at: add --yes to go on');
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question('Change the document? [y/N] ');
  prompt.close();
  return /^y(es)?$/i.test(answer.trim());
}
