/**
 * `opc-retry-token`: a create that is sent again with the token of one that was carried out makes nothing
 * new. The service knows a token for 24 hours; here, until the emulator ends.
 */
import type { Call } from '../call.ts';
import { ServiceError } from '../service-error.ts';

interface Kept {
  readonly body: string;
  readonly id: string;
}

export class RetryTokens {
  readonly #kept = new Map<string, Kept>();

  /** The id of what the first call made. Throws when that call asked for something else. */
  find(call: Call): string | undefined {
    const kept = this.#kept.get(call.header('opc-retry-token') ?? '');
    if (kept === undefined || kept.body === bodyOf(call)) return kept?.id;
    throw new ServiceError(
      'InvalidatedRetryToken',
      'The retry token was used for another request before.',
    );
  }

  keep(call: Call, id: string): void {
    const token = call.header('opc-retry-token');
    if (token !== undefined) this.#kept.set(token, { body: bodyOf(call), id });
  }
}

function bodyOf(call: Call): string {
  return Buffer.from(call.body).toString();
}
