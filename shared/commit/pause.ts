/**
 * How long to wait before a store call is tried again. Full jitter, since writers that collided would
 * collide again; the caps come from the experiment in docs/decisions/back-off.md.
 */
import type { Random, StoreFailure } from '../ports.ts';

export type Trouble = { readonly kind: 'conflict' } | StoreFailure;

/** First and longest pause in milliseconds; each try doubles the span that the pause is drawn from. */
const SPANS_MS = {
  conflict: [5, 50],
  unknown: [50, 1_000],
  'bucket-missing': [100, 1_000],
  throttled: [250, 2_000],
  refused: [1_000, 1_000],
} as const satisfies Record<Trouble['kind'], readonly [number, number]>;

/** `tries` counts from 0. At least what the store asked for in `Retry-After`. */
export function pauseMs(trouble: Trouble, tries: number, random: Random): number {
  const [firstMs, longestMs] = SPANS_MS[trouble.kind];
  const spanMs = Math.min(longestMs, firstMs * 2 ** Math.min(tries, 16));
  return askedPauseMs(trouble) + random.uniform() * spanMs;
}

/** What the store asked for in `Retry-After`, in milliseconds. */
export function askedPauseMs(trouble: Trouble): number {
  return 'retryAfterMs' in trouble ? Math.max(trouble.retryAfterMs ?? 0, 0) : 0;
}
