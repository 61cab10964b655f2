/**
 * The Counter as the Worker sees it: a call to the Durable Object. Calls are made once: one that broke
 * off may have taken its visit, so repeating it could count the visit twice.
 */
import type { Counter, CounterStatus, DocumentOptions } from '../shared/commit/counter.ts';
import { type CounterDocument, parseDocument, type Totals } from '../shared/counter/document.ts';
import type { PageName } from '../shared/counter/page-name.ts';
import type { ReportClaim } from '../shared/counter/report-claim.ts';
import type { Visit } from '../shared/counter/visit.ts';
import { Failure } from '../shared/errors.ts';
import type { CounterObject, Reply } from './counter-object.ts';

/** One object for the whole site: two would be two writers, each with half of the visits. */
const OBJECT_NAME = 'counter';

export class RemoteCounter implements Counter {
  readonly #namespace: DurableObjectNamespace<CounterObject>;
  readonly #exactVisitorsMax: number;

  constructor(namespace: DurableObjectNamespace<CounterObject>, exactVisitorsMax: number) {
    this.#namespace = namespace;
    this.#exactVisitorsMax = exactVisitorsMax;
  }

  count(visit: Visit): Promise<Totals> {
    return call(this.#stub().count(visit));
  }

  totals(pages?: readonly PageName[]): Promise<Totals> {
    return call(this.#stub().totals(pages));
  }

  lastTotals(pages?: readonly PageName[]): Promise<Totals | undefined> {
    return call(this.#stub().lastTotals(pages));
  }

  async document(options?: DocumentOptions): Promise<CounterDocument> {
    return this.#parse(await call(this.#stub().document(options)));
  }

  async claimReport(claim: ReportClaim): Promise<{ claimed: boolean; document: CounterDocument }> {
    const { claimed, document } = await call(this.#stub().claimReport(claim));
    return { claimed, document: this.#parse(document) };
  }

  releaseReport(claim: ReportClaim): Promise<void> {
    return call(this.#stub().releaseReport(claim));
  }

  confirmReport(claim: ReportClaim, mailedAt: number): Promise<void> {
    return call(this.#stub().confirmReport(claim, mailedAt));
  }

  storedAtMs(): Promise<number | undefined> {
    return call(this.#stub().storedAtMs());
  }

  status(): Promise<CounterStatus> {
    return call(this.#stub().status());
  }

  /** A fresh stub each time: one that has seen a broken connection fails for good. */
  #stub(): DurableObjectStub<CounterObject> {
    return this.#namespace.getByName(OBJECT_NAME);
  }

  #parse(text: string): CounterDocument {
    return parseDocument(text, { exactVisitorsMax: this.#exactVisitorsMax });
  }
}

async function call<T>(answer: Promise<Reply<T>>): Promise<T> {
  let reply: Reply<T>;
  try {
    reply = await answer;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new Failure('unavailable', `the counter object did not answer: ${cause}`);
  }
  if (reply.ok) return reply.value;
  throw new Failure(reply.kind, reply.message);
}
