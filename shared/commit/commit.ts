/**
 * Puts one change into the document exactly once, by compare-and-swap. Before every write, the
 * writer's mark is looked for in the very document about to be replaced: a change that is in already
 * is never applied again, whatever became of the answers. Keeps no state; sends one call at a time.
 */

import { monthOf } from '../counter/calendar.ts';
import { type CounterDocument, serialiseDocument } from '../counter/document.ts';
import { ageMarks, type Mark, type Writer } from '../counter/marks.ts';
import type { FailureKind } from '../errors.ts';
import type { Clock, Log, ObjectStore, Random, WriteOutcome } from '../ports.ts';
import { callStore } from './call-store.ts';
import type { LastCommit } from './counter.ts';
import type { Deadline } from './deadline.ts';
import { type DocumentRules, type KnownDocument, readDocument } from './known-document.ts';
import { pauseMs, type Trouble } from './pause.ts';
import type { RequestMeter } from './request-meter.ts';

export interface CommitServices {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly meter: RequestMeter;
  readonly rules: DocumentRules;
}

/** What a commit wants of the document. Pure: it is asked again after each conflict. */
export interface Change<T> {
  /** `mark` is what the document holds of this writer; what is at or below it must be left out. */
  apply(document: CounterDocument, mark: Mark | undefined): Applied<T>;
  /** The result when all of the change is found in the document, its answer having been lost. */
  landed(document: CounterDocument, mark: Mark): T;
}

export type Applied<T> =
  | { readonly kind: 'write'; readonly document: CounterDocument; readonly result: T }
  | { readonly kind: 'nothing'; readonly result: T };

export interface CommitRequest<T> {
  readonly writer: Writer;
  /** Used for this change only, and larger than any before. */
  readonly sequence: number;
  readonly change: Change<T>;
  readonly deadline: Deadline;
  /** The copy that the last commit left, in place of a read. */
  readonly known?: KnownDocument | undefined;
  /** There was a document before: its absence is an error. */
  readonly mustExist?: boolean;
  /** Fewer tries than the deadline would allow, where requests are dear and nobody waits. */
  readonly triesMax?: number;
}

export type CommitOutcome<T> =
  | {
      readonly kind: 'done';
      readonly result: T;
      readonly known: KnownDocument;
      /** Absent when there was nothing to write. */
      readonly landed?: LastCommit;
    }
  /** With `unavailable` and `conflict`, the change may be in or may still land. */
  | { readonly kind: 'given-up'; readonly reason: FailureKind; readonly detail: string };

/** The deadline ends a commit long before; this bounds a clock that stands still. */
const TRIES_MAX = 1_000;

export async function commit<T>(
  services: CommitServices,
  request: CommitRequest<T>,
): Promise<CommitOutcome<T>> {
  const { clock, random } = services;
  const { change, deadline, sequence, writer } = request;
  /** The tries so far, by the pageviews that their marks carry: a mark tells which of them landed. */
  const tried = new Map<number, { readonly result: T; readonly requests: number }>();
  let known = request.known;
  let trouble: Trouble = { kind: 'unknown', detail: 'no time was left to ask the store' };

  const triesMax = request.triesMax ?? TRIES_MAX;
  for (let tries = 0; tries < triesMax && !deadline.passed(); tries += 1) {
    if (known === undefined) {
      const read = await readDocument(
        services.store,
        clock,
        services.rules,
        request.mustExist ?? false,
      );
      // A mark that is missing from an answer this late proves nothing: it may have been dropped.
      if (deadline.passed()) break;
      if (read.kind === 'unusable') {
        return { kind: 'given-up', reason: read.reason, detail: read.detail };
      }
      if (read.kind === 'read') known = read.known;
      else trouble = read.failure;
    }
    if (known !== undefined) {
      const mark = known.document.writers.get(writer.id);
      if (mark !== undefined && mark.sequence >= sequence) {
        const landed = tried.get(mark.pageviews);
        if (landed !== undefined) services.meter.reported(landed.requests);
        return {
          kind: 'done',
          result: landed?.result ?? change.landed(known.document, mark),
          known,
          ...(known.modifiedAtMs !== undefined && { landed: datedBy(known.modifiedAtMs, clock) }),
        };
      }
      const applied = change.apply(known.document, mark);
      if (applied.kind === 'nothing') {
        if (known !== request.known) return { kind: 'done', result: applied.result, known };
        // No write will compare this copy with the store: what it says may have changed since.
        known = undefined;
        continue;
      }
      const requests = services.meter.unreported + 1;
      const next = markDocument(services, request, known, applied.document, requests);
      tried.set(next.pageviews, { result: applied.result, requests });
      const written = await write(services, next, known);
      if (written.kind === 'stored') {
        services.meter.reported(requests);
        const { etag, modifiedAtMs } = written;
        const stored = { document: next, etag, modifiedAtMs };
        const landed = datedBy(modifiedAtMs, clock);
        return { kind: 'done', result: applied.result, known: stored, landed };
      }
      trouble = written.kind === 'conflict' ? written : written.failure;
      // Only a store that was too busy left everything as it was; after any other answer, look again.
      if (trouble.kind !== 'throttled') known = undefined;
    }
    if (trouble.kind === 'refused') break;
    await clock.sleep(Math.min(pauseMs(trouble, tries, random), Math.max(deadline.leftMs(), 0)));
  }
  return trouble.kind === 'conflict'
    ? {
        kind: 'given-up',
        reason: 'conflict',
        detail: 'other writers came first, up to the deadline',
      }
    : { kind: 'given-up', reason: 'unavailable', detail: trouble.detail };
}

function datedBy(storeMs: number, clock: Clock): LastCommit {
  const atMs = clock.now();
  return { atMs, clockBehindMs: storeMs - atMs };
}

function write(
  services: CommitServices,
  document: CounterDocument,
  replaced: KnownDocument,
): Promise<WriteOutcome> {
  const body = serialiseDocument(document);
  return callStore(services.clock, (signal) => services.store.write(body, replaced.etag, signal));
}

/** Adds to the changed document what every commit leaves there: mark, salt, store requests. */
function markDocument<T>(
  services: CommitServices,
  request: CommitRequest<T>,
  replaced: KnownDocument,
  changed: CounterDocument,
  requests: number,
): CounterDocument {
  const replacedAt =
    replaced.modifiedAtMs === undefined ? undefined : Math.floor(replaced.modifiedAtMs / 1000);
  const writers = ageMarks(changed.writers, replacedAt);
  const { sequence, writer } = request;
  writers.set(writer.id, { life: writer.life, sequence, pageviews: changed.pageviews });
  const month = monthOf(services.clock.now());
  const { requests: before } = changed;
  return {
    ...changed,
    writers,
    salt: services.rules.saltFingerprint,
    requests:
      month > before.month
        ? { month, count: requests }
        : { month: before.month, count: before.count + requests },
  };
}
