/**
 * The Durable Object: the edge's only writer. It holds the counter and speaks to the Worker in plain
 * values, since a class does not survive the way between them.
 */
import { DurableObject } from 'cloudflare:workers';
import type { CounterStatus, DocumentOptions } from '../shared/commit/counter.ts';
import { createCommitServices, createNotifier } from '../shared/compose.ts';
import { serialiseDocument, type Totals } from '../shared/counter/document.ts';
import type { PageName } from '../shared/counter/page-name.ts';
import type { ReportClaim } from '../shared/counter/report-claim.ts';
import type { Visit } from '../shared/counter/visit.ts';
import { Failure, type FailureKind } from '../shared/errors.ts';
import { JournaledCounter } from '../shared/journal/journaled-counter.ts';
import { type AlertServices, tellOfSurge } from '../shared/report/alerts.ts';
import { consoleLog } from '../shared/runtime.ts';
import { parseSettings, type Settings } from '../shared/settings/settings.ts';
import type { WorkerEnvironment } from './environment.ts';
import { fetchOracle } from './oci/fetch-oracle.ts';
import { SqliteJournal } from './sqlite-journal.ts';

/** What a method answers: a Failure travels as its kind and message. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly kind: FailureKind; readonly message: string };

export class CounterObject extends DurableObject<WorkerEnvironment> {
  readonly #parts: Promise<Parts>;
  readonly #counter: Promise<JournaledCounter>;

  constructor(state: DurableObjectState, env: WorkerEnvironment) {
    super(state, env);
    this.#parts = createParts(env, new SqliteJournal(state.storage));
    this.#counter = this.#parts.then(({ counter }) => counter);
    // Wrong settings stay wrong; after anything else, such as a full disk, the object is built anew.
    this.#counter.catch((error) => {
      if (!(error instanceof Failure)) state.abort(String(error));
    });
  }

  count(visit: Visit): Promise<Reply<Totals>> {
    return reply(async () => (await this.#counter).count(visit));
  }

  totals(pages?: readonly PageName[]): Promise<Reply<Totals>> {
    return reply(async () => (await this.#counter).totals(pages));
  }

  lastTotals(pages?: readonly PageName[]): Promise<Reply<Totals | undefined>> {
    return reply(async () => (await this.#counter).lastTotals(pages));
  }

  document(options?: DocumentOptions): Promise<Reply<string>> {
    return reply(async () => serialiseDocument(await (await this.#counter).document(options)));
  }

  claimReport(claim: ReportClaim): Promise<Reply<{ claimed: boolean; document: string }>> {
    return reply(async () => {
      const { claimed, document } = await (await this.#counter).claimReport(claim);
      return { claimed, document: serialiseDocument(document) };
    });
  }

  releaseReport(claim: ReportClaim): Promise<Reply<void>> {
    return reply(async () => (await this.#counter).releaseReport(claim));
  }

  confirmReport(claim: ReportClaim, mailedAt: number): Promise<Reply<void>> {
    return reply(async () => (await this.#counter).confirmReport(claim, mailedAt));
  }

  storedAtMs(): Promise<Reply<number | undefined>> {
    return reply(async () => (await this.#counter).storedAtMs());
  }

  status(): Promise<Reply<CounterStatus>> {
    return reply(async () => (await this.#counter).status());
  }

  /** Flushes, and looks for a surge then. Never throws: the platform would retry six times and then stop. */
  override async alarm(): Promise<void> {
    await reply(async () => {
      const { alerts, counter, settings } = await this.#parts;
      await counter.wake();
      await tellOfSurge(alerts, settings);
    });
  }
}

interface Parts {
  readonly counter: JournaledCounter;
  readonly alerts: AlertServices;
  readonly settings: Settings;
}

async function createParts(env: WorkerEnvironment, journal: SqliteJournal): Promise<Parts> {
  const parsed = parseSettings(env, 'edge');
  if (!parsed.ok) throw new Failure('misconfigured', parsed.problems.join('; '));
  const { settings } = parsed;
  const log = consoleLog('counter-object');
  const oracle = fetchOracle(settings);
  const services = await createCommitServices(settings, oracle, log);
  const { storeRequestsPerMonth } = settings;
  const options = { place: placeOf(settings), storeRequestsPerMonth };
  const counter = new JournaledCounter(services, journal, options);
  const alerts = { ...services, counter, notifier: createNotifier(settings, oracle) };
  return { counter, alerts, settings };
}

/** Names the document, so that a journal never mistakes another one for its own. */
function placeOf(settings: Settings): string {
  const { bucket, namespace, object, objectStorageUrl, region } = settings;
  return JSON.stringify([objectStorageUrl ?? region, namespace ?? '', bucket, object]);
}

async function reply<T>(work: () => Promise<T>): Promise<Reply<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ok: false, kind: error.kind, message: error.message };
  }
}
