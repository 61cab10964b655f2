/**
 * The document together with the version that it is: what a commit replaces. Reading it tells apart
 * what may be tried again from what somebody must mend first; what cannot be read is never replaced.
 */
import { CorruptDocument } from '../counter/corrupt-document.ts';
import { type CounterDocument, emptyDocument, parseDocument } from '../counter/document.ts';
import type { Writer } from '../counter/marks.ts';
import {
  COUNTED_AS_GIVEN,
  isCountedAsGiven,
  type SaltRules,
  saltProblem,
} from '../counter/salt.ts';
import { zoneWarning } from '../counter/time-zone.ts';
import { TABLE_NAMES } from '../counter/top-tables.ts';
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
  /** By how many milliseconds the store's clock was ahead of ours then; absent when its answer had no date. */
  readonly storeAheadMs?: number;
}

/**
 * Says what a document has lost since the one before it, once each time it happens. Somebody else has
 * rewritten it: a person who put an older one there, or an old function, which knows of no sketch.
 */
export function warnOfLosses(
  log: Log,
  { pageviews, visitors: { forgotten } }: CounterDocument,
  before: CounterDocument | undefined,
): void {
  if (forgotten > (before?.visitors.forgotten ?? 0)) log.warn('visitors-forgotten', { forgotten });
  if (before !== undefined && pageviews < before.pageviews) {
    log.warn('stored-views-fell', { before: before.pageviews, after: pageviews });
  }
}

/** What the settings demand of the document: a document of another SALT is refused. */
export interface DocumentRules extends VisitorLimits, SaltRules {
  /** PAGES is off: views count without their names. */
  readonly withoutNames?: boolean;
  /** By whose days is counted; absent where nothing is: on the command line. */
  readonly timeZone?: string;
}

/** Called for the first document that a counter reads. */
export function warnOfSalt(log: Log, document: CounterDocument, rules: DocumentRules): void {
  if (isCountedAsGiven(document, rules)) log.warn('setting', { warning: COUNTED_AS_GIVEN });
}

/** Says once that another time zone was found than the one that is gone by here. */
export function warnOfZone(
  log: Log,
  document: CounterDocument,
  before: CounterDocument | undefined,
  { timeZone }: DocumentRules,
  nowMs: number,
): void {
  if (timeZone === undefined) return;
  const warning = zoneWarning(document, timeZone, nowMs);
  if (warning === undefined || (before && zoneWarning(before, timeZone, nowMs))) return;
  log.warn('setting', { warning });
}

export type ReadDocument =
  | { readonly kind: 'read'; readonly known: KnownDocument }
  | { readonly kind: 'failed'; readonly failure: StoreFailure }
  | { readonly kind: 'unusable'; readonly reason: FailureKind; readonly detail: string };

/** What a writer has seen before: a document that is missing then was lost, and does not begin anew. */
export interface Expectation {
  readonly writer: Writer;
  /** The last document that it read or wrote; absent before the first. */
  readonly before?: KnownDocument | undefined;
}

interface ReadServices {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly rules: DocumentRules;
}

export async function readDocument(
  { clock, log, rules, store }: ReadServices,
  expected: Expectation,
): Promise<ReadDocument> {
  const read = await callStore(clock, (signal) => store.read(signal));
  switch (read.kind) {
    case 'failed':
      return read;
    case 'too-large':
      return corrupt(`it has ${read.bytes} bytes, more than ${OBJECT_BYTES_MAX}`);
    case 'absent':
      return expected.before === undefined || expected.before.etag === 'absent'
        ? { kind: 'read', known: { document: emptyDocument(rules), etag: 'absent' } }
        : corrupt(`it is gone, and was there before: ${GO_ON}`);
    case 'found': {
      const { answeredAtMs, object } = read;
      const ahead = answeredAtMs === undefined ? {} : { storeAheadMs: answeredAtMs - clock.now() };
      const checked = checkDocument(object, rules, expected, ahead);
      if (checked.kind === 'read') {
        logLostTables(log, checked.known.document, expected.before?.document);
      }
      return checked;
    }
  }
}

/**
 * Counting goes on without a table that cannot be read, and the next write leaves it out. One that is gone
 * was dropped by a person, or by an old function, which knows of none.
 */
export function logLostTables(
  log: Log,
  document: CounterDocument,
  before: CounterDocument | undefined,
): void {
  for (const cause of document.unreadable ?? []) log.error('top-table-unreadable', { cause });
  const tables = TABLE_NAMES.filter((name) => before?.[name] && document[name] === undefined);
  if (tables.length > 0 && !document.unreadable) log.warn('top-tables-gone', { tables });
}

const GO_ON = '`import` a document, or begin anew with `reset`, to go on';

function checkDocument(
  { body, etag, modifiedAtMs }: StoredObject,
  rules: DocumentRules,
  expected: Expectation,
  ahead: Pick<KnownDocument, 'storeAheadMs'>,
): ReadDocument {
  try {
    const parsed = parseDocument(body, rules, modifiedAtMs);
    // An old function drops the fingerprint, and keeps the hashes.
    const { salt = expected.before?.document.salt } = parsed;
    const document = salt === undefined ? parsed : { ...parsed, salt };
    const problem = saltProblem(document, rules);
    if (problem !== undefined) {
      const detail = `${problem}: set the old SALT again`;
      return { kind: 'unusable', reason: 'misconfigured', detail };
    }
    if (isSomeOther(document, expected)) {
      return corrupt(`it has fewer views than before, and no mark of this counter: ${GO_ON}`);
    }
    return { kind: 'read', known: { document, etag, modifiedAtMs, ...ahead } };
  } catch (error) {
    if (error instanceof CorruptDocument) return corrupt(error.message);
    throw error;
  }
}

/**
 * A document that does not go on from the one that a journal's writer has landed in: its mark would be
 * there (an old function drops marks, but no views), or a person says to have replaced it on purpose.
 */
function isSomeOther(document: CounterDocument, { before, writer }: Expectation): boolean {
  if (writer.life === 'brief' || before === undefined) return false;
  const isMarked = document.writers.has(writer.id) || !before.document.writers.has(writer.id);
  const isOnPurpose = (document.replacedAt ?? 0) > (before.document.replacedAt ?? 0);
  return !isMarked && !isOnPurpose && document.pageviews < before.document.pageviews;
}

function corrupt(detail: string): ReadDocument {
  return { kind: 'unusable', reason: 'corrupt-document', detail };
}
