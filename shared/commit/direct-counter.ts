/**
 * A Counter that writes through: a visit is answered once its commit has landed. One commit is under
 * way at a time; visits that arrive meanwhile share the next one. The document and its ETag stay in
 * memory, so that an uncontended visit costs one write and no read.
 */

import { claimIn } from '../counter/claims.ts';
import { type CounterDocument, type Totals, totalsWith } from '../counter/document.ts';
import type { Writer, WriterId } from '../counter/marks.ts';
import type { PageName } from '../counter/page-name.ts';
import { isClaimedBy, type ReportClaim } from '../counter/report-claim.ts';
import { type Visit, visitWithoutNames } from '../counter/visit.ts';
import { Failure } from '../errors.ts';
import { type Arrival, newArrival, settleArrivals } from './arrival.ts';
import type { Change } from './change.ts';
import { claimChange, confirmChange, LOOK, releaseChange, visitsChange } from './changes.ts';
import { type CommitServices, commit } from './commit.ts';
import type { Counter, CounterStatus, DocumentOptions, LastCommit } from './counter.ts';
import { Deadline } from './deadline.ts';
import { Elapsed } from './elapsed.ts';
import { type KnownDocument, warnOfLosses, warnOfSalt, warnOfZone } from './known-document.ts';
import { Line } from './line.ts';

/** Then a visit gives up; a call that is under way is waited for, and a last look, 3 s each. */
const COMMIT_MS = 8_000;
/** Keeps one batch's work under 20 ms; at 30 ms a write this is 150,000 visits a second. */
const BATCH_VISITS_MAX = 5_000;
/** How old an answer of the store may be that `recent` is content with: anybody may ask, and free reads are few. */
const RECENT_MS = 60_000;

interface Waiting extends Arrival {
  readonly deadline: Deadline;
}

export class DirectCounter implements Counter {
  readonly #services: CommitServices;
  readonly #writer: Writer;
  #sequence = 0;
  #waiting: Waiting[] = [];
  readonly #line = new Line();
  #known: KnownDocument | undefined;
  /** The last that was read or written, by commits that gave up too, so that a document that vanishes is noticed. */
  #before: KnownDocument | undefined;
  /** Since that was read or written. */
  #age: Elapsed | undefined;
  #reading: Promise<CounterDocument> | undefined;
  /** The last read, if it failed and nothing has gone well since. */
  #failedRead: { readonly reason: unknown; readonly atMs: number } | undefined;
  #lastCommit: LastCommit | undefined;

  constructor(services: CommitServices) {
    this.#services = services;
    this.#writer = { id: services.random.id() as WriterId, life: 'brief' };
  }

  count(visit: Visit): Promise<Totals> {
    const deadline = new Deadline(this.#services.clock, COMMIT_MS);
    const { withoutNames = false } = this.#services.rules;
    const arrival = { ...newArrival(withoutNames ? visitWithoutNames(visit) : visit), deadline };
    this.#waiting.push(arrival);
    // The first visit to wait queues a batch, which takes all that arrive until it starts.
    if (this.#waiting.length === 1) void this.#line.run(() => this.#commitWaiting());
    return arrival.answer.promise;
  }

  async totals(pages: readonly PageName[] = []): Promise<Totals> {
    return totalsWith(await this.document({ recent: true }), pages);
  }

  async lastTotals(pages: readonly PageName[] = []): Promise<Totals | undefined> {
    return this.#before && totalsWith(this.#before.document, pages);
  }

  /** Read from the store unless `recent`: there is no cheaper copy here. */
  async document({ recent = false }: DocumentOptions = {}): Promise<CounterDocument> {
    const nowMs = this.#services.clock.monotonicMs();
    const isRecent = this.#age !== undefined && this.#age.monotonicMs < RECENT_MS;
    if (recent && isRecent && this.#known !== undefined) return this.#known.document;
    if (recent && this.#failedRead !== undefined && nowMs - this.#failedRead.atMs < RECENT_MS) {
      throw this.#failedRead.reason;
    }
    return this.#read();
  }

  async claimReport(claim: ReportClaim): Promise<{ claimed: boolean; document: CounterDocument }> {
    const document = await this.change(claimChange(claim));
    return { claimed: isClaimedBy(claimIn(document, claim.kind), claim), document };
  }

  async releaseReport(claim: ReportClaim): Promise<void> {
    await this.change(releaseChange(claim));
  }

  async confirmReport(claim: ReportClaim, mailedAt: number): Promise<void> {
    await this.change(confirmChange(claim, mailedAt));
  }

  async storedAtMs(): Promise<number | undefined> {
    return this.#before?.modifiedAtMs;
  }

  async status(): Promise<CounterStatus> {
    return {
      pending: this.#waiting.length,
      ...(this.#lastCommit && { lastCommit: this.#lastCommit }),
    };
  }

  async #commitWaiting(): Promise<void> {
    const batch = this.#waiting.slice(0, BATCH_VISITS_MAX);
    this.#waiting = this.#waiting.slice(BATCH_VISITS_MAX);
    if (this.#waiting.length > 0) void this.#line.run(() => this.#commitWaiting());
    const oldest = batch[0];
    if (oldest === undefined) return;
    await settleArrivals(batch, (visits) =>
      this.#commit(visitsChange(visits), oldest.deadline, this.#copy),
    );
  }

  /** Commits any change, after what is under way. */
  change<T>(change: Change<T>): Promise<T> {
    const deadline = new Deadline(this.#services.clock, COMMIT_MS);
    return this.#line.run(() => this.#commit(change, deadline, this.#copy));
  }

  /** A write is dated by it, and so by our clock: none that was set, or stood still, since. */
  get #copy(): KnownDocument | undefined {
    return this.#age?.clocksAgree ? this.#known : undefined;
  }

  /** Called from the line only, so that one commit is under way at a time. */
  async #commit<T>(change: Change<T>, deadline: Deadline, known?: KnownDocument): Promise<T> {
    this.#sequence += 1;
    const outcome = await commit(this.#services, {
      writer: this.#writer,
      sequence: this.#sequence,
      change,
      deadline,
      known,
      before: this.#before,
    });
    const { clock, log, rules } = this.#services;
    if (outcome.kind === 'given-up') {
      if (outcome.before) warnOfLosses(log, outcome.before.document, this.#before?.document);
      this.#before = outcome.before;
      this.#known = undefined;
      throw new Failure(outcome.reason, outcome.detail);
    }
    const { document } = outcome.known;
    warnOfLosses(log, document, this.#before?.document);
    if (this.#before === undefined) warnOfSalt(log, document, rules);
    warnOfZone(log, document, this.#before?.document, rules, clock.now());
    this.#known = outcome.known;
    this.#before = outcome.known;
    this.#age = new Elapsed(clock);
    this.#failedRead = undefined;
    this.#lastCommit = outcome.lastCommit ?? this.#lastCommit;
    return outcome.result;
  }

  /** Readers at the same time share one request. It goes through the line, so an older copy never replaces a newer one. */
  #read(): Promise<CounterDocument> {
    const deadline = new Deadline(this.#services.clock, COMMIT_MS);
    this.#reading ??= this.#line
      .run(() => this.#commit(LOOK, deadline))
      .catch((reason: unknown) => {
        this.#failedRead = { reason, atMs: this.#services.clock.monotonicMs() };
        throw reason;
      })
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }
}
