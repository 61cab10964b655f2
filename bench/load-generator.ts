/**
 * Sends visits as browsers do: an agent that is no bot, a new visitor id each, connections kept open.
 * Every visit that was begun is waited for, so that what was acknowledged can be compared with the
 * document.
 */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { arrivalTimesMs } from './arrivals.ts';
import type { LoadPlan, LoadResult } from './load-plan.ts';

const BROWSER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

/** Longer than any counter takes to give up. */
const ANSWER_MS_MAX = 20_000;

export async function generateLoad(plan: LoadPlan): Promise<LoadResult> {
  const visits = new Visits(plan.url, plan.kind === 'closed' ? plan.connections : 1_000);
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

class Visits {
  readonly #url: URL;
  readonly #agent: Agent;
  readonly #latenciesMs: number[] = [];
  #acknowledged = 0;

  constructor(url: string, connectionsMax: number) {
    this.#url = new URL(url);
    this.#agent = new Agent({ keepAlive: true, maxSockets: connectionsMax });
  }

  /** Never throws: a visit without an answer is one that failed. */
  async send(dueMs: number): Promise<void> {
    const status = await this.#request(`${this.#url.pathname}?vid=${randomUUID()}`);
    if (status === 200) this.#acknowledged += 1;
    this.#latenciesMs.push(performance.now() - dueMs);
  }

  close(elapsedMs: number): LoadResult {
    this.#agent.destroy();
    const latenciesMs = this.#latenciesMs;
    const acknowledged = this.#acknowledged;
    return { acknowledged, failed: latenciesMs.length - acknowledged, elapsedMs, latenciesMs };
  }

  /** Resolves with the status once the whole answer is here; undefined when it never was. */
  #request(path: string): Promise<number | undefined> {
    return new Promise((resolve) => {
      const outgoing = request({
        agent: this.#agent,
        host: this.#url.hostname,
        port: this.#url.port,
        path,
        headers: { 'user-agent': BROWSER_AGENT },
        timeout: ANSWER_MS_MAX,
      });
      outgoing.on('response', (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode));
        answer.on('error', () => resolve(undefined));
      });
      outgoing.on('timeout', () => outgoing.destroy());
      outgoing.on('error', () => resolve(undefined));
      outgoing.end();
    });
  }
}
