/** `reset`: begins anew. What was there is kept in a file; marks stay, so that no view counts twice or is lost. */
import { type CounterDocument, emptyDocument } from '../../shared/counter/document.ts';
import { Failure } from '../../shared/errors.ts';
import type { CommandLine } from '../command-line.ts';
import type { Terminal } from '../confirmation.ts';
import type { Connection } from '../connection.ts';
import { documentChange } from '../import-changes.ts';
import type { Output } from '../output.ts';
import { type Replacement, replaceObject } from '../replacement.ts';
import { readStoredObject, storedSaltProblem } from '../stored-object.ts';

/** @throws Failure */
export async function reset(
  connection: Connection,
  output: Output,
  { acceptSalt, yes }: CommandLine,
  terminal: Terminal,
): Promise<boolean> {
  const { rules, services } = connection;
  const stored = await readStoredObject(connection);
  const problem = storedSaltProblem(stored, rules);
  if (problem !== undefined && !acceptSalt) {
    const way = 'set that SALT, or add --accept-salt to begin anew with this one';
    throw new Failure('misconfigured', `${problem}: ${way}`);
  }
  const replacement: Replacement = {
    change: documentChange(emptyDocument(rules), true, services.clock.now()),
    plan: 'An empty document takes its place: views and visitors begin at 0.',
    done: (document: CounterDocument) =>
      `Done: the counter has begun anew at ${document.pageviews}.`,
    ...{ terminal, yes },
  };
  return replaceObject(connection, output, replacement, stored);
}
