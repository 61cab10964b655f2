/**
 * One store call, with a time limit and no exceptions: every failure on the way is an outcome.
 * The limit runs on the Clock, so that simulated stores can be slow without anybody waiting.
 */
import type { Clock, FailedCall } from '../ports.ts';

/** A healthy store answers in tens of milliseconds; within the 8 s of a visit this leaves a second try. */
export const STORE_CALL_MS = 3_000;
/** Both signals are aborted with this in the end. Without a reason each abort would make an error and its stack. */
const CALL_OVER = 'the store call is over';

export async function callStore<T>(
  clock: Clock,
  call: (signal: AbortSignal) => Promise<T>,
  limitMs: number = STORE_CALL_MS,
): Promise<T | FailedCall> {
  const callAbort = new AbortController();
  const timerAbort = new AbortController();
  const timedOut = clock.sleep(limitMs, timerAbort.signal).then((): FailedCall => {
    return { kind: 'failed', failure: { kind: 'unknown', detail: `no answer in ${limitMs} ms` } };
  });
  const answered = call(callAbort.signal).catch((error: unknown): FailedCall => {
    const detail = error instanceof Error ? error.name : typeof error;
    return { kind: 'failed', failure: { kind: 'unknown', detail: `adapter threw ${detail}` } };
  });
  try {
    return await Promise.race([answered, timedOut]);
  } finally {
    timerAbort.abort(CALL_OVER);
    callAbort.abort(CALL_OVER);
  }
}
