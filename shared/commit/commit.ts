/**
 * Puts one change into the document exactly once, by compare-and-swap. Before every write, the
 * writer's mark is looked for in the very document about to be replaced: a change that is in already
 * is never applied again, whatever became of the answers. Keeps no state; sends one call at a time.
 */
import { serialiseDocument } from '../counter/document.ts';
import type { Writer } from '../counter/marks.ts';
import type { FailureKind } from '../errors.ts';
import type { Clock, Log, ObjectStore, Random } from '../ports.ts';
import { callStore, STORE_CALL_MS } from './call-store.ts';
import type { Applied, Change } from './change.ts';
import type { LastCommit } from './counter.ts';
import type { Deadline } from './deadline.ts';
import {
  type DocumentRules,
  type KnownDocument,
  type ReadDocument,
  readDocument,
} from './known-document.ts';
import { agedDocument, hasRoom, markDocument } from './mark-document.ts';
import { askedPauseMs, pauseMs, type Trouble } from './pause.ts';
import type { RequestMeter } from './request-meter.ts';

export interface CommitServices {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly meter: RequestMeter;
  readonly rules: DocumentRules;
}

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
  /** With `unavailable` the change may be in, or may still land; with `conflict` it is not, and will not. */
  | { readonly kind: 'given-up'; readonly reason: FailureKind; readonly detail: string };

/** A write that was sent right before the deadline, and the look after it; marks outlive that by far. */
const LAST_LOOK_MS = 2 * STORE_CALL_MS;
/** The deadline ends a commit long before; this bounds a clock that stands still. */
const TRIES_MAX = 1_000;

export function commit<T>(
  services: CommitServices,
  request: CommitRequest<T>,
): Promise<CommitOutcome<T>> {
  return new OneCommit(services, request).run();
}

class OneCommit<T> {
  readonly #services: CommitServices;
  readonly #request: CommitRequest<T>;
  /** The tries so far, by the pageviews that their marks carry: a mark tells which of them landed. */
  readonly #tried = new Map<number, { readonly result: T; readonly requests: number }>();
  /** Versions that a write of ours may still replace: its answer never came. */
  readonly #unanswered = new Set<KnownDocument['etag']>();
  #known: KnownDocument | undefined;
  #madeRoom = false;
  #trouble: Trouble = { kind: 'unknown', detail: 'no time was left to ask the store' };

  constructor(services: CommitServices, request: CommitRequest<T>) {
    this.#services = services;
    this.#request = request;
    this.#known = request.known;
  }

  async run(): Promise<CommitOutcome<T>> {
    const { clock, random } = this.#services;
    const { deadline, triesMax = TRIES_MAX } = this.#request;
    for (let tries = 0; tries < triesMax && !deadline.passed(); tries += 1) {
      const outcome = (await this.#read()) ?? (await this.#write());
      if (outcome !== undefined) return outcome;
      if (this.#trouble.kind === 'refused' || tries + 1 === triesMax) break;
      const leftMs = Math.max(deadline.leftMs(), 0);
      if (askedPauseMs(this.#trouble) > leftMs) break;
      await clock.sleep(Math.min(pauseMs(this.#trouble, tries, random), leftMs));
    }
    return this.#giveUp();
  }

  /** Sees to a known document, if the store lets it. */
  async #read(): Promise<CommitOutcome<T> | undefined> {
    if (this.#known !== undefined) return undefined;
    const read = await this.#readDocument();
    // A mark that is missing from an answer this late proves nothing: it may have been dropped.
    if (this.#request.deadline.passed()) return this.#giveUp(read);
    if (read.kind === 'unusable') return givenUp(read.reason, read.detail);
    if (read.kind === 'read') this.#known = read.known;
    else this.#trouble = read.failure;
    return undefined;
  }

  #readDocument(): Promise<ReadDocument> {
    const { clock, rules, store } = this.#services;
    return readDocument(store, clock, rules, this.#request.mustExist ?? false);
  }

  /** Replaces the known document, unless the change is in it or has nothing to do there. */
  async #write(): Promise<CommitOutcome<T> | undefined> {
    const known = this.#known;
    if (known === undefined) return undefined;
    const landed = this.#findLanded(known);
    if (landed !== undefined) return landed;
    const { change, writer } = this.#request;
    const applied = change.apply(known.document, known.document.writers.get(writer.id));
    if (applied.kind === 'write') {
      return hasRoom(known, writer) ? this.#replace(known, applied) : this.#makeRoom(known);
    }
    if (known !== this.#request.known) return { kind: 'done', result: applied.result, known };
    // No write will compare this copy with the store: what it says may have changed since.
    this.#known = undefined;
    return (await this.#read()) ?? this.#write();
  }

  /** The outcome when the document holds our mark: one of our writes landed, whatever became of its answer. */
  #findLanded(known: KnownDocument): CommitOutcome<T> | undefined {
    const { change, sequence, writer } = this.#request;
    const mark = known.document.writers.get(writer.id);
    if (mark === undefined || mark.sequence < sequence) return undefined;
    const tried = this.#tried.get(mark.pageviews);
    if (tried !== undefined) this.#services.meter.reported(tried.requests);
    const result = tried === undefined ? change.landed(known.document, mark) : tried.result;
    const { modifiedAtMs } = known;
    const dated = modifiedAtMs !== undefined && { landed: this.#dated(modifiedAtMs) };
    return { kind: 'done', result, known, ...dated };
  }

  async #replace(
    known: KnownDocument,
    { document, result }: Extract<Applied<T>, { kind: 'write' }>,
  ): Promise<CommitOutcome<T> | undefined> {
    const { clock, meter, rules, store } = this.#services;
    const { sequence, writer } = this.#request;
    const { saltFingerprint } = rules;
    const requests = meter.unreported + 1;
    const marking = { writer, sequence, saltFingerprint, requests, nowMs: clock.now() };
    const next = markDocument(document, known, marking);
    this.#tried.set(next.pageviews, { result, requests });
    const body = serialiseDocument(next);
    const written = await callStore(clock, (signal) => store.write(body, known.etag, signal));
    if (written.kind === 'stored') {
      meter.reported(requests);
      const { etag, modifiedAtMs } = written;
      const stored = { document: next, etag, modifiedAtMs };
      return { kind: 'done', result, known: stored, landed: this.#dated(modifiedAtMs) };
    }
    this.#trouble = written.kind === 'conflict' ? written : written.failure;
    if (this.#trouble.kind === 'unknown') this.#unanswered.add(known.etag);
    // Only a store that was too busy left everything as it was; after any other answer, look again.
    if (this.#trouble.kind !== 'throttled') this.#known = undefined;
    return undefined;
  }

  /** Lets the marks of others grow old, once: those that are left then are alive, and keep their places. */
  async #makeRoom(known: KnownDocument): Promise<CommitOutcome<T> | undefined> {
    if (this.#madeRoom) {
      return givenUp('unavailable', 'as many others as there is room for write at the same time');
    }
    const { clock, store } = this.#services;
    const document = agedDocument(known);
    const body = serialiseDocument(document);
    const written = await callStore(clock, (signal) => store.write(body, known.etag, signal));
    if (written.kind === 'stored') {
      this.#madeRoom = true;
      this.#known = { document, etag: written.etag, modifiedAtMs: written.modifiedAtMs };
      return this.#write();
    }
    this.#trouble = written.kind === 'conflict' ? written : written.failure;
    this.#known = undefined;
    return undefined;
  }

  /**
   * `conflict` says that the change is not in and never will be. A last look tells: our mark is not there,
   * nor is a version that an unanswered write of ours waits to replace (a 409 may leave it in place).
   */
  async #giveUp(lastLook?: ReadDocument): Promise<CommitOutcome<T>> {
    const trouble = this.#trouble;
    const isConflict = trouble.kind === 'conflict';
    const read = lastLook ?? (isConflict ? await this.#readDocument() : undefined);
    const landed = read?.kind === 'read' ? this.#findLanded(read.known) : undefined;
    if (landed !== undefined) return landed;
    if (!isConflict) return givenUp('unavailable', trouble.detail);
    const isPrompt = this.#request.deadline.leftMs() > -LAST_LOOK_MS;
    const isOut = read?.kind === 'read' && !this.#unanswered.has(read.known.etag);
    return isOut && isPrompt
      ? givenUp('conflict', 'other writers came first, up to the deadline')
      : givenUp('unavailable', 'other writers came first, and a last look was not certain');
  }

  #dated(storeMs: number): LastCommit {
    const atMs = this.#services.clock.now();
    return { atMs, clockBehindMs: storeMs - atMs };
  }
}

function givenUp<T>(reason: FailureKind, detail: string): CommitOutcome<T> {
  return { kind: 'given-up', reason, detail };
}
