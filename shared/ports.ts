/**
 * What the shared code needs from outside: a store, a notifier, time, randomness, a log.
 * Adapters in worker/, function/ and test/ implement these; nothing here does I/O.
 * Expected failures are values, since callers branch on them; adapters throw only on their own bugs.
 */

declare const brand: unique symbol;

/** Opaque version of the stored object, as the store gave it; equal only to itself. */
export type ETag = string & { readonly [brand]: 'ETag' };

export interface StoredObject {
  /** The object's bytes as UTF-8 text. */
  readonly body: string;
  readonly etag: ETag;
  /** When the store says that it took this version: Unix milliseconds by the store's own clock, whole seconds. */
  readonly modifiedAtMs: number;
}

/**
 * Why a store call gave no usable answer.
 * - `throttled`: refused before anything happened (429).
 * - `unknown`: time-out, connection lost, 5xx: a write may have landed, or may still land.
 * - `bucket-missing`: 404 `BucketNotFound`, which has been seen on valid requests.
 * - `refused`: a definite no that a repeat will not change (401, 403, other 4xx).
 */
export interface StoreFailure {
  readonly kind: 'throttled' | 'unknown' | 'bucket-missing' | 'refused';
  /** From `Retry-After`, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Status and error code for the log, such as `401 NotAuthenticated`; never a secret. */
  readonly detail: string;
}

/** The outcomes that every kind of call shares. */
export interface FailedCall {
  readonly kind: 'failed';
  readonly failure: StoreFailure;
}

export type ReadOutcome =
  | {
      readonly kind: 'found';
      readonly object: StoredObject;
      /** The store's own date of this answer, Unix milliseconds; absent when it gave none. */
      readonly answeredAtMs?: number;
    }
  /** `ObjectNotFound`, and nothing else. */
  | { readonly kind: 'absent' }
  /** Larger than `OBJECT_BYTES_MAX`; the body was not read. */
  | { readonly kind: 'too-large'; readonly bytes: number }
  | FailedCall;

export type WriteOutcome =
  | { readonly kind: 'stored'; readonly etag: ETag; readonly modifiedAtMs: number }
  /** The ETag had moved on (412, 409): this write did not take place. */
  | { readonly kind: 'conflict' }
  | FailedCall;

/** The largest stored document that is read: an old document with 60,000 exact visitors is 4 MB. */
export const OBJECT_BYTES_MAX = 4 * 1024 * 1024;

/** One object in a bucket. Implementations send each call once: they never retry by themselves. */
export interface ObjectStore {
  /** Aborting the signal gives up waiting; the outcome is then `failed` with `unknown`. */
  read(signal: AbortSignal): Promise<ReadOutcome>;
  /** Replaces the version `expected`, or creates the object when `expected` is `absent`. */
  write(body: string, expected: ETag | 'absent', signal: AbortSignal): Promise<WriteOutcome>;
}

export type PublishOutcome =
  | { readonly kind: 'published'; readonly messageId: string }
  /** A definite no: nothing was sent. */
  | { readonly kind: 'refused'; readonly detail: string }
  /** No answer, or a 5xx: the message may have been sent. */
  | { readonly kind: 'unknown'; readonly detail: string };

/** Sends one message to everybody who subscribed to a topic. Never retries by itself. */
export interface Notifier {
  /** `title` is a mail's subject; `body` is plain text, under 64 KB in UTF-8. */
  publish(title: string, body: string, signal: AbortSignal): Promise<PublishOutcome>;
}

/** Tells whether a caller may ask or has asked too often. Remembers no caller for longer than a minute. */
export interface RateLimiter {
  allows(request: Request): Promise<boolean>;
}

export interface Clock {
  /** Wall clock, Unix milliseconds. May jump; other machines' clocks may be minutes off. */
  now(): number;
  /** Milliseconds since some fixed point; never goes back. Durations and deadlines use this. */
  monotonicMs(): number;
  /** Resolves after `delayMs`, or as soon as the signal is aborted. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

export interface Random {
  /** A new id, 72 random bits or more, of `A-Z a-z 0-9 - _`. */
  id(): string;
  /** At least 0, less than 1. */
  uniform(): number;
}

export type LogFields = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** One event a line. Events are kebab-case words; fields hold no vid, token, key or address. */
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}
