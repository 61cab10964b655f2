/**
 * What an answer of the store's HTTP interface means to us: the one mapping that both adapters use.
 * Only `ObjectNotFound` on a read is "no document yet"; every other 404 is an error, since a document
 * taken for missing would be overwritten. Pure.
 */
import type { PublishOutcome, ReadOutcome, StoreFailure, WriteOutcome } from './ports.ts';

export interface StoreAnswer {
  readonly status: number;
  /** The error code of the body, such as `IfMatchFailed`; absent when there was none. */
  readonly code?: string | undefined;
  /** The `Retry-After` header as it came: seconds, or a date that is ignored. */
  readonly retryAfter?: string | null | undefined;
}

/** A longer wait than this is the next visit's business. */
const RETRY_AFTER_SECONDS_MAX = 60;

export function failedRead(answer: StoreAnswer): ReadOutcome {
  if (answer.status === 404 && answer.code === 'ObjectNotFound') return { kind: 'absent' };
  return { kind: 'failed', failure: storeFailure(answer) };
}

export function failedWrite(answer: StoreAnswer): WriteOutcome {
  if (answer.status === 412 || answer.status === 409) return { kind: 'conflict' };
  return { kind: 'failed', failure: storeFailure(answer) };
}

export function storeFailure(answer: StoreAnswer): StoreFailure {
  const { status, code } = answer;
  const detail = code === undefined ? String(status) : `${status} ${code}`;
  const retryAfterMs = parseRetryAfter(answer.retryAfter);
  const asked = retryAfterMs === undefined ? {} : { retryAfterMs };
  return { kind: failureKind(status, code), detail, ...asked };
}

function failureKind(status: number, code: string | undefined): StoreFailure['kind'] {
  if (status === 429) return 'throttled';
  if (status === 404 && code === 'BucketNotFound') return 'bucket-missing';
  if (status >= 400 && status < 500 && status !== 408) return 'refused';
  return 'unknown';
}

/** No answer at all: what was asked may have taken place, or may still. */
export function noAnswer(detail: string): {
  readonly kind: 'failed';
  readonly failure: StoreFailure;
} {
  return { kind: 'failed', failure: { kind: 'unknown', detail } };
}

/** Error codes go to the log: whatever does not look like one is left out. */
export function parseErrorCode(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z]{1,64}$/.test(value) ? value : undefined;
}

function parseRetryAfter(value: string | null | undefined): number | undefined {
  if (typeof value !== 'string' || !/^\d{1,6}$/.test(value)) return undefined;
  return Math.min(Number(value), RETRY_AFTER_SECONDS_MAX) * 1000;
}

/** A publish that was refused sent nothing; after anything else a mail may be on its way. */
export function publishFailure(answer: StoreAnswer): PublishOutcome {
  const { kind, detail } = storeFailure(answer);
  return { kind: kind === 'unknown' ? 'unknown' : 'refused', detail };
}
