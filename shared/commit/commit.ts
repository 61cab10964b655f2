/**
 * Puts one change into the document exactly once, by compare-and-swap. Before every write, the
 * writer's mark is looked for in the very document about to be replaced: a change that is in already
 * is never applied again, whichever answers were lost. Numbers are those of the README's rules.
 */
import { type CounterDocument, serialiseDocument } from '../counter/document.ts';
import { BRIEF_MARK_SECONDS, type Mark, type Writer } from '../counter/marks.ts';
import { sealOf } from '../counter/salt.ts';
import { Failure, type FailureKind } from '../errors.ts';
import type { Clock, Log, ObjectStore, Random, WriteOutcome } from '../ports.ts';
import { callStore, STORE_CALL_MS } from './call-store.ts';
import type { Applied, Change } from './change.ts';
import { brokenInvariant } from './check-write.ts';
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
  /** The last document that this writer read or wrote, however long ago: what it held and is missing now is lost. */
  readonly before?: KnownDocument | undefined;
  /** Fewer tries than the deadline would allow: for flushes, which spend the month's requests while nobody waits. */
  readonly triesMax?: number;
}

export type CommitOutcome<T> =
  | {
      readonly kind: 'done';
      readonly result: T;
      readonly known: KnownDocument;
      /** Absent when there was nothing to write. */
      readonly lastCommit?: LastCommit;
    }
  | GivenUp;

/** With `unavailable` the change may be in, or may still land; with every other reason it is not, and will not. */
interface GivenUp {
  readonly kind: 'given-up';
  readonly reason: FailureKind;
  readonly detail: string;
  /** The last document that it has read, else the one of the request. */
  readonly before?: KnownDocument | undefined;
}

/** A write that was sent right before the deadline, and the look after it; marks outlive that by far. */
const LAST_LOOK_MS = 2 * STORE_CALL_MS;
/** The deadline ends a commit long before that; this bounds the loop when the clock stands still. */
const TRIES_MAX = 1_000;

/** Marks of processes are dropped when the store's date has moved this far: see counter/marks.ts. */
const MARK_LIFE_MS = BRIEF_MARK_SECONDS * 1_000;

type Step<T> =
  | CommitOutcome<T>
  | Again
  /** Read after the deadline: no other try follows. */
  | { readonly kind: 'late'; readonly lastLook: ReadDocument };

interface Again {
  readonly kind: 'again';
  readonly trouble: Trouble;
}

export function commit<T>(
  services: CommitServices,
  request: CommitRequest<T>,
): Promise<CommitOutcome<T>> {
  return new OneCommit(services, request).run();
}

class OneCommit<T> {
  readonly #services: CommitServices;
  readonly #request: CommitRequest<T>;
  /** The result of each write that we sent, by the pageviews in its mark. */
  readonly #tried = new Map<number, T>();
  /** Versions that a write of ours may still replace: its answer never came. */
  readonly #unanswered = new Set<KnownDocument['etag']>();
  /** The last document that was there, by what this commit has read, or its writer before it. */
  #before: KnownDocument | undefined;
  /** The version to replace; undefined while we do not know which is stored. */
  #known: KnownDocument | undefined;
  #madeRoom = false;
  /** When our first write was sent, by our own clock. */
  #firstWriteAtMs: number | undefined;
  /** How far the store's clock was ahead of ours then; undefined while no answer has told. */
  #storeAheadMs: number | undefined;

  constructor(services: CommitServices, request: CommitRequest<T>) {
    this.#services = services;
    this.#request = request;
    this.#known = request.known;
    this.#before = request.before;
  }

  async run(): Promise<CommitOutcome<T>> {
    const outcome = await this.#run();
    return outcome.kind === 'done' ? outcome : { ...outcome, before: this.#before };
  }

  async #run(): Promise<CommitOutcome<T>> {
    const { deadline, triesMax = TRIES_MAX } = this.#request;
    let trouble: Trouble = { kind: 'unknown', detail: 'no time was left to ask the store' };
    for (let tries = 0; tries < triesMax && !deadline.passed(); tries += 1) {
      const step = await this.#try();
      if (step.kind === 'late') return this.#giveUp(trouble, step.lastLook);
      if (step.kind !== 'again') return step;
      trouble = step.trouble;
      if (tries + 1 === triesMax || !(await this.#pause(trouble, tries))) break;
    }
    return this.#giveUp(trouble);
  }

  /** From a version that is certainly known to the answer of the write that replaces it. */
  async #try(): Promise<Step<T>> {
    const { deadline, known: cached, sequence } = this.#request;
    // 6, 7: after a conflict, or without an answer, only the store knows what is stored.
    if (this.#known === undefined) {
      const read = await this.#look();
      // A mark that is missing from an answer this late proves nothing: it may have been dropped.
      if (deadline.passed()) return { kind: 'late', lastLook: read };
      if (read.kind === 'failed') return { kind: 'again', trouble: read.failure };
      if (read.kind === 'unusable') return this.#forbidden(read.reason, read.detail);
      this.#known = read.known;
    }
    const known = this.#known;
    // 4: the mark is looked for in the very version that is about to be replaced.
    const mark = this.#markIn(known);
    if (mark !== undefined && mark.sequence >= sequence) return this.#found(known, mark);
    if (this.#mayHaveLostMark(known)) return givenUp('unavailable', LOST_MARK);
    // 5: the change leaves out what is at or below the mark.
    const applied = this.#apply(known, mark);
    if (applied.kind === 'given-up') return applied;
    if (applied.kind === 'write') return this.#replace(known, applied);
    if (known !== cached) return { kind: 'done', result: applied.result, known };
    // No write follows that would compare this copy with the store, so it may be out of date.
    this.#known = undefined;
    return this.#try();
  }

  #markIn({ document }: KnownDocument): Mark | undefined {
    return document.writers.get(this.#request.writer.id);
  }

  async #look(): Promise<ReadDocument> {
    const { meter } = this.#services;
    const { writer } = this.#request;
    const read = await readDocument(this.#services, { writer, before: this.#before });
    if (read.kind === 'read') {
      meter.saw(read.known, this.#markIn(read.known));
      this.#before = read.known;
    }
    // A process that believes to have created the document has seen no date before: this is its first.
    if (read.kind === 'read' && this.#unanswered.size === 0) this.#learnDate(read.known);
    return read;
  }

  /** A document that forbids the change says nothing of an unanswered write; without such a write the refusal is certain. */
  #forbidden(reason: FailureKind, detail: string): GivenUp {
    return givenUp(this.#unanswered.size > 0 ? 'unavailable' : reason, detail);
  }

  #apply({ document }: KnownDocument, mark: Mark | undefined): Applied<T> | GivenUp {
    try {
      return this.#request.change.apply(document, mark);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return this.#forbidden(error.kind, error.message);
    }
  }

  /** One of our writes landed, answered or not, or the document held all of the change already. */
  #found(known: KnownDocument, mark: Mark): CommitOutcome<T> {
    const { modifiedAtMs } = known;
    const dated = modifiedAtMs !== undefined && { lastCommit: this.#dated(modifiedAtMs) };
    if (this.#tried.has(mark.pageviews)) {
      const result = this.#tried.get(mark.pageviews) as T;
      return { kind: 'done', result, known, ...dated };
    }
    const applied = this.#apply(known, mark);
    if (applied.kind === 'nothing')
      return { kind: 'done', result: applied.result, known, ...dated };
    return givenUp('unavailable', 'the document holds a mark of ours that none of our writes left');
  }

  /** 1, 3: change and mark are written together, in the place of the version named. */
  async #replace(known: KnownDocument, applied: Written<T>): Promise<Step<T>> {
    const { change, sequence, writer } = this.#request;
    if (!hasRoom(known, writer)) return this.#makeRoom(known);
    const { clock, log, meter, rules } = this.#services;
    const mark: Mark = { life: writer.life, sequence, pageviews: applied.document.pageviews };
    this.#firstWriteAtMs ??= clock.now();
    this.#learnDate(known);
    const markedUntilMs = this.#markedUntilMs;
    const requests = meter.carriedBy({ mark, replaced: known.etag, markedUntilMs });
    const saltFingerprint = sealOf(applied.document, rules);
    const { timeZone } = rules;
    const nowMs = clock.now();
    const marking = { writer, sequence, saltFingerprint, timeZone, requests, nowMs };
    const next = markDocument(applied.document, known, marking);
    const mayShrink = change.mayShrink ?? false;
    const invariant = brokenInvariant(known.document, next, { mayShrink });
    if (invariant !== undefined) {
      log.error('broken-invariant', { invariant });
      return givenUp('unavailable', `writing would break an invariant: ${invariant}`);
    }
    this.#tried.set(mark.pageviews, applied.result);
    const written = await this.#write(next, known);
    if (written.kind === 'again') return written;
    const { result } = applied;
    const { etag, modifiedAtMs } = written;
    meter.saw(written, mark);
    const lastCommit = this.#dated(modifiedAtMs);
    const stored = { document: next, etag, modifiedAtMs, storeAheadMs: lastCommit.clockBehindMs };
    return { kind: 'done', result, known: stored, lastCommit };
  }

  /** Writes the others' marks with their age, once, so that old ones are dropped; those that are left then are alive. */
  async #makeRoom(known: KnownDocument): Promise<Step<T>> {
    if (this.#madeRoom) {
      return givenUp('unavailable', 'as many others as there is room for write at the same time');
    }
    const document = agedDocument(known);
    const written = await this.#write(document, known);
    if (written.kind === 'again') return written;
    this.#madeRoom = true;
    this.#known = { ...written, document };
    return this.#try();
  }

  async #write(
    document: CounterDocument,
    { etag: expected }: KnownDocument,
  ): Promise<Stored | Again> {
    const { clock, store } = this.#services;
    const body = serialiseDocument(document);
    const written = await callStore(clock, (signal) => store.write(body, expected, signal));
    if (written.kind === 'stored') {
      const { etag, modifiedAtMs } = written;
      return { kind: 'stored', etag, modifiedAtMs };
    }
    const trouble = written.kind === 'conflict' ? written : written.failure;
    if (trouble.kind === 'unknown') this.#unanswered.add(expected);
    // Only a throttled write is certain to have changed nothing; after any other answer, read again.
    if (trouble.kind !== 'throttled') this.#known = undefined;
    return { kind: 'again', trouble };
  }

  /** False when no time is left for another try, or when it would be refused like this one. */
  async #pause(trouble: Trouble, tries: number): Promise<boolean> {
    const { clock, random } = this.#services;
    const leftMs = Math.max(this.#request.deadline.leftMs(), 0);
    if (trouble.kind === 'refused' || askedPauseMs(trouble) > leftMs) return false;
    await clock.sleep(Math.min(pauseMs(trouble, tries, random), leftMs));
    return true;
  }

  /**
   * 9: `conflict` says that the change is not in and never will be. A last look tells: our mark is not there,
   * nor is a version that an unanswered write of ours waits to replace (a 409 may leave it in place).
   */
  async #giveUp(trouble: Trouble, lastLook?: ReadDocument): Promise<CommitOutcome<T>> {
    const { deadline, sequence } = this.#request;
    const isConflict = trouble.kind === 'conflict';
    const read = lastLook ?? (isConflict ? await this.#look() : undefined);
    const known = read?.kind === 'read' ? read.known : undefined;
    const mark = known && this.#markIn(known);
    if (known !== undefined && mark !== undefined && mark.sequence >= sequence) {
      return this.#found(known, mark);
    }
    if (!isConflict) return givenUp('unavailable', trouble.detail);
    const isPrompt = deadline.leftMs() > -LAST_LOOK_MS;
    const isOut =
      known !== undefined && !this.#unanswered.has(known.etag) && !this.#mayHaveLostMark(known);
    return isOut && isPrompt
      ? givenUp('conflict', 'other writers came first, up to the deadline')
      : givenUp('unavailable', 'other writers came first, and a last look was not certain');
  }

  /** Once, from the first write on: a later date may be the very jump to be found. */
  #learnDate({ modifiedAtMs, storeAheadMs }: KnownDocument): void {
    if (this.#firstWriteAtMs === undefined || modifiedAtMs === undefined) return;
    // Without a date of the answer: the store is at least as late as what it has dated.
    const leastMs = Math.max(modifiedAtMs - this.#services.clock.now(), 0);
    this.#storeAheadMs ??= storeAheadMs ?? leastMs;
  }

  /** A commit takes seconds. Where the store's date moved by a mark's life meanwhile, ours may have been dropped. */
  #mayHaveLostMark({ modifiedAtMs }: KnownDocument): boolean {
    return modifiedAtMs !== undefined && modifiedAtMs >= this.#markedUntilMs;
  }

  /** The store's time until which a mark of our first write would certainly be there. */
  get #markedUntilMs(): number {
    const isBrief = this.#request.writer.life === 'brief';
    if (!isBrief || this.#firstWriteAtMs === undefined) return Number.POSITIVE_INFINITY;
    // It was to create the document, and nothing has told the store's time before.
    if (this.#storeAheadMs === undefined) return Number.NEGATIVE_INFINITY;
    const sentAtMs = this.#firstWriteAtMs + this.#storeAheadMs;
    // The store's dates, which marks go by, leave out what is less than a second.
    return Math.floor(sentAtMs / 1000) * 1000 + MARK_LIFE_MS;
  }

  #dated(storeMs: number): LastCommit {
    const atMs = this.#services.clock.now();
    return { atMs, clockBehindMs: storeMs - atMs };
  }
}

type Written<T> = Extract<Applied<T>, { kind: 'write' }>;
type Stored = Extract<WriteOutcome, { kind: 'stored' }>;

const LOST_MARK = "the store's clock moved on so far that a mark of ours may have been dropped";

function givenUp(reason: FailureKind, detail: string): GivenUp {
  return { kind: 'given-up', reason, detail };
}
