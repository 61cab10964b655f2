/**
 * Sends the calls of Oracle's clients: each has a time limit, is repeated where that can help, and fails as
 * a `Refused` that knows the service's code. Made over the Function's own transport.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Authentication } from '../../function/oci/authentication.ts';
import { SdkTransport } from '../../function/oci/sdk-transport.ts';
import { Refused } from './refused.ts';

/** Identity calls may take some seconds. */
const CALL_MS = 30_000;
/** Beside the first: together they wait 7 s. */
const REPEATS_MAX = 3;
const FIRST_PAUSE_MS = 1_000;

export class OracleCalls {
  readonly transport: SdkTransport;

  constructor(authentication: Authentication) {
    this.transport = new SdkTransport(authentication);
  }

  /** @throws Refused */
  async send<T>(work: () => Promise<T>): Promise<T> {
    for (let repeat = 0; ; repeat += 1) {
      try {
        return await this.#sendOnce(work);
      } catch (error) {
        if (!isPassing(error) || repeat >= REPEATS_MAX) throw error;
        await sleep(FIRST_PAUSE_MS * 2 ** repeat);
      }
    }
  }

  async #sendOnce<T>(work: () => Promise<T>): Promise<T> {
    const answer = await this.transport.run(AbortSignal.timeout(CALL_MS), work);
    if (answer.kind === 'answered') return answer.value;
    if (answer.kind === 'refused') {
      throw new Refused(answer.answer.status, answer.answer.code ?? 'without a code');
    }
    throw new Refused(0, answer.failure.detail);
  }
}

/** Too many calls, or trouble at the service. Steps look first, so a repeat makes nothing twice for long. */
function isPassing(error: unknown): boolean {
  return error instanceof Refused && (error.status === 429 || error.status >= 500);
}
