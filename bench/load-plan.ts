/** What a load process is told to do, and what it tells when it is done. Data only. */

export type LoadPlan =
  /** Each connection sends its next visit as soon as it has an answer: how much can be borne. */
  | {
      readonly kind: 'closed';
      readonly url: string;
      readonly connections: number;
      readonly durationMs: number;
    }
  /** Visits arrive at fixed times, whatever becomes of those before them: how long each waits. */
  | {
      readonly kind: 'open';
      readonly url: string;
      readonly perSecond: number;
      readonly durationMs: number;
    };

export interface LoadResult {
  /** Answered 200. */
  readonly acknowledged: number;
  /** Answered 503 with `Retry-After`, or 429: refused, and told so. */
  readonly refused: number;
  /** Never sent, since all connections were waiting for an answer. */
  readonly turnedAway: number;
  /** Any other answer, or none; refused ones not among them. */
  readonly failed: number;
  /** From the first visit to the last answer. */
  readonly elapsedMs: number;
  /** Of each visit, acknowledged or not; in an open loop, since it was due. */
  readonly latenciesMs: readonly number[];
  /** Of the refused ones alone. */
  readonly refusalsMs: readonly number[];
}
