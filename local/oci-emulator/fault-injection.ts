/**
 * What each fault does to a call that is otherwise fine: refuses it, loses its answer, carries it out
 * late, or damages what it reads.
 */
import type { Clock } from '../../shared/ports.ts';
import type { Call } from './call.ts';
import type { Connection } from './connection.ts';
import type { FaultRule } from './fault-rules.ts';
import type { LateWrites } from './late-writes.ts';
import { bucketNotFound, ServiceError, type ServiceErrorCode } from './service-error.ts';

export interface FaultTools {
  readonly clock: Clock;
  readonly lateWrites: LateWrites;
  /** Aborted when the emulator closes: nothing is held any longer. */
  readonly stop: AbortSignal;
}

const SERVER_ERROR_CODES = {
  500: 'InternalServerError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
} as const satisfies Record<number, ServiceErrorCode>;

/** Answers the call under a fault; `carryOut` does what it asks for, each time it is called. */
export async function answerWithFault(
  rule: FaultRule,
  call: Call,
  connection: Connection,
  carryOut: () => Promise<Response>,
  { clock, lateWrites, stop }: FaultTools,
): Promise<Response> {
  const cutAfter = async (holdMs = 0) => {
    if (holdMs > 0) await clock.sleep(holdMs, stop);
    return connection.cut();
  };
  switch (rule.fault) {
    case 'precondition-failed':
      throw preconditionFailed(call);
    case 'concurrent-update':
      throw new ServiceError(
        'ConcurrentObjectUpdate',
        'The object is being updated by another request.',
      );
    case 'throttled':
      throw new ServiceError('TooManyRequests', 'User-rate limit exceeded.', {
        'retry-after': String(rule.retryAfterSeconds ?? 1),
      });
    case 'bucket-not-found':
      throw bucketNotFound(call.parameter('bucket'), call.parameter('namespace'));
    case 'server-error':
      if (rule.tookPlace) await carryOut().catch(ignoreRefusal);
      throw new ServiceError(SERVER_ERROR_CODES[rule.status ?? 503], 'A fault of the emulator.');
    case 'cut-before':
      return await cutAfter(rule.holdMs);
    case 'cut-after':
      await carryOut().catch(ignoreRefusal);
      return await cutAfter(rule.holdMs);
    case 'late-landing':
      lateWrites.schedule(rule.landsAfterMs, carryOut);
      return await cutAfter(rule.holdMs);
    case 'truncated-answer':
      return await connection.sendHalf(await carryOut());
    case 'corrupt-answer':
      return await corrupt(await carryOut());
    default:
      return rule satisfies never;
  }
}

/** The caller never hears of a refusal when its answer is lost, but a bug must not pass as one. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof ServiceError)) throw error;
}

function preconditionFailed(call: Call): ServiceError {
  const code = call.header('if-none-match') === undefined ? 'IfMatchFailed' : 'IfNoneMatchFailed';
  return new ServiceError(code, 'Another writer was faster, says a fault of the emulator.');
}

/** The lowest bit of the first byte: `{` becomes `z`, so JSON never survives it. */
async function corrupt(response: Response): Promise<Response> {
  const body = new Uint8Array(await response.arrayBuffer());
  if (body.byteLength > 0) body[0] = (body[0] ?? 0) ^ 1;
  const { status, headers } = response;
  return new Response(body.byteLength > 0 ? body : null, { status, headers });
}
