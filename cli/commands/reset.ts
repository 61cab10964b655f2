/** `reset`: begins anew. What was there is kept in a file; marks stay, so that no view counts twice or is lost. */
import { type CounterDocument, emptyDocument } from '../../shared/counter/document.ts';
import type { CommandLine } from '../command-line.ts';
import type { Terminal } from '../confirmation.ts';
import type { Connection } from '../connection.ts';
import { documentChange } from '../import-changes.ts';
import type { Output } from '../output.ts';
import { replaceObject } from '../replacement.ts';

export function reset(
  connection: Connection,
  output: Output,
  { yes }: CommandLine,
  terminal: Terminal,
): Promise<boolean> {
  const { rules } = connection;
  return replaceObject(connection, output, {
    change: documentChange(emptyDocument(rules), true),
    plan: 'An empty document takes its place: views and visitors begin at 0.',
    done: (document: CounterDocument) =>
      `Done: the counter has begun anew at ${document.pageviews}.`,
    ...{ terminal, yes },
  });
}
