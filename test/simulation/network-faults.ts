/**
 * What a network and a store can do to a request, each with its chance, and the failed outcomes that a
 * process hears of then.
 */

/** Chances per request, from 0 to 1; a swarm switches some of them on for each seed. */
export interface NetworkFaults {
  readonly conflict: number;
  readonly concurrentUpdate: number;
  readonly throttled: number;
  readonly errorBefore: number;
  readonly errorAfter: number;
  readonly cutBefore: number;
  readonly cutAfter: number;
  readonly lateLanding: number;
  readonly duplicated: number;
  readonly slowAnswer: number;
  readonly hiddenRetry: number;
  readonly bucketMissing: number;
}

export const NO_FAULTS: NetworkFaults = {
  conflict: 0,
  concurrentUpdate: 0,
  throttled: 0,
  errorBefore: 0,
  errorAfter: 0,
  cutBefore: 0,
  cutAfter: 0,
  lateLanding: 0,
  duplicated: 0,
  slowAnswer: 0,
  hiddenRetry: 0,
  bucketMissing: 0,
};

/** A connection that breaks: its writer cannot know whether the store did what it asked. */
export const LOST = { kind: 'failed', failure: { kind: 'unknown', detail: 'lost' } } as const;
export const ERROR = { kind: 'failed', failure: { kind: 'unknown', detail: '500' } } as const;
export const THROTTLED = {
  kind: 'failed',
  failure: { kind: 'throttled', retryAfterMs: 1000, detail: '429 TooManyRequests' },
} as const;
export const NO_BUCKET = {
  kind: 'failed',
  failure: { kind: 'bucket-missing', detail: '404 BucketNotFound' },
} as const;
