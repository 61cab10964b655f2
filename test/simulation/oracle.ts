/**
 * What must hold, whatever happens. Hears how each visit ended for its visitor, what callers were told,
 * who claimed which day, and each landing; throws a Violation as soon as these do not fit together.
 */
import type { CounterDocument, Totals } from '../../shared/counter/document.ts';
import type { ReportClaim } from '../../shared/counter/report-claim.ts';
import { ExpectedVisitors } from './expected-visitors.ts';
import { LandedDocuments } from './landed-documents.ts';
import { ToldTotals } from './told-totals.ts';
import { Violation } from './verdict.ts';
import { VisitTallies } from './visit-tallies.ts';

interface OracleLimits {
  readonly exactVisitorsMax: number;
  /** Infinity: each visit has a visitor of its own. */
  readonly visitors: number;
}

export type Replacing = 'import' | 'by hand';

export class Oracle {
  readonly #tallies = new VisitTallies();
  readonly #told = new ToldTotals();
  readonly #visitors: ExpectedVisitors;
  readonly #documents: LandedDocuments;
  readonly #claims = new Map<number, string>();
  #knowsClaims = true;

  constructor(limits: OracleLimits, startDocument: string | undefined) {
    this.#visitors = new ExpectedVisitors(limits.visitors === Number.POSITIVE_INFINITY);
    this.#documents = new LandedDocuments(limits, startDocument);
  }

  /** As it was stored last, whoever put it there. */
  get document(): CounterDocument | undefined {
    return this.#documents.last;
  }

  get started(): number {
    return this.#tallies.sum('started');
  }

  get acknowledged(): number {
    return this.#tallies.sum('acknowledged');
  }

  /** `writer` is who it is sent to: an edge, whatever object stands for it, or one process. */
  start(writer: string, visitor: string | undefined): void {
    this.#tallies.add(writer, 'started');
    this.#visitors.start(visitor);
  }

  /** `line`: those among whom no count is told twice. */
  acknowledge(writer: string, line: string, visitor: string | undefined, told: Totals): void {
    this.#tallies.add(writer, 'acknowledged');
    this.#visitors.acknowledge(visitor);
    this.#told.acknowledge(line, told, this.#documents.startViews + this.started);
  }

  /** It was told that it is not in and never will be. What hears `unavailable` may be. */
  refuse(writer: string, visitor: string | undefined): void {
    this.#tallies.add(writer, 'refused');
    this.#visitors.refuse(visitor);
  }

  /** Whoever writes through has it in the document before it acknowledges. */
  isIn(writer: string, visitor: string | undefined): void {
    this.#visitors.isIn(writer, visitor);
  }

  latestTold(teller: string): Totals | undefined {
    return this.#told.latest(teller);
  }

  told(line: string, teller: string, told: Totals, beforeAsked: Totals | undefined): void {
    this.#told.tell(line, teller, told, beforeAsked);
  }

  /** Storage that is rolled back forgets what it told, and visits with it. */
  rolledBack(writer: string, visitsLost: number): void {
    this.#told.forget(writer);
    this.#tallies.lose(writer, visitsLost);
  }

  /**
   * The owner has put a document in the place of what was there, by `import` or by hand, or has taken it
   * away: what only that held is gone with it, as they wanted. Only an import knows of claims.
   */
  replaced(body: string | undefined, how: Replacing): void {
    this.#visitors.replace(this.#documents.replace(body));
    this.#tallies.stopComparing();
    this.#told.forgetAll();
    if (how === 'by hand') this.#knowsClaims = false;
  }

  /** Where a document is gone, whoever knew of it says so, and creates none. */
  beginAnew(writer: string): void {
    throw new Violation(`${writer} begins anew where its document is gone`);
  }

  claim(day: number, by: string): void {
    if (!this.#knowsClaims) return;
    const other = this.#claims.get(day);
    if (other !== undefined && other !== by) {
      throw new Violation(`day ${day} was claimed by ${other} and by ${by}`);
    }
    this.#claims.set(day, by);
  }

  /** Who never heard of its claim may give back what another has by now: that one keeps it. */
  release({ by, day }: ReportClaim): void {
    if (this.#claims.get(day) === by) this.#claims.delete(day);
  }

  landing(writer: string, body: string): CounterDocument {
    const viewsBefore = this.#documents.growth.views;
    const document = this.#documents.land(body);
    const { views, visitors } = this.#documents.growth;
    this.#tallies.count(writer, views - viewsBefore);
    this.#visitors.land(document, views, visitors);
    this.#documents.checkOrder();
    return document;
  }

  /** Once every fault has stopped and every journal had its time. */
  end(pending: number): void {
    if (pending > 0) throw new Violation(`${pending} visits are still in a journal`);
    this.#tallies.end();
    this.#documents.checkHistory();
    const mayBeLost = this.#tallies.sum('mayBeLost');
    const { growth, last } = this.#documents;
    if (last !== undefined) this.#visitors.endOfCount(last, growth.visitors, mayBeLost);
    this.#visitors.endOfEach(mayBeLost);
  }
}
