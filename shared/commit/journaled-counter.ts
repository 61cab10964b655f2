/**
 * A Counter with a durable journal: a visit is acknowledged once it is in the journal, and the journal
 * is flushed into the document as the budget allows. What is told is the last known document and the
 * rows above its mark. One flush is under way at a time.
 */
import { applyVisits } from '../counter/apply-visits.ts';
import {
  type CounterDocument,
  parseDocument,
  serialiseDocument,
  type Totals,
  totalsOf,
} from '../counter/document.ts';
import type { Mark, Writer, WriterId } from '../counter/marks.ts';
import { isClaimedBy, type ReportClaim } from '../counter/report-claim.ts';
import type { Visit } from '../counter/visit.ts';
import { Failure } from '../errors.ts';
import { claimChange, LOOK, releaseChange } from './changes.ts';
import { type Change, type CommitOutcome, type CommitServices, commit } from './commit.ts';
import type { Counter, CounterStatus } from './counter.ts';
import { Deadline } from './deadline.ts';
import { FlushBudget } from './flush-budget.ts';
import type { Journal, JournalRow, JournalState } from './journal.ts';
import type { KnownDocument } from './known-document.ts';

export interface JournaledCounterOptions {
  /** Names the document: bucket, object, and where they lie. A known document of another place is none. */
  readonly place: string;
  readonly storeRequestsPerMonth: number;
}

/** Visits of the same few milliseconds share a row: a storage write each would halve what one object bears. */
const GATHER_MS = 2;
/** A row stays far below SQLite's 2 MB a value. */
const ROW_VISITS_MAX = 5_000;
/** About 80 bytes each: 16 MB of storage, and as much again in memory, of the 128 MB of an object. */
const PENDING_VISITS_MAX = 200_000;
/** A visit to a quiet site shows elsewhere after this. */
const QUIET_FLUSH_MS = 2_000;
/** A busy site flushes this often: 43,200 writes in 30 days. */
const BUSY_FLUSH_MS = 60_000;
/** An alarm that is this late is taken for lost. */
const ALARM_GRACE_MS = 10_000;
/** What a flush may send: a read first, then tries of two requests each, and a namespace look-up. */
const FLUSH_TRIES_MAX = 3;
const FLUSH_REQUESTS_MAX = 8;
/** A first document is worth waiting for; a flush gives up sooner, and its rows wait. */
const DEADLINE_MS = 8_000;
const TOTALS_AGE_MS = 60_000;

interface Arrival {
  readonly visit: Visit;
  readonly answer: PromiseWithResolvers<Totals>;
}

export class JournaledCounter implements Counter {
  readonly #services: CommitServices;
  readonly #journal: Journal;
  readonly #options: JournaledCounterOptions;
  readonly #budget: FlushBudget;
  #writer: Writer;
  #landed: number;
  /** The last row number ever used; they never restart. */
  #lastNumber: number;
  /** Rows above `#landed`. */
  #rows: JournalRow[];
  #pending: number;
  #known: KnownDocument | undefined;
  #knownAtMs = Number.NEGATIVE_INFINITY;
  /** The known document with the rows applied: what visitors are told. */
  #working: CounterDocument | undefined;
  #arrivals: Arrival[] = [];
  #looking: Promise<void> | undefined;
  #firstFailure: unknown;
  /** Flushes one after the other: the tail of the line. */
  #line: Promise<unknown> = Promise.resolve();
  #flushQueued = false;
  #readFirst = false;
  #lastFlushAtMs = Number.NEGATIVE_INFINITY;
  #alarmAtMs: number | undefined;
  #lastCommit: { readonly atMs: number; readonly clockBehindMs: number } | undefined;

  /** Reads the journal; sends nothing. @throws whatever the journal's storage throws. */
  constructor(services: CommitServices, journal: Journal, options: JournaledCounterOptions) {
    this.#services = services;
    this.#journal = journal;
    this.#options = options;
    const nowMs = services.clock.now();
    const { state, rows } = journal.load();
    this.#writer = { id: state?.writer ?? (services.random.id() as WriterId), life: 'journal' };
    this.#landed = state?.landed ?? 0;
    this.#rows = [...rows];
    this.#pending = countVisits(rows);
    this.#lastNumber = Math.max(this.#landed, rows.at(-1)?.number ?? 0);
    this.#budget = new FlushBudget(options.storeRequestsPerMonth, nowMs, state?.budget);
    this.#known = state && this.#parseKnown(state);
    if (this.#known !== undefined) this.#working = this.#applyRows(this.#known.document);
    // The writer must be in storage before the first row is, or the rows would outlive their writer.
    if (state === undefined) this.#save();
    if (this.#rows.length > 0) this.#scheduleFlush();
  }

  count(visit: Visit): Promise<Totals> {
    const answer = Promise.withResolvers<Totals>();
    this.#arrivals.push({ visit, answer });
    if (this.#arrivals.length === 1) void this.#gather();
    return answer.promise;
  }

  async totals(): Promise<Totals> {
    return totalsOf(await this.document());
  }

  async document(): Promise<CounterDocument> {
    const { clock } = this.#services;
    const isStale = clock.monotonicMs() - this.#knownAtMs > TOTALS_AGE_MS;
    if (this.#working !== undefined && isStale && this.#budget.isAmple(clock.now())) {
      // What is known is good enough when the store cannot be asked.
      await this.#lookInLine().catch(() => undefined);
    }
    return this.#needDocument();
  }

  async probe(): Promise<void> {
    await this.#lookInLine();
  }

  async claimReport(claim: ReportClaim): Promise<{ claimed: boolean; document: CounterDocument }> {
    const document = await this.#commitExtra(claimChange(claim));
    return { claimed: isClaimedBy(document.report, claim), document };
  }

  async releaseReport(claim: ReportClaim): Promise<void> {
    await this.#commitExtra(releaseChange(claim));
  }

  async status(): Promise<CounterStatus> {
    const pending = this.#pending;
    if (this.#lastCommit === undefined) return { pending };
    const { atMs, clockBehindMs } = this.#lastCommit;
    return { pending, lastCommitAtMs: atMs, clockBehindMs };
  }

  /** The alarm: flushes what is due. Repeated alarms do no harm. Never throws. */
  async wake(): Promise<void> {
    this.#alarmAtMs = undefined;
    if (this.#rows.length === 0) return;
    if (this.#services.clock.now() < this.#flushDueAtMs()) this.#scheduleFlush();
    else await this.#flushSoon();
  }

  async #gather(): Promise<void> {
    try {
      if (this.#working === undefined) await this.#needDocument();
      else await this.#services.clock.sleep(GATHER_MS);
    } catch (error) {
      for (const { answer } of this.#arrivals.splice(0)) answer.reject(error);
      return;
    }
    while (this.#arrivals.length > 0) this.#accept(this.#arrivals.splice(0, ROW_VISITS_MAX));
    this.#scheduleFlush();
  }

  /** Into the journal first, then into memory: a row that cannot be kept leaves nothing behind. */
  #accept(arrivals: readonly Arrival[]): void {
    try {
      if (this.#working === undefined) throw new Failure('unavailable', 'no document is known');
      if (this.#pending + arrivals.length > PENDING_VISITS_MAX) {
        throw new Failure(
          'unavailable',
          'the journal is full: the store has been away for too long',
        );
      }
      const visits = arrivals.map(({ visit }) => visit);
      const { document, told } = applyVisits(this.#working, visits);
      this.#append(visits);
      this.#working = document;
      arrivals.forEach(({ answer }, index) => {
        const totals = told[index];
        if (totals !== undefined) answer.resolve(totals);
      });
    } catch (error) {
      for (const { answer } of arrivals) answer.reject(error);
    }
  }

  #append(visits: readonly Visit[]): JournalRow {
    // By the clock, so that rows made after a storage was rolled back never take numbers that have landed.
    const number = Math.max(this.#lastNumber + 1, Math.floor(this.#services.clock.now()));
    const row = { number, visits };
    try {
      this.#journal.append(row);
    } catch (error) {
      throw new Failure('unavailable', `the journal cannot be written: ${describe(error)}`);
    }
    this.#lastNumber = number;
    this.#rows.push(row);
    this.#pending += visits.length;
    return row;
  }

  /** While there is none, visits wait for it together; a store that is away is not asked for each. */
  async #needDocument(): Promise<CounterDocument> {
    if (this.#working !== undefined) return this.#working;
    const nowMs = this.#services.clock.now();
    if (this.#budget.availableAtMs(FLUSH_REQUESTS_MAX, nowMs) > nowMs) {
      throw this.#firstFailure ?? new Failure('unavailable', 'the store request budget is used up');
    }
    await this.#lookInLine().catch((error: unknown) => {
      this.#firstFailure = error;
      throw error;
    });
    if (this.#working === undefined) throw new Failure('unavailable', 'no document is known');
    return this.#working;
  }

  #flushDueAtMs(): number {
    const nowMs = this.#services.clock.now();
    const affordableAtMs = this.#budget.availableAtMs(FLUSH_REQUESTS_MAX, nowMs);
    const spacedAtMs = Math.min(this.#lastFlushAtMs, nowMs) + BUSY_FLUSH_MS;
    return Math.max(spacedAtMs, affordableAtMs);
  }

  /** One alarm a flush: it is set again only once it has rung, or must have been lost. */
  #scheduleFlush(): void {
    if (this.#rows.length === 0) return;
    const nowMs = this.#services.clock.now();
    const alarmAtMs = this.#alarmAtMs;
    if (alarmAtMs !== undefined && alarmAtMs + ALARM_GRACE_MS < nowMs) {
      this.#alarmAtMs = undefined;
      void this.#flushSoon();
    } else if (alarmAtMs === undefined || alarmAtMs > nowMs + LONGEST_ALARM_MS) {
      const dueAtMs = Math.max(this.#flushDueAtMs(), nowMs + QUIET_FLUSH_MS);
      try {
        this.#journal.wakeAt(dueAtMs);
        this.#alarmAtMs = dueAtMs;
      } catch (error) {
        this.#services.log.warn('alarm-not-set', { cause: describe(error) });
      }
    }
  }

  /** Whoever asks while one waits gets that one. */
  async #flushSoon(): Promise<void> {
    if (this.#flushQueued) return;
    this.#flushQueued = true;
    try {
      await this.#inLine(() => {
        this.#flushQueued = false;
        return this.#flush();
      });
    } catch (error) {
      this.#services.log.warn('flush-failed', {
        cause: describe(error),
        pending: this.#pending,
      });
    }
    this.#scheduleFlush();
  }

  async #flush(): Promise<void> {
    if (this.#rows.length === 0) return;
    if (this.#readFirst) {
      const before = this.#known?.etag;
      await this.#look(this.#newDeadline());
      this.#readFirst = this.#known?.etag !== before;
    }
    const rows = [...this.#rows];
    const sequence = rows.at(-1)?.number;
    if (sequence === undefined) return;
    const change = rowsChange(rows, LOOK);
    const outcome = await this.#commit(sequence, change, this.#newDeadline(), FLUSH_TRIES_MAX);
    this.#adopt(outcome.known);
  }

  /** A row of its own gives the change a number that no other will ever have. */
  #commitExtra(extra: Change<CounterDocument>): Promise<CounterDocument> {
    const deadline = this.#newDeadline();
    return this.#inLine(async () => {
      const { number } = this.#append([]);
      const change = rowsChange([...this.#rows], extra);
      const { known, result } = await this.#commit(number, change, deadline);
      this.#adopt(known);
      return result;
    });
  }

  /** Whoever asks while one is queued or under way gets that one: a store that is away is asked once. */
  #lookInLine(): Promise<void> {
    const deadline = this.#newDeadline();
    this.#looking ??= this.#inLine(() => this.#look(deadline)).finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(deadline: Deadline): Promise<void> {
    const sequence = this.#lastNumber + 1;
    const { known } = await this.#commit(sequence, LOOK, deadline, FLUSH_TRIES_MAX, 'read');
    this.#adopt(known);
  }

  /** From when somebody asks: what he waits in line for others counts too. */
  #newDeadline(): Deadline {
    return new Deadline(this.#services.clock, DEADLINE_MS);
  }

  /** Called from the line only. Whatever comes of it, its requests are paid for. */
  async #commit(
    sequence: number,
    change: Change<CounterDocument>,
    deadline: Deadline,
    triesMax?: number,
    from: 'known' | 'read' = 'known',
  ): Promise<Extract<CommitOutcome<CounterDocument>, { kind: 'done' }>> {
    const { clock, meter } = this.#services;
    const sentBefore = meter.sent;
    const known = from === 'known' ? this.#known : undefined;
    const outcome = await commit(this.#services, {
      writer: this.#writer,
      sequence,
      change,
      deadline,
      known,
      mustExist: this.#known !== undefined && this.#known.etag !== 'absent',
      ...(triesMax !== undefined && { triesMax }),
    });
    const requests = meter.sent - sentBefore;
    this.#budget.spend(requests, clock.now());
    this.#lastFlushAtMs = clock.now();
    if (known !== undefined && requests > 1) this.#readFirst = true;
    if (outcome.kind === 'done') return outcome;
    try {
      this.#save();
    } catch (error) {
      this.#services.log.warn('budget-not-saved', { cause: describe(error) });
    }
    throw new Failure(outcome.reason, outcome.detail);
  }

  /** Takes a document that was read or written: what it holds of our rows is freed, the rest applied. */
  #adopt(known: KnownDocument): void {
    const { clock } = this.#services;
    const mark = known.document.writers.get(this.#writer.id);
    const landed = Math.max(this.#landed, mark?.sequence ?? 0);
    const before = { landed: this.#landed, rows: this.#rows, known: this.#known };
    this.#known = known;
    this.#landed = landed;
    this.#lastNumber = Math.max(this.#lastNumber, landed);
    // A row without visits only kept a number for a change, whose outcome is known by now.
    this.#rows = this.#rows.filter((row) => row.number > landed && row.visits.length > 0);
    try {
      this.#save();
    } catch (error) {
      this.#landed = before.landed;
      this.#rows = before.rows;
      this.#known = before.known;
      throw new Failure('unavailable', `the journal cannot be written: ${describe(error)}`);
    }
    this.#pending = countVisits(this.#rows);
    this.#working = this.#applyRows(known.document);
    this.#knownAtMs = clock.monotonicMs();
    if (known.modifiedAtMs !== undefined && mark !== undefined) {
      this.#lastCommit = { atMs: clock.now(), clockBehindMs: known.modifiedAtMs - clock.now() };
    }
  }

  #applyRows(document: CounterDocument): CounterDocument {
    const visits = this.#rows.flatMap((row) => row.visits);
    return visits.length === 0 ? document : applyVisits(document, visits).document;
  }

  #save(): void {
    const known = this.#known && {
      place: this.#options.place,
      body: serialiseDocument(this.#known.document),
      etag: this.#known.etag,
      ...(this.#known.modifiedAtMs !== undefined && { modifiedAtMs: this.#known.modifiedAtMs }),
    };
    this.#journal.save({
      writer: this.#writer.id,
      landed: this.#landed,
      budget: this.#budget.level(this.#services.clock.now()),
      ...(known && { known }),
    });
  }

  /** Undefined when it lies elsewhere, or was counted with another SALT: then the store must be asked. */
  #parseKnown({ known }: JournalState): KnownDocument | undefined {
    if (known === undefined || known.place !== this.#options.place) return undefined;
    const { log, rules } = this.#services;
    let document: CounterDocument;
    try {
      document = parseDocument(known.body, rules);
    } catch (error) {
      log.error('saved-document-unreadable', { cause: describe(error) });
      return undefined;
    }
    if (document.salt !== undefined && document.salt !== rules.saltFingerprint) return undefined;
    const { etag, modifiedAtMs } = known;
    return { document, etag, ...(modifiedAtMs !== undefined && { modifiedAtMs }) };
  }

  #inLine<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#line.then(work);
    this.#line = result.catch(() => undefined);
    return result;
  }
}

/** The clock may have been set back: an alarm further off than any flush is no alarm. */
const LONGEST_ALARM_MS = 86_400_000;

/** The rows that the document does not hold yet, and `extra` on top of them. */
function rowsChange(
  rows: readonly JournalRow[],
  extra: Change<CounterDocument>,
): Change<CounterDocument> {
  return {
    apply(document, mark: Mark | undefined) {
      const missing = rows.filter((row) => row.number > (mark?.sequence ?? 0));
      const visits = missing.flatMap((row) => row.visits);
      const counted = visits.length === 0 ? document : applyVisits(document, visits).document;
      const applied = extra.apply(counted, mark);
      return applied.kind === 'nothing' && visits.length > 0
        ? { kind: 'write', document: counted, result: applied.result }
        : applied;
    },
    landed: (document, mark) => extra.landed(document, mark),
  };
}

function countVisits(rows: readonly JournalRow[]): number {
  return rows.reduce((sum, row) => sum + row.visits.length, 0);
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
