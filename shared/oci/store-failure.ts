/**
 * What an answer of the store's HTTP interface means to us: the one mapping that all adapters use. Only
 * `ObjectNotFound` on a read is "no document yet"; every other 404 is an error, since a document taken
 * for missing would be overwritten. Sends nothing.
 */
import type {
  FailedCall,
  PublishOutcome,
  ReadOutcome,
  StoreFailure,
  WriteOutcome,
} from '../ports.ts';

/** An answer that is not the one that was asked for. */
export interface StoreAnswer {
  readonly status: number;
  /** The error code of the body, such as `IfMatchFailed`; absent when there was none. */
  readonly code?: string | undefined;
  /** The `Retry-After` header as it came: seconds, or a date, which is ignored. */
  readonly retryAfter?: string | null | undefined;
}

/** Longer waits are cut to this: the visit's own deadline is shorter. */
const RETRY_AFTER_SECONDS_MAX = 60;

export function failedRead(answer: StoreAnswer): FailedCall | (ReadOutcome & { kind: 'absent' }) {
  if (answer.status === 404 && answer.code === 'ObjectNotFound') return { kind: 'absent' };
  return failedCall(answer);
}

export function failedWrite(
  answer: StoreAnswer,
): FailedCall | (WriteOutcome & { kind: 'conflict' }) {
  if (answer.status === 412 || answer.status === 409) return { kind: 'conflict' };
  return failedCall(answer);
}

/** A publish that was refused sent nothing; after anything else a mail may be on its way. */
export function failedPublish({ failure: { kind, detail } }: FailedCall): PublishOutcome {
  return { kind: kind === 'unknown' ? 'unknown' : 'refused', detail };
}

/** What a refusal says about the call itself, whatever was asked for. */
export function failedCall({ status, code, retryAfter }: StoreAnswer): FailedCall {
  const detail = code === undefined ? String(status) : `${status} ${code}`;
  const retryAfterMs = parseRetryAfter(retryAfter);
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return { kind: 'failed', failure: { kind: failureKind(status, code), detail, ...wait } };
}

function failureKind(status: number, code: string | undefined): StoreFailure['kind'] {
  if (status === 429) return 'throttled';
  if (status === 404 && code === 'BucketNotFound') return 'bucket-missing';
  // 408: the service gave up waiting, and does not say how far it had come.
  if (status >= 300 && status < 500 && status !== 408) return 'refused';
  return 'unknown';
}

/** No usable answer: the call may have taken effect, or may still. */
export function noAnswer(detail: string): FailedCall {
  return { kind: 'failed', failure: { kind: 'unknown', detail } };
}

/** The same, from whatever `fetch` threw; its message may hold addresses, so only its code is kept. */
export function lostAnswer(error: unknown): FailedCall {
  const { cause, code, name } = Object(error) as Record<string, unknown>;
  const { code: innerCode, message } = Object(cause) as Record<string, unknown>;
  const words = [innerCode, code, name];
  const word = words.find((value) => typeof value === 'string' && /^[A-Za-z_]{1,40}$/.test(value));
  // What `fetch` refuses by a message alone: the ports that browsers must not call, such as 1 and 9.
  return noAnswer(`no answer (${message === 'bad port' ? message : (word ?? 'unknown error')})`);
}

/** Nothing was sent, and a repeat would not change that. */
export function notSent(detail: string): FailedCall {
  return { kind: 'failed', failure: { kind: 'refused', detail } };
}

/** Starts the call unless the signal is aborted; gives up waiting for it as soon as it is. */
export async function untilAborted<T>(
  signal: AbortSignal,
  call: () => Promise<T>,
): Promise<T | FailedCall> {
  if (signal.aborted) return noAnswer('aborted');
  const { promise, resolve } = Promise.withResolvers<FailedCall>();
  const stop = () => resolve(noAnswer('aborted'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([call(), promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function parseRetryAfter(value: string | null | undefined): number | undefined {
  if (typeof value !== 'string' || !/^\d{1,9}$/.test(value)) return undefined;
  return Math.min(Number(value), RETRY_AFTER_SECONDS_MAX) * 1000;
}
