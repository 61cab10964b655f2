/**
 * The document together with the version that it is: what a commit replaces. Reading it tells apart
 * what may be tried again from what somebody must mend first; what cannot be read is never replaced.
 */
import { CorruptDocument } from '../counter/corrupt-document.ts';
import { type CounterDocument, emptyDocument, parseDocument } from '../counter/document.ts';
import type { VisitorLimits } from '../counter/visitor-set.ts';
import type { FailureKind } from '../errors.ts';
import {
  type Clock,
  type ETag,
  type Log,
  OBJECT_BYTES_MAX,
  type ObjectStore,
  type StoredObject,
  type StoreFailure,
} from '../ports.ts';
import { callStore } from './call-store.ts';

export interface KnownDocument {
  readonly document: CounterDocument;
  readonly etag: ETag | 'absent';
  /** The store's date of this version, Unix milliseconds; absent when there is no object yet. */
  readonly modifiedAtMs?: number;
}

/**
 * Something else has rewritten the document when more visitors than before are counted and not
 * remembered: an old function, which knows of no sketch. Said once each time it happens.
 */
export function warnOfForgotten(
  log: Log,
  document: CounterDocument,
  before: CounterDocument | undefined,
): void {
  const { forgotten } = document.visitors;
  if (forgotten > (before?.visitors.forgotten ?? 0)) log.warn('visitors-forgotten', { forgotten });
}

/** What the settings say about the document. */
export interface DocumentRules extends VisitorLimits {
  /** Fingerprint of SALT: a document with another one is not ours to count in. */
  readonly saltFingerprint: string;
}

export type ReadDocument =
  | { readonly kind: 'read'; readonly known: KnownDocument }
  | { readonly kind: 'failed'; readonly failure: StoreFailure }
  | { readonly kind: 'unusable'; readonly reason: FailureKind; readonly detail: string };

/** `mustExist`: there was a document before, so that its absence is a loss and not a beginning. */
export async function readDocument(
  store: ObjectStore,
  clock: Clock,
  rules: DocumentRules,
  mustExist: boolean,
): Promise<ReadDocument> {
  const read = await callStore(clock, (signal) => store.read(signal));
  switch (read.kind) {
    case 'failed':
      return read;
    case 'too-large':
      return corrupt(`it has ${read.bytes} bytes, more than ${OBJECT_BYTES_MAX}`);
    case 'absent':
      return mustExist
        ? corrupt('it is gone, and was there before: import a document to go on')
        : { kind: 'read', known: { document: emptyDocument(rules), etag: 'absent' } };
    case 'found':
      return checkDocument(read.object, rules);
  }
}

function checkDocument(
  { body, etag, modifiedAtMs }: StoredObject,
  rules: DocumentRules,
): ReadDocument {
  try {
    const document = parseDocument(body, rules, modifiedAtMs);
    if (document.salt !== undefined && document.salt !== rules.saltFingerprint) {
      const detail =
        'SALT differs from the one that the document was counted with: set the old SALT again';
      return { kind: 'unusable', reason: 'misconfigured', detail };
    }
    return { kind: 'read', known: { document, etag, modifiedAtMs } };
  } catch (error) {
    if (error instanceof CorruptDocument) return corrupt(error.message);
    throw error;
  }
}

function corrupt(detail: string): ReadDocument {
  return { kind: 'unusable', reason: 'corrupt-document', detail };
}
