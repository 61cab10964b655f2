/**
 * The document as an edge knows it: the last version read or written, the journal's rows that it does not
 * hold, and both together, which is what visitors are told. Saving a version, freeing the rows that it
 * holds and the budget are one transaction of the journal. Asks no store.
 */
import type { Change } from '../commit/change.ts';
import { requireRoom } from '../commit/changes.ts';
import type { CommitServices } from '../commit/commit.ts';
import {
  type KnownDocument,
  warnOfLosses,
  warnOfSalt,
  warnOfZone,
} from '../commit/known-document.ts';
import { applyVisits } from '../counter/apply-visits.ts';
import type { CounterDocument, Totals } from '../counter/document.ts';
import type { Writer, WriterId } from '../counter/marks.ts';
import { sealOf } from '../counter/salt.ts';
import { type Visit, visitIn, visitWithoutNames } from '../counter/visit.ts';
import { Failure } from '../errors.ts';
import type { BudgetLevel } from './flush-budget.ts';
import type { Journal, JournalRow } from './journal.ts';
import { PendingRows } from './pending-rows.ts';
import { applyRows, rowsChange, rowsWithoutNames } from './rows-change.ts';
import { fromSaved, toSaved } from './saved-document.ts';

/** A flush applies all of them at once, which takes half a second of the object's time. */
const PENDING_VISITS_MAX = 200_000;
/** A Durable Object has 128 MB: 200,000 rows of one visit take 32 of them, and their flush a few more. */
const PENDING_BYTES_MAX = 36 * 1024 * 1024;

export interface JournalOptions {
  /** Names the document: bucket, object, and where they lie. A saved document of another place is none. */
  readonly place: string;
  readonly loaded: ReturnType<Journal['load']>;
  /** What is left of the store's requests, to be saved with the rest. */
  readonly budget: () => BudgetLevel;
}

interface Adopted {
  readonly document: CounterDocument;
  /** With the rows that it does not hold. */
  readonly working: CounterDocument;
}

export class WorkingDocument {
  readonly writer: Writer;
  readonly #services: CommitServices;
  readonly #journal: Journal;
  readonly #options: Pick<JournalOptions, 'place' | 'budget'>;
  #pending: PendingRows;
  #known: KnownDocument | undefined;
  /** The known document with the rows applied. */
  #working: CounterDocument | undefined;

  /** @throws Failure when a new journal cannot keep its writer, and whatever reading its rows throws. */
  constructor(services: CommitServices, journal: Journal, options: JournalOptions) {
    const { clock, log, random, rules } = services;
    const { rows, state } = options.loaded;
    this.#services = services;
    this.#journal = journal;
    this.#options = options;
    this.writer = { id: state?.writer ?? (random.id() as WriterId), life: 'journal' };
    const kept = rules.withoutNames ? rowsWithoutNames(rows) : rows;
    this.#pending = new PendingRows(state?.landed ?? 0, kept);
    this.#known = state?.known && fromSaved(state.known, options.place, rules, log);
    if (this.#known !== undefined) {
      this.#working = applyRows(this.#known.document, this.#pending.all);
      warnOfSalt(log, this.#working, rules);
      warnOfZone(log, this.#working, undefined, rules, clock.now());
    }
    // The writer must be in storage before the first row is, or the rows would outlive their writer.
    if (state === undefined) this.save();
  }

  get known(): KnownDocument | undefined {
    return this.#known;
  }

  /** Undefined until a first document has been read. */
  get current(): CounterDocument | undefined {
    return this.#working;
  }

  /**
   * The current document as it may leave this counter: with the mark of the rows that it holds, so that
   * they are not counted again when the copy is put into the store. Undefined like `current`.
   */
  get copy(): CounterDocument | undefined {
    const working = this.#working;
    if (working === undefined || this.#pending.isEmpty) return working;
    const { id, life } = this.writer;
    const mark = { life, sequence: this.#pending.lastNumber, pageviews: working.pageviews };
    return { ...working, writers: new Map(working.writers).set(id, mark) };
  }

  /** Read it only: rows come and go by the methods here. */
  get pending(): PendingRows {
    return this.#pending;
  }

  /** Into the journal first, then into memory: a row that cannot be kept leaves nothing behind. @throws Failure */
  accept(arrived: readonly Visit[]): readonly Totals[] {
    if (this.#working === undefined) throw new Failure('unavailable', 'no document is known');
    const { salt } = this.#working;
    const { withoutNames = false } = this.#services.rules;
    const known = arrived.map((visit) => visitIn(salt, visit));
    const visits = withoutNames ? known.map(visitWithoutNames) : known;
    const { bytes, visits: waiting } = this.#pending;
    if (waiting + visits.length > PENDING_VISITS_MAX || bytes > PENDING_BYTES_MAX) {
      const detail = 'the journal is full: the store has been unreachable for too long';
      throw new Failure('unavailable', detail);
    }
    requireRoom(this.#working, visits.length);
    const { document, told } = applyVisits(this.#working, visits);
    this.append(visits);
    this.#working = document;
    return told;
  }

  /** A row without visits gives a change a number that no other will ever have. @throws Failure */
  append(visits: readonly Visit[]): JournalRow {
    const row = this.#pending.next(visits, this.#services.clock.now());
    try {
      this.#journal.append(row);
    } catch (error) {
      throw unwritable(error);
    }
    this.#pending.add(row);
    return row;
  }

  /** The rows so far, and `extra` on top of them, for a document that was counted with the same SALT. */
  beginFlush(extra: Change<CounterDocument>): Change<CounterDocument> {
    this.#journal.beginFlush();
    const change = rowsChange(this.#pending.all, extra);
    return {
      ...change,
      apply: (document, mark) => {
        this.#requireSameSalt(document);
        return change.apply(document, mark);
      },
    };
  }

  /** Takes a document that was read or written: what it holds of our rows is freed, the rest applied. @throws Failure */
  adopt(known: KnownDocument): void {
    const { clock, log, rules } = this.#services;
    this.#requireSameSalt(known.document);
    warnOfLosses(log, known.document, this.#known?.document);
    if (this.#known === undefined) warnOfSalt(log, known.document, rules);
    warnOfZone(log, known.document, this.#known?.document, rules, clock.now());
    const mark = known.document.writers.get(this.writer.id);
    const before = { known: this.#known, pending: this.#pending };
    const pending = before.pending.afterLanding(mark?.sequence ?? 0);
    const { document, working } = this.#keepEstimate(known.document, pending);
    this.#known = { ...known, document };
    this.#pending = pending;
    try {
      this.save();
    } catch (error) {
      this.#known = before.known;
      this.#pending = before.pending;
      throw error;
    }
    this.#working = working;
  }

  /** @throws Failure */
  save(): void {
    const { budget, place } = this.#options;
    const state = {
      writer: this.writer.id,
      landed: this.#pending.landed,
      budget: budget(),
      ...(this.#known && { known: toSaved(this.#known, place) }),
    };
    try {
      this.#journal.save(state);
    } catch (error) {
      throw unwritable(error);
    }
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
}

function unwritable(error: unknown): Failure {
  const cause = error instanceof Error ? error.message : String(error);
  return new Failure('unavailable', `the journal cannot be written: ${cause}`);
}
