/**
 * A Counter with a durable journal: a visit is acknowledged once it is in the journal, and the journal
 * is flushed into the document as the budget allows. What is told is the last known document and the
 * rows above its mark.
 */

import { type Arrival, newArrival, settleArrivals } from '../commit/arrival.ts';
import { claimChange, confirmChange, releaseChange } from '../commit/changes.ts';
import type { CommitServices } from '../commit/commit.ts';
import type { Counter, CounterStatus, DocumentOptions } from '../commit/counter.ts';
import { claimIn } from '../counter/claims.ts';
import { type CounterDocument, type Totals, totalsWith } from '../counter/document.ts';
import type { PageName } from '../counter/page-name.ts';
import { isClaimedBy, type ReportClaim } from '../counter/report-claim.ts';
import type { Visit } from '../counter/visit.ts';
import { Failure } from '../errors.ts';
import { FlushSchedule } from './flush-schedule.ts';
import type { Journal } from './journal.ts';
import { JournaledDocument } from './journaled-document.ts';
import { visitsInRow } from './row-size.ts';
import { SharedLooks } from './shared-looks.ts';
import { WorkingDocument } from './working-document.ts';

export interface JournaledCounterOptions {
  /** Names the document: bucket, object, and where they lie. A saved document of another place is none. */
  readonly place: string;
  readonly storeRequestsPerMonth: number;
}

/** Visits of the same few milliseconds share a row: a storage write for each would halve the throughput of the object. */
const GATHER_MS = 2;
/** They wait in memory for milliseconds, or for the first document: more would only wait longer. */
const ARRIVALS_MAX = 10_000;
const TOTALS_AGE_MS = 60_000;
/** A reader waits at most this long for a newer copy than the one at hand. */
const READ_WAIT_MS = 1_000;
/** A copy younger than this counts as fresh while the budget is kept for flushes. */
const SPARING_AGE_MS = 600_000;

export class JournaledCounter implements Counter {
  readonly #services: CommitServices;
  readonly #journal: Journal;
  readonly #schedule: FlushSchedule;
  readonly #document: WorkingDocument;
  readonly #stored: JournaledDocument;
  readonly #looks: SharedLooks;
  #arrivals: Arrival[] = [];
  #flushQueued = false;

  /** Reads the journal; sends nothing. @throws whatever the journal's storage throws. */
  constructor(services: CommitServices, journal: Journal, options: JournaledCounterOptions) {
    const { place, storeRequestsPerMonth } = options;
    this.#services = services;
    this.#journal = journal;
    const loaded = journal.load();
    const nowMs = services.clock.now();
    this.#schedule = new FlushSchedule(storeRequestsPerMonth, nowMs, loaded.state?.budget);
    const budget = () => this.#schedule.level(services.clock.now());
    this.#document = new WorkingDocument(services, journal, { place, loaded, budget });
    this.#stored = new JournaledDocument(services, this.#schedule, this.#document);
    this.#looks = new SharedLooks(services.clock, this.#schedule, () => this.#stored.look());
    this.#scheduleFlush();
  }

  async count(visit: Visit): Promise<Totals> {
    if (this.#arrivals.length >= ARRIVALS_MAX) {
      throw new Failure('unavailable', 'too many visits wait to be taken');
    }
    const arrival = newArrival(visit);
    this.#arrivals.push(arrival);
    if (this.#arrivals.length === 1) void this.#gather();
    return arrival.answer.promise;
  }

  async totals(pages: readonly PageName[] = []): Promise<Totals> {
    return totalsWith(await this.#recentDocument(), pages);
  }

  async lastTotals(pages: readonly PageName[] = []): Promise<Totals | undefined> {
    const { current } = this.#document;
    return current && totalsWith(current, pages);
  }

  async document({ fresh = false }: DocumentOptions = {}): Promise<CounterDocument> {
    const working = fresh ? await this.#freshDocument() : await this.#recentDocument();
    return this.#document.copy ?? working;
  }

  async claimReport(claim: ReportClaim): Promise<{ claimed: boolean; document: CounterDocument }> {
    const document = await this.#stored.change(claimChange(claim));
    return { claimed: isClaimedBy(claimIn(document, claim.kind), claim), document };
  }

  async releaseReport(claim: ReportClaim): Promise<void> {
    await this.#stored.change(releaseChange(claim));
  }

  async confirmReport(claim: ReportClaim, mailedAt: number): Promise<void> {
    await this.#stored.change(confirmChange(claim, mailedAt));
  }

  async storedAtMs(): Promise<number | undefined> {
    return this.#document.known?.modifiedAtMs;
  }

  async status(): Promise<CounterStatus> {
    const { lastCommit } = this.#stored;
    return { pending: this.#document.pending.visits, ...(lastCommit && { lastCommit }) };
  }

  /** The alarm: flushes what is due. Repeated alarms do no harm. Never throws. */
  async wake(): Promise<void> {
    this.#schedule.alarmGone();
    if (this.#document.pending.isEmpty) return;
    if (this.#schedule.isDue(this.#services.clock.now())) await this.#flushSoon();
    else this.#scheduleFlush();
  }

  async #recentDocument(): Promise<CounterDocument> {
    const { clock } = this.#services;
    const working = this.#document.current;
    if (working === undefined) return this.#needDocument();
    const isRecent = this.#stored.ageMs <= TOTALS_AGE_MS;
    if (isRecent || this.#looks.isHeldOff || !this.#schedule.isAmple(clock.now())) {
      return working;
    }
    // The known document will do when the store is slow or must not be asked; only one reader waits for a newer one.
    if (this.#looks.isLooking) return working;
    const looked = this.#looks.look().catch(() => undefined);
    const waited = new AbortController();
    await Promise.race([looked, clock.sleep(READ_WAIT_MS, waited.signal)]);
    waited.abort();
    return this.#document.current ?? working;
  }

  async #freshDocument(): Promise<CounterDocument> {
    const working = this.#document.current;
    const isSparing = !this.#schedule.isAmple(this.#services.clock.now());
    if (working !== undefined && isSparing && this.#stored.ageMs < SPARING_AGE_MS) return working;
    await this.#looks.look();
    return this.#needDocument();
  }

  async #gather(): Promise<void> {
    try {
      if (this.#document.current === undefined) await this.#needDocument();
      else await this.#services.clock.sleep(GATHER_MS);
    } catch (error) {
      for (const { answer } of this.#arrivals.splice(0)) answer.reject(error);
      return;
    }
    while (this.#arrivals.length > 0) {
      const fitting = visitsInRow(this.#arrivals);
      const arrivals = this.#arrivals.splice(0, fitting);
      void settleArrivals(arrivals, (visits) => this.#document.accept(visits));
    }
    this.#scheduleFlush();
  }

  /** While no document is known, all visits wait for one shared read; an unreachable store is not asked for each. */
  async #needDocument(): Promise<CounterDocument> {
    if (this.#document.current !== undefined) return this.#document.current;
    if (this.#looks.isHeldOff) throw this.#looks.lastFailure;
    await this.#looks.look();
    const working = this.#document.current;
    if (working === undefined) throw new Failure('unavailable', 'no document is known');
    return working;
  }

  #scheduleFlush(): void {
    if (this.#document.pending.isEmpty) return;
    const plan = this.#schedule.plan(this.#services.clock.now());
    if (plan.kind === 'flush') {
      this.#schedule.alarmGone();
      void this.#flushSoon();
    } else if (plan.kind === 'set-alarm') {
      try {
        this.#journal.wakeAt(plan.atMs);
        this.#schedule.alarmSet(plan.atMs);
      } catch (error) {
        this.#services.log.warn('alarm-not-set', { cause: describe(error) });
      }
    }
  }

  /** A call while a flush is queued or under way starts no other. */
  async #flushSoon(): Promise<void> {
    if (this.#flushQueued) return;
    this.#flushQueued = true;
    try {
      await this.#stored.flush();
    } catch (error) {
      const pending = this.#document.pending.visits;
      this.#services.log.warn('flush-failed', { cause: describe(error), pending });
    }
    this.#flushQueued = false;
    this.#schedule.flushed(this.#services.clock.now());
    this.#scheduleFlush();
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
