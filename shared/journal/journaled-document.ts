/**
 * The document as an edge knows it: the last version read or written, and the journal's rows on top of
 * it. Everything that touches the store goes through one line. Saving a version, freeing the rows that
 * it holds and the budget are one transaction of the journal. When to ask the store is not decided here.
 */

import type { Change } from '../commit/change.ts';
import { LOOK, requireRoom } from '../commit/changes.ts';
import { type CommitServices, commit } from '../commit/commit.ts';
import type { LastCommit } from '../commit/counter.ts';
import { Deadline } from '../commit/deadline.ts';
import { type KnownDocument, warnOfLosses, warnOfSalt } from '../commit/known-document.ts';
import { Line } from '../commit/line.ts';
import { applyVisits } from '../counter/apply-visits.ts';
import type { CounterDocument, Totals } from '../counter/document.ts';
import type { Writer, WriterId } from '../counter/marks.ts';
import { sealOf } from '../counter/salt.ts';
import { type Visit, visitIn } from '../counter/visit.ts';
import { Failure } from '../errors.ts';
import type { FlushSchedule } from './flush-schedule.ts';
import type { Journal, JournalRow } from './journal.ts';
import { PendingRows } from './pending-rows.ts';
import { applyRows, rowsChange } from './rows-change.ts';
import { fromSaved, toSaved } from './saved-document.ts';

/** A flush applies all of them at once, which takes half a second of the object's time. */
const PENDING_VISITS_MAX = 200_000;
/** Of an object's 128 MB: 200,000 rows of one visit take 32 MB, and their flush a few more. */
const PENDING_BYTES_MAX = 36 * 1024 * 1024;
/** Requests are dear, and rows can wait. */
const FLUSH_TRIES_MAX = 3;
/** Somebody waits, and a report comes once a day. */
const CHANGE_TRIES_MAX = 5;
/** From when somebody asks, or a flush begins. */
const DEADLINE_MS = 8_000;

interface Attempt {
  readonly sequence: number;
  readonly change: Change<CounterDocument>;
  readonly deadline: Deadline;
  readonly known?: KnownDocument | undefined;
  readonly triesMax?: number;
}

interface Adopted {
  readonly document: CounterDocument;
  /** With the rows that it does not hold. */
  readonly working: CounterDocument;
}

export class JournaledDocument {
  readonly #services: CommitServices;
  readonly #journal: Journal;
  readonly #place: string;
  readonly #schedule: FlushSchedule;
  readonly #writer: Writer;
  readonly #line = new Line();
  #pending: PendingRows;
  #known: KnownDocument | undefined;
  #knownAtMs = Number.NEGATIVE_INFINITY;
  /** The known document with the rows applied: what visitors are told. */
  #working: CounterDocument | undefined;
  /** Somebody else writes too: a read is cheaper than a write that is refused. */
  #readFirst = false;
  #lastCommit: LastCommit | undefined;

  /** @throws whatever the journal throws: a new one must be able to keep its writer. */
  constructor(
    services: CommitServices,
    journal: Journal,
    place: string,
    schedule: FlushSchedule,
    { state, rows }: ReturnType<Journal['load']>,
  ) {
    const { log, random, rules } = services;
    this.#services = services;
    this.#journal = journal;
    this.#place = place;
    this.#schedule = schedule;
    this.#writer = { id: state?.writer ?? (random.id() as WriterId), life: 'journal' };
    this.#pending = new PendingRows(state?.landed ?? 0, rows);
    this.#known = state?.known && fromSaved(state.known, place, rules, log);
    if (this.#known !== undefined) {
      this.#working = applyRows(this.#known.document, this.#pending.all);
      warnOfSalt(log, this.#working, rules);
    }
    // The writer must be in storage before the first row is, or the rows would outlive their writer.
    if (state === undefined) this.#save();
  }

  /** Undefined until a first document has been read. */
  get working(): CounterDocument | undefined {
    return this.#working;
  }

  /**
   * The working document as it may leave this counter: with the mark of the rows that it holds, so that
   * they are not counted again when the copy is put into the store. Undefined like `working`.
   */
  get copy(): CounterDocument | undefined {
    const working = this.#working;
    if (working === undefined || this.#pending.isEmpty) return working;
    const { id, life } = this.#writer;
    const mark = { life, sequence: this.#pending.lastNumber, pageviews: working.pageviews };
    return { ...working, writers: new Map(working.writers).set(id, mark) };
  }

  get hasRows(): boolean {
    return !this.#pending.isEmpty;
  }

  get pendingVisits(): number {
    return this.#pending.visits;
  }

  get lastCommit(): LastCommit | undefined {
    return this.#lastCommit;
  }

  /** Milliseconds since the store was last heard of. */
  get ageMs(): number {
    return this.#services.clock.monotonicMs() - this.#knownAtMs;
  }

  /** Into the journal first, then into memory: a row that cannot be kept leaves nothing behind. @throws Failure */
  accept(arrived: readonly Visit[]): readonly Totals[] {
    if (this.#working === undefined) throw new Failure('unavailable', 'no document is known');
    const { salt } = this.#working;
    const visits = arrived.map((visit) => visitIn(salt, visit));
    const { bytes, visits: waiting } = this.#pending;
    if (waiting + visits.length > PENDING_VISITS_MAX || bytes > PENDING_BYTES_MAX) {
      const detail = 'the journal is full: the store has been unreachable for too long';
      throw new Failure('unavailable', detail);
    }
    requireRoom(this.#working, visits.length);
    const { document, told } = applyVisits(this.#working, visits);
    this.#append(visits);
    this.#working = document;
    return told;
  }

  /** Puts the rows into the document. @throws Failure: they wait on. */
  flush(): Promise<void> {
    return this.#line.run(async () => {
      if (this.#readFirst) {
        const before = this.#known?.etag;
        await this.#look(this.#newDeadline());
        this.#readFirst = this.#known?.etag !== before;
      }
      const sequence = this.#pending.lastWaiting;
      if (sequence === undefined) return;
      this.#journal.beginFlush();
      await this.#commit({
        sequence,
        change: this.#rowsChange(LOOK),
        deadline: this.#newDeadline(),
        known: this.#known,
        triesMax: FLUSH_TRIES_MAX,
      });
    });
  }

  /** Commits the rows and `extra` at once; a row of its own gives it a number that no other will ever have. */
  change(extra: Change<CounterDocument>): Promise<CounterDocument> {
    const deadline = this.#newDeadline();
    return this.#line.run(() => {
      const { number: sequence } = this.#append([]);
      this.#journal.beginFlush();
      const change = this.#rowsChange(extra);
      const triesMax = CHANGE_TRIES_MAX;
      return this.#commit({ sequence, change, deadline, known: this.#known, triesMax });
    });
  }

  /** Reads. @throws Failure */
  look(): Promise<void> {
    const deadline = this.#newDeadline();
    return this.#line.run(() => this.#look(deadline));
  }

  /** While no document is known, visits wait for it, and it is asked for as long as they may. */
  async #look(deadline: Deadline): Promise<void> {
    const sequence = this.#pending.lastNumber + 1;
    const isNeeded = this.#working === undefined;
    const tries = isNeeded ? {} : { triesMax: FLUSH_TRIES_MAX };
    await this.#commit({ sequence, change: LOOK, deadline, ...tries });
  }

  #rowsChange(extra: Change<CounterDocument>): Change<CounterDocument> {
    const change = rowsChange(this.#pending.all, extra);
    return {
      ...change,
      apply: (document, mark) => {
        this.#requireSameSalt(document);
        return change.apply(document, mark);
      },
    };
  }

  /** Visits that wait were hashed for the document that was known. @throws Failure */
  #requireSameSalt(document: CounterDocument): void {
    const { rules } = this.#services;
    if (this.#known === undefined || this.#pending.visits === 0) return;
    if (sealOf(document, rules) === sealOf(this.#known.document, rules)) return;
    const detail =
      'the document was counted with SALT and its line break, or without it, and visits wait that were not: ' +
      'put a document of their SALT there again';
    throw new Failure('misconfigured', detail);
  }

  #newDeadline(): Deadline {
    return new Deadline(this.#services.clock, DEADLINE_MS);
  }

  #append(visits: readonly Visit[]): JournalRow {
    const row = this.#pending.next(visits, this.#services.clock.now());
    try {
      this.#journal.append(row);
    } catch (error) {
      throw unwritable(error);
    }
    this.#pending.add(row);
    return row;
  }

  /** Called from the line only. Whatever comes of it, its requests are paid for. */
  async #commit(attempt: Attempt): Promise<CounterDocument> {
    const { clock, log, meter } = this.#services;
    const sentBefore = meter.sent;
    const before = this.#known;
    const outcome = await commit(this.#services, { writer: this.#writer, before, ...attempt });
    const requests = meter.sent - sentBefore;
    this.#schedule.spent(requests, clock.now());
    if (attempt.known !== undefined && requests > 1) this.#readFirst = true;
    if (outcome.kind === 'done') {
      this.#lastCommit = outcome.lastCommit ?? this.#lastCommit;
      this.#adopt(outcome.known);
      return outcome.result;
    }
    try {
      this.#save();
    } catch (error) {
      log.warn('budget-not-saved', { cause: unwritable(error).message });
    }
    throw new Failure(outcome.reason, outcome.detail);
  }

  /** Takes a document that was read or written: what it holds of our rows is freed, the rest applied. */
  #adopt(known: KnownDocument): void {
    const { log, rules } = this.#services;
    this.#requireSameSalt(known.document);
    warnOfLosses(log, known.document, this.#known?.document);
    if (this.#known === undefined) warnOfSalt(log, known.document, rules);
    const mark = known.document.writers.get(this.#writer.id);
    const before = { known: this.#known, pending: this.#pending };
    const pending = before.pending.afterLanding(mark?.sequence ?? 0);
    const { document, working } = this.#keepEstimate(known.document, pending);
    this.#known = { ...known, document };
    this.#pending = pending;
    try {
      this.#save();
    } catch (error) {
      this.#known = before.known;
      this.#pending = before.pending;
      throw unwritable(error);
    }
    this.#working = working;
    this.#knownAtMs = this.#services.clock.monotonicMs();
  }

  /** What was told stays told, unless somebody has put a smaller document there on purpose. */
  #keepEstimate(document: CounterDocument, pending: PendingRows): Adopted {
    const told = this.#working;
    const working = applyRows(document, pending.all);
    const { count, relativeError } = working.visitors;
    const isReplaced = told === undefined || working.pageviews < told.pageviews;
    if (isReplaced || relativeError === undefined || count >= told.visitors.count) {
      return { document, working };
    }
    const visitors = document.visitors.estimatedAtLeast(told.visitors.count);
    const kept = { ...document, visitors };
    return { document: kept, working: applyRows(kept, pending.all) };
  }

  #save(): void {
    this.#journal.save({
      writer: this.#writer.id,
      landed: this.#pending.landed,
      budget: this.#schedule.level(this.#services.clock.now()),
      ...(this.#known && { known: toSaved(this.#known, this.#place) }),
    });
  }
}

function unwritable(error: unknown): Failure {
  const cause = error instanceof Error ? error.message : String(error);
  return new Failure('unavailable', `the journal cannot be written: ${cause}`);
}
