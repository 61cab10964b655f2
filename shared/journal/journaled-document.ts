/**
 * Commits the working document to the store: flushes, changes and reads, one at a time, each with a deadline
 * and a bound of tries, and all requests are charged to the budget. When to ask the store is not decided here.
 */

import type { Change } from '../commit/change.ts';
import { LOOK } from '../commit/changes.ts';
import { type CommitServices, commit } from '../commit/commit.ts';
import type { LastCommit } from '../commit/counter.ts';
import { Deadline } from '../commit/deadline.ts';
import type { KnownDocument } from '../commit/known-document.ts';
import { Line } from '../commit/line.ts';
import type { CounterDocument } from '../counter/document.ts';
import { Failure } from '../errors.ts';
import type { FlushSchedule } from './flush-schedule.ts';
import type { WorkingDocument } from './working-document.ts';

/** Rows can wait, and requests are few. */
const FLUSH_TRIES_MAX = 3;
/** A caller waits for it, and reports are rare. */
const CHANGE_TRIES_MAX = 5;
/** From the call, or from the start of a flush. */
const DEADLINE_MS = 8_000;

interface Attempt {
  readonly sequence: number;
  readonly change: Change<CounterDocument>;
  readonly deadline: Deadline;
  readonly known?: KnownDocument | undefined;
  readonly triesMax?: number;
}

export class JournaledDocument {
  readonly #services: CommitServices;
  readonly #schedule: FlushSchedule;
  readonly #document: WorkingDocument;
  readonly #line = new Line();
  #knownAtMs = Number.NEGATIVE_INFINITY;
  /** Another writer is active: a read first costs less than a refused write. */
  #readFirst = false;
  /** Read or written since the copy was, by a commit that gave up or could not save it: that copy is stored no more. */
  #readSince: KnownDocument | undefined;
  #lastCommit: LastCommit | undefined;

  constructor(services: CommitServices, schedule: FlushSchedule, document: WorkingDocument) {
    this.#services = services;
    this.#schedule = schedule;
    this.#document = document;
  }

  get lastCommit(): LastCommit | undefined {
    return this.#lastCommit;
  }

  /** Milliseconds since the store last answered with a document. */
  get ageMs(): number {
    return this.#services.clock.monotonicMs() - this.#knownAtMs;
  }

  /** Commits the pending rows. @throws Failure: the rows go on waiting */
  flush(): Promise<void> {
    return this.#line.run(async () => {
      if (this.#readFirst) {
        const before = this.#document.known?.etag;
        await this.#look(this.#newDeadline());
        this.#readFirst = this.#document.known?.etag !== before;
      }
      const sequence = this.#document.pending.lastWaiting;
      if (sequence === undefined) return;
      await this.#commit({
        sequence,
        change: this.#document.beginFlush(LOOK),
        deadline: this.#newDeadline(),
        known: this.#copy,
        triesMax: FLUSH_TRIES_MAX,
      });
    });
  }

  /** Commits the rows and `extra` at once, under a number of its own. @throws Failure */
  change(extra: Change<CounterDocument>): Promise<CounterDocument> {
    const deadline = this.#newDeadline();
    return this.#line.run(() => {
      const { number: sequence } = this.#document.append([]);
      const change = this.#document.beginFlush(extra);
      const triesMax = CHANGE_TRIES_MAX;
      return this.#commit({ sequence, change, deadline, known: this.#copy, triesMax });
    });
  }

  /** Reads. @throws Failure */
  look(): Promise<void> {
    const deadline = this.#newDeadline();
    return this.#line.run(() => this.#look(deadline));
  }

  /** While no document is known, visits wait for this read, so it is retried until their deadline. */
  async #look(deadline: Deadline): Promise<void> {
    const sequence = this.#document.pending.lastNumber + 1;
    const isNeeded = this.#document.current === undefined;
    const tries = isNeeded ? {} : { triesMax: FLUSH_TRIES_MAX };
    await this.#commit({ sequence, change: LOOK, deadline, ...tries });
  }

  get #copy(): KnownDocument | undefined {
    return this.#readSince === undefined ? this.#document.known : undefined;
  }

  #newDeadline(): Deadline {
    return new Deadline(this.#services.clock, DEADLINE_MS);
  }

  /** Called from the line only. Its requests are charged whether or not it succeeds. */
  async #commit(attempt: Attempt): Promise<CounterDocument> {
    const { clock, log, meter } = this.#services;
    const { known, writer } = this.#document;
    const before = this.#readSince ?? known;
    const sentBefore = meter.sent;
    const outcome = await commit(this.#services, { writer, before, ...attempt });
    const requests = meter.sent - sentBefore;
    this.#schedule.spent(requests, clock.now());
    if (attempt.known !== undefined && requests > 1) this.#readFirst = true;
    if (outcome.kind === 'done') {
      this.#lastCommit = outcome.lastCommit ?? this.#lastCommit;
      // Until it is adopted, which a full disk may forbid.
      this.#readSince = outcome.known;
      this.#document.adopt(outcome.known);
      this.#readSince = undefined;
      this.#knownAtMs = clock.monotonicMs();
      return outcome.result;
    }
    if (outcome.before !== known) this.#readSince = outcome.before;
    try {
      this.#document.save();
    } catch (error) {
      log.warn('budget-not-saved', { cause: error instanceof Error ? error.message : `${error}` });
    }
    throw new Failure(outcome.reason, outcome.detail);
  }
}
