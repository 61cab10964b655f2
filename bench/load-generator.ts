/**
 * Sends visits as browsers do: an agent that is no bot, a new visitor id each, connections kept open.
 * Every visit that was begun is waited for, so that what was acknowledged can be compared with the
 * document.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { arrivalTimesMs } from './arrivals.ts';
import { type Answer, HttpConnection } from './http-connection.ts';
import type { LoadPlan, LoadResult } from './load-plan.ts';

const BROWSER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

export async function generateLoad(plan: LoadPlan): Promise<LoadResult> {
  const visits = new Visits(plan.url);
  const startedAtMs = performance.now();
  if (plan.kind === 'closed') {
    const endMs = startedAtMs + plan.durationMs;
    const send = async () => {
      while (performance.now() < endMs) await visits.send(performance.now());
    };
    await Promise.all(Array.from({ length: plan.connections }, send));
  } else {
    const sent: Promise<void>[] = [];
    for (const arrivalMs of arrivalTimesMs(plan.perSecond, plan.durationMs)) {
      const dueMs = startedAtMs + arrivalMs;
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      sent.push(visits.send(dueMs));
    }
    await Promise.all(sent);
  }
  return visits.close(performance.now() - startedAtMs);
}

/** As many as a proxy in front might keep open; a visit that finds none free is turned away there. */
const CONNECTIONS_MAX = 1_000;

class Visits {
  readonly #url: URL;
  readonly #idle: HttpConnection[] = [];
  readonly #latenciesMs: number[] = [];
  readonly #refusalsMs: number[] = [];
  #acknowledged = 0;
  #turnedAway = 0;
  #open = 0;

  constructor(url: string) {
    this.#url = new URL(url);
  }

  /** A visit without an answer is one that failed. */
  async send(dueMs: number): Promise<void> {
    const connection = this.#idle.pop() ?? this.#connect();
    if (connection === undefined) {
      this.#turnedAway += 1;
      return;
    }
    const path = `${this.#url.pathname}?vid=${randomUUID()}`;
    const answer = await connection.get(path, BROWSER_AGENT);
    this.#idle.push(connection);
    const latencyMs = performance.now() - dueMs;
    this.#latenciesMs.push(latencyMs);
    if (answer?.status === 200) this.#acknowledged += 1;
    else if (isRefusal(answer)) this.#refusalsMs.push(latencyMs);
  }

  #connect(): HttpConnection | undefined {
    if (this.#open >= CONNECTIONS_MAX) return undefined;
    this.#open += 1;
    return new HttpConnection(this.#url);
  }

  close(elapsedMs: number): LoadResult {
    for (const connection of this.#idle) connection.close();
    const latenciesMs = this.#latenciesMs;
    const refusalsMs = this.#refusalsMs;
    const acknowledged = this.#acknowledged;
    const refused = refusalsMs.length;
    const failed = latenciesMs.length - acknowledged - refused;
    const turnedAway = this.#turnedAway;
    return { acknowledged, refused, turnedAway, failed, elapsedMs, latenciesMs, refusalsMs };
  }
}

/** Told to try again; 429 is a gateway's own word, which needs no `Retry-After`. */
function isRefusal(answer: Answer | undefined): boolean {
  return answer?.status === 429 || (answer?.status === 503 && answer.mayRetry);
}
