/**
 * The document, landing by landing: none of its figures ever goes down, and in the end its days and its
 * months hold every view that was counted.
 */
import { type CounterDocument, parseDocument } from '../../shared/counter/document.ts';
import { sumErrors } from '../counter/named-visits.ts';
import { Violation } from './verdict.ts';

/** Views and visitors that have come since the start. */
interface Growth {
  readonly views: number;
  readonly visitors: number;
}

export class LandedDocuments {
  readonly #limits: { readonly exactVisitorsMax: number };
  readonly startViews: number;
  readonly #startVisitors: number;
  #before: CounterDocument | undefined;
  #last: CounterDocument | undefined;

  constructor(limits: { readonly exactVisitorsMax: number }, startDocument: string | undefined) {
    this.#limits = limits;
    const start = startDocument === undefined ? undefined : parseDocument(startDocument, limits);
    this.startViews = start?.pageviews ?? 0;
    this.#startVisitors = start?.visitors.count ?? 0;
  }

  /** Undefined before the first landing. */
  get last(): CounterDocument | undefined {
    return this.#last;
  }

  get growth(): Growth {
    const { last } = this;
    if (last === undefined) return { views: 0, visitors: 0 };
    return {
      views: last.pageviews - this.startViews,
      visitors: last.visitors.count - this.#startVisitors,
    };
  }

  land(body: string): CounterDocument {
    const document = parseDocument(body, this.#limits);
    const [wrong] = [...(document.unreadable ?? []), ...sumErrors(body)];
    if (wrong !== undefined) throw new Violation(`a table does not add up: ${wrong}`);
    this.#before = this.#last;
    this.#last = document;
    return document;
  }

  /** Somebody has put another in its place, or taken it away: what follows goes on from that. */
  replace(body: string | undefined): CounterDocument | undefined {
    this.#before = undefined;
    this.#last = body === undefined ? undefined : parseDocument(body, this.#limits);
    return this.#last;
  }

  /** The last two landings. */
  checkOrder(): void {
    const [before, after] = [this.#before, this.#last];
    if (before === undefined || after === undefined) return;
    const dayOf = ({ history }: CounterDocument) => history.days.at(-1)?.day ?? 0;
    if (after.pageviews < before.pageviews) throw new Violation('pageviews went down');
    if (after.visitors.count < before.visitors.count) throw new Violation('uniques went down');
    if (after.updatedAt < before.updatedAt) throw new Violation('updatedAt went down');
    if (dayOf(after) < dayOf(before)) throw new Violation('a day came back');
    for (const [id, mark] of after.writers) {
      const markBefore = before.writers.get(id);
      if (markBefore === undefined || mark.sequence >= markBefore.sequence) continue;
      throw new Violation('a mark went down');
    }
  }

  checkHistory(): void {
    const { views } = this.growth;
    const days = sumOfViews(this.#last?.history.days);
    if (days !== views)
      throw new Violation(`the days hold ${days} views, and ${views} were counted`);
    const months = sumOfViews(this.#last?.history.months);
    if (months !== views) throw new Violation(`the months hold ${months} of ${views} views`);
  }
}

function sumOfViews(rows: readonly { readonly pageviews: number }[] = []): number {
  return rows.reduce((views, row) => views + row.pageviews, 0);
}
