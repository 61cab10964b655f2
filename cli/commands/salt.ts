/** `salt`: whose SALT the document was counted with, by fingerprints; `--reseal` gives it that of the settings. */
import type { Change } from '../../shared/commit/change.ts';
import type { CounterDocument } from '../../shared/counter/document.ts';
import { sealOf } from '../../shared/counter/salt.ts';
import { saltFingerprint } from '../../shared/counter/visit.ts';
import { Failure } from '../../shared/errors.ts';
import { DEFAULT_SALT } from '../../shared/settings/settings-schema.ts';
import type { CommandLine } from '../command-line.ts';
import type { Terminal } from '../confirmation.ts';
import type { Connection } from '../connection.ts';
import type { Output } from '../output.ts';
import { replaceObject } from '../replacement.ts';
import { readStoredObject } from '../stored-object.ts';

/** @throws Failure; `corrupt-document` when there is none that can be read. */
export async function salt(
  connection: Connection,
  output: Output,
  { reseal, yes }: CommandLine,
  terminal: Terminal,
): Promise<boolean> {
  const stored = await readStoredObject(connection);
  if (stored?.content.kind === 'damaged') {
    throw new Failure('corrupt-document', stored.content.problem);
  }
  const document = stored?.content.document.salt;
  const settings = sealOf(stored?.content.document ?? {}, connection.rules);
  const matches = document === undefined || document === settings;
  if (!reseal || matches) {
    output.result(
      { ok: matches, settings, document: document ?? null },
      await tell(settings, document),
    );
    return matches;
  }
  const plan =
    `Its fingerprint becomes ${settings} in place of ${document}. Views and visitors stay as they are; ` +
    'visitors whose hashes were made with the other SALT count as new when they come again.';
  const done = () => `Done: the document has the fingerprint ${settings}.`;
  return replaceObject(connection, output, { change: RESEAL, plan, done, yes, terminal }, stored);
}

/** Every commit writes the fingerprint of its own SALT: nothing else changes. */
const RESEAL: Change<CounterDocument> = {
  apply: (document) => ({ kind: 'write', document, result: document }),
};

async function tell(settings: string, document: string | undefined): Promise<string> {
  const isDefault = document === (await saltFingerprint(DEFAULT_SALT));
  const note = isDefault ? ` (that of the public default, ${DEFAULT_SALT})` : '';
  const lines = [`settings  ${settings}`, `document  ${document ?? 'none yet'}${note}`];
  if (document !== undefined && document !== settings) {
    lines.push(
      'They differ: set the SALT that the document was counted with, or give it this one by `salt --reseal`.',
    );
  }
  return lines.join('\n');
}
