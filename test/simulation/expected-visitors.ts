/**
 * Who must be in the document and who must not be: as a number, within what an estimate is off by, and
 * one by one where each visit has a visitor of its own.
 */
import type { CounterDocument } from '../../shared/counter/document.ts';
import { relativeStandardError } from '../../shared/counter/hyperloglog.ts';
import { Violation } from './verdict.ts';

/** HyperLogLog's, of which four standard errors are as good as never exceeded. */
const SKETCH_PRECISION = 14;
const STANDARD_ERRORS_MAX = 4;
/** A small estimate is off by whole visitors. */
const SLACK_MIN = 3;

export class ExpectedVisitors {
  readonly #everyVisitIsNew: boolean;
  readonly #started = new Set<string>();
  readonly #acknowledged = new Set<string>();
  readonly #refused = new Set<string>();
  /** Who is in the document, where each visit has a visitor of its own and none is estimated. */
  #held: ReadonlySet<string> = new Set();
  readonly #everHeld = new Set<string>();
  /** Who went with a document that somebody replaced or deleted, and has not come back with another. */
  #taken: ReadonlySet<string> = new Set();

  constructor(everyVisitIsNew: boolean) {
    this.#everyVisitIsNew = everyVisitIsNew;
  }

  start(visitor: string | undefined): void {
    if (visitor !== undefined) this.#started.add(visitor);
  }

  acknowledge(visitor: string | undefined): void {
    if (visitor !== undefined) this.#acknowledged.add(visitor);
  }

  refuse(visitor: string | undefined): void {
    if (visitor !== undefined) this.#refused.add(visitor);
  }

  /** A view more than visitors is a visit that is in twice. */
  land(document: CounterDocument, newViews: number, newVisitors: number): void {
    if (!this.#everyVisitIsNew) return;
    if (newViews !== newVisitors) {
      throw new Violation(`${newViews} views of ${newVisitors} visits are in`);
    }
    this.#hold(document);
  }

  /** Those who are in the document until now, and not in the one that takes its place, are gone with it. */
  replace(document: CounterDocument | undefined): void {
    this.#taken = new Set([...this.#taken, ...this.#held]);
    this.#hold(document);
  }

  #hold(document: CounterDocument | undefined): void {
    this.#held = new Set(document?.visitors.toStored().seen);
    for (const visitor of this.#held) this.#everHeld.add(visitor);
    this.#taken = new Set([...this.#taken].filter((visitor) => !this.#held.has(visitor)));
  }

  isIn(writer: string, visitor: string | undefined): void {
    if (!this.#everyVisitIsNew || visitor === undefined) return;
    if (this.#held.has(visitor) || this.#taken.has(visitor)) return;
    throw new Violation(`${writer} acknowledged a visit that is not in`);
  }

  /** Who was acknowledged, and went with no document that somebody took away. */
  get #due(): ReadonlySet<string> {
    return new Set([...this.#acknowledged].filter((visitor) => !this.#taken.has(visitor)));
  }

  /** `mayBeLost`: how many acknowledged visits went with a storage. */
  endOfEach(mayBeLost: number): void {
    if (!this.#everyVisitIsNew) return;
    const lost = [...this.#due].filter((visitor) => !this.#held.has(visitor));
    if (lost.length > mayBeLost) {
      throw new Violation(`${lost.length} acknowledged visits are not in`);
    }
    const told = [...this.#refused].filter((visitor) => this.#everHeld.has(visitor));
    if (told.length > 0) throw new Violation(`${told.length} visits were in that were refused`);
  }

  endOfCount(document: CounterDocument, newVisitors: number, mayBeLost: number): void {
    const least = this.#due.size - mayBeLost;
    const most = this.#started.size;
    const slack = slackOf(document);
    if (newVisitors >= least - slack && newVisitors <= most + slack) return;
    throw new Violation(`${newVisitors} new visitors are counted, of ${least} to ${most}`);
  }
}

function slackOf({ visitors }: CounterDocument): number {
  if (!visitors.relativeError) return 0;
  const error = STANDARD_ERRORS_MAX * relativeStandardError(SKETCH_PRECISION);
  return Math.max(error * visitors.count, SLACK_MIN);
}
