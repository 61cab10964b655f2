/** What the SDK throws -> the answer of the service, as shared/store-failure.ts reads it. */
import {
  CircuitBreaker,
  type ClientConfiguration,
  NoRetryConfigurationDetails,
  OciError,
} from 'oci-common';
import { parseErrorCode, type StoreAnswer } from '../../shared/store-failure.ts';

/**
 * Every call is sent once. The SDK's own retries would turn our own success into a conflict that nobody
 * can explain, and its circuit breaker keeps timers that a frozen container cannot serve.
 */
export function clientConfiguration(): ClientConfiguration {
  return {
    retryConfiguration: NoRetryConfigurationDetails,
    circuitBreaker: new CircuitBreaker({ disableClientCircuitBreaker: true }),
  };
}

/** Undefined when no answer came. The SDK's own words are left behind: they name keys and requests. */
export function answerOf(error: unknown): StoreAnswer | undefined {
  if (!(error instanceof OciError) || !(error.statusCode > 0)) return undefined;
  return { status: error.statusCode, code: parseErrorCode(error.serviceCode) };
}

/** The SDK cannot abort a call: an aborted one is left to itself, and its answer is dropped. */
export function untilAborted<T>(call: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const stop = () => aborted.reject(new Error('aborted'));
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  return Promise.race([call, aborted.promise]).finally(() => {
    signal.removeEventListener('abort', stop);
  });
}
