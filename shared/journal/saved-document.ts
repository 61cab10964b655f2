/** The known document as the journal keeps it over restarts, so that an edge that wakes need not read first. */

import { type DocumentRules, type KnownDocument, logLostTables } from '../commit/known-document.ts';
import { CorruptDocument } from '../counter/corrupt-document.ts';
import { parseDocument, serialiseDocument } from '../counter/document.ts';
import { saltProblem } from '../counter/salt.ts';
import type { Log } from '../ports.ts';
import type { SavedDocument } from './journal.ts';

export function toSaved(
  { document, etag, modifiedAtMs }: KnownDocument,
  place: string,
): SavedDocument {
  const body = serialiseDocument(document);
  return { place, body, etag, ...(modifiedAtMs !== undefined && { modifiedAtMs }) };
}

/** Undefined when it lies elsewhere, or was counted with another SALT: then the store must be asked. */
export function fromSaved(
  saved: SavedDocument,
  place: string,
  rules: DocumentRules,
  log: Log,
): KnownDocument | undefined {
  if (saved.place !== place) return undefined;
  try {
    const document = parseDocument(saved.body, rules, saved.modifiedAtMs);
    logLostTables(log, document, undefined);
    if (saltProblem(document, rules) !== undefined) return undefined;
    const { etag, modifiedAtMs } = saved;
    return { document, etag, ...(modifiedAtMs !== undefined && { modifiedAtMs }) };
  } catch (error) {
    if (!(error instanceof CorruptDocument)) throw error;
    log.error('saved-document-unreadable', { cause: error.message });
    return undefined;
  }
}
