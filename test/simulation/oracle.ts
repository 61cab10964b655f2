/**
 * What must hold, whatever happens. Counts each visit by how it ended for its visitor: acknowledged,
 * unsure (unavailable or cut off), or still open; and holds every landing and the end against that.
 */

import type { Totals } from '../../shared/counter/document.ts';
import { type CounterDocument, parseDocument } from '../../shared/counter/document.ts';
import { relativeStandardError } from '../../shared/counter/hyperloglog.ts';

/** Visits of one writer. A visit that was neither acknowledged nor counted ended in an error, or nowhere. */
interface Tally {
  started: number;
  acknowledged: number;
  refused: number;
  counted: number;
  mayBeLost: number;
}

interface OracleLimits {
  readonly exactVisitorsMax: number;
  /** Infinity: each visit has a visitor of its own. */
  readonly visitors: number;
}

export class Violation extends Error {}

export class Oracle {
  started = 0;
  acknowledged = 0;
  /** Acknowledged visits that were only in a storage that was rolled back or emptied. */
  mayBeLost = 0;
  readonly #visitorsStarted = new Set<string>();
  readonly #visitorsAcknowledged = new Set<string>();
  readonly #visitorsRefused = new Set<string>();
  /** Who is in the document, where each visit has a visitor of its own and none is estimated. */
  #held: ReadonlySet<string> = new Set();
  readonly #toldByLine = new Map<string, Set<number>>();
  readonly #latestTold = new Map<string, Totals>();
  readonly #tallies = new Map<string, Tally>();
  readonly #forgetful = new Set<string>();
  readonly #claims = new Map<number, string>();
  #initial = { pageviews: 0, unique: 0 };
  #last: CounterDocument | undefined;
  readonly #limits: OracleLimits;

  constructor(limits: OracleLimits, startDocument: string | undefined) {
    this.#limits = limits;
    if (startDocument === undefined) return;
    const document = parseDocument(startDocument, limits);
    this.#initial = { pageviews: document.pageviews, unique: document.visitors.count };
  }

  /** `writer` is who it is sent to: an edge, whatever object stands for it, or one process. */
  start(writer: string, visitor: string | undefined): void {
    this.started += 1;
    this.#of(writer).started += 1;
    if (visitor !== undefined) this.#visitorsStarted.add(visitor);
  }

  /** Within `line` there is one count; nobody else there may have been told the same number. */
  acknowledge(writer: string, line: string, visitor: string | undefined, told: Totals): void {
    this.acknowledged += 1;
    this.#of(writer).acknowledged += 1;
    if (visitor !== undefined) this.#visitorsAcknowledged.add(visitor);
    const numbers = this.#toldByLine.get(line) ?? new Set();
    if (numbers.has(told.count) && !this.#forgetful.has(line))
      throw new Violation(`${line} told ${told.count} twice`);
    numbers.add(told.count);
    this.#toldByLine.set(line, numbers);
    const isBeyond = told.count > this.#initial.pageviews + this.started;
    if (isBeyond && !this.#forgetful.has(line)) {
      throw new Violation(`${line} told ${told.count}, more than there were visits`);
    }
    if (told.unique > told.count)
      throw new Violation(`told ${told.unique} unique of ${told.count}`);
  }

  /** It was told that it is not in and never will be: `conflict`. What hears `unavailable` may be. */
  refuse(writer: string, visitor: string | undefined): void {
    this.#of(writer).refused += 1;
    if (visitor !== undefined) this.#visitorsRefused.add(visitor);
  }

  /** Whoever writes through has it in the document before it acknowledges. */
  isIn(writer: string, visitor: string | undefined): void {
    if (!this.#everyVisitIsNew || visitor === undefined || this.#held.has(visitor)) return;
    throw new Violation(`${writer} acknowledged a visit that is not in`);
  }

  get #everyVisitIsNew(): boolean {
    return this.#limits.visitors === Number.POSITIVE_INFINITY;
  }

  /** What a teller has told so far: whoever asks it from now on must not be told less. */
  latestTold(teller: string): Totals | undefined {
    return this.#latestTold.get(teller);
  }

  /** `line`: whose storage the teller goes by; one that was rolled back has told what is gone. */
  told(line: string, teller: string, told: Totals, beforeAsked: Totals | undefined): void {
    if (this.#forgetful.has(line)) return;
    if (told.count >= (this.#latestTold.get(teller)?.count ?? 0))
      this.#latestTold.set(teller, told);
    if (beforeAsked === undefined) return;
    for (const figure of ['count', 'unique', 'updatedAt'] as const) {
      if (told[figure] >= beforeAsked[figure]) continue;
      const [before, after] = [beforeAsked[figure], told[figure]];
      throw new Violation(`${teller} told ${figure} ${before}, and later ${after}`);
    }
  }

  /** Storage that is rolled back forgets what it told, and visits with it: numbers may come again. */
  rolledBack(writer: string, visitsLost: number): void {
    this.#forgetful.add(writer);
    this.mayBeLost += visitsLost;
    this.#of(writer).mayBeLost += visitsLost;
  }

  claim(day: number, by: string): void {
    const other = this.#claims.get(day);
    if (other !== undefined && other !== by) {
      throw new Violation(`day ${day} was claimed by ${other} and by ${by}`);
    }
    this.#claims.set(day, by);
  }

  release(day: number): void {
    this.#claims.delete(day);
  }

  landing(writer: string, body: string): void {
    const document = parseDocument(body, this.#limits);
    const before = this.#last;
    this.#last = document;
    const tally = this.#of(writer);
    tally.counted += document.pageviews - (before ?? this.#initial).pageviews;
    if (tally.counted > tally.started) {
      throw new Violation(`${writer} counted ${tally.counted} of its ${tally.started} visits`);
    }
    if (this.#everyVisitIsNew) this.#checkEachVisit(document);
    if (before === undefined) return;
    if (document.pageviews < before.pageviews) throw new Violation('pageviews went down');
    if (document.visitors.count < before.visitors.count) throw new Violation('uniques went down');
    if (document.updatedAt < before.updatedAt) throw new Violation('updatedAt went down');
    const dayBefore = before.history.days.at(-1)?.day ?? 0;
    if ((document.history.days.at(-1)?.day ?? 0) < dayBefore)
      throw new Violation('a day came back');
    for (const [id, mark] of document.writers) {
      const markBefore = before.writers.get(id);
      if (markBefore && mark.sequence < markBefore.sequence)
        throw new Violation('a mark went down');
    }
  }

  /** Once every fault has stopped and every journal had its time. */
  end(pending: number): void {
    if (pending > 0) throw new Violation(`${pending} visits are still in a journal`);
    for (const [writer, tally] of this.#tallies) {
      const { acknowledged, counted, mayBeLost, refused, started } = tally;
      const [least, most] = [acknowledged - mayBeLost, started - refused];
      if (counted < least) {
        throw new Violation(`${writer} counted ${counted} of ${least} that it acknowledged`);
      }
      if (counted > most) {
        throw new Violation(`${writer} counted ${counted}, and refused all but ${most}`);
      }
    }
    const counted = (this.#last ?? this.#initial).pageviews - this.#initial.pageviews;
    this.#endOfHistory(counted);
    this.#endOfVisitors();
    if (this.#everyVisitIsNew) this.#endOfEachVisit();
  }

  /** A view more than visitors is a visit that is in twice. */
  #checkEachVisit(document: CounterDocument): void {
    const views = document.pageviews - this.#initial.pageviews;
    const visitors = document.visitors.count - this.#initial.unique;
    if (views !== visitors) throw new Violation(`${views} views of ${visitors} visits are in`);
    this.#held = new Set(document.visitors.toStored().seen);
  }

  #endOfEachVisit(): void {
    const lost = [...this.#visitorsAcknowledged].filter((visitor) => !this.#held.has(visitor));
    if (lost.length > this.mayBeLost) {
      throw new Violation(`${lost.length} acknowledged visits are not in`);
    }
    const told = [...this.#visitorsRefused].filter((visitor) => this.#held.has(visitor));
    if (told.length > 0) throw new Violation(`${told.length} visits are in that were refused`);
  }

  #of(writer: string): Tally {
    const tally = this.#tallies.get(writer) ?? {
      started: 0,
      acknowledged: 0,
      refused: 0,
      counted: 0,
      mayBeLost: 0,
    };
    this.#tallies.set(writer, tally);
    return tally;
  }

  #endOfHistory(counted: number): void {
    const days = this.#last?.history.days ?? [];
    const sum = days.reduce((views, row) => views + row.pageviews, 0);
    if (sum !== counted)
      throw new Violation(`the days hold ${sum} views, and ${counted} were counted`);
    const months = this.#last?.history.months ?? [];
    const monthSum = months.reduce((views, row) => views + row.pageviews, 0);
    if (monthSum !== counted)
      throw new Violation(`the months hold ${monthSum} of ${counted} views`);
  }

  #endOfVisitors(): void {
    const document = this.#last;
    if (document === undefined) return;
    const counted = document.visitors.count - this.#initial.unique;
    const least = this.#visitorsAcknowledged.size - this.mayBeLost;
    const most = this.#visitorsStarted.size;
    const slack = document.visitors.relativeError
      ? Math.max(4 * relativeStandardError(14) * document.visitors.count, 3)
      : 0;
    if (counted < least - slack || counted > most + slack) {
      throw new Violation(`${counted} new visitors are counted, of ${least} to ${most}`);
    }
  }
}
