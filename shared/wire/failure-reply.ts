/** Failure -> its answer and its line in the log. */
import type { Context } from 'hono';
import { type Failure, type FailureKind, failureAnswer } from '../errors.ts';
import type { Log } from '../ports.ts';

export function failureReply(context: Context, kind: FailureKind): Response {
  const { status, retryAfterSeconds } = failureAnswer(kind);
  context.header('Cache-Control', 'no-store');
  if (retryAfterSeconds !== undefined) context.header('Retry-After', String(retryAfterSeconds));
  return context.json({ ok: false, error: kind }, status);
}

/** A caller's mistake is not logged; a counter that cannot count is an error. */
export function logFailure(log: Log, failure: Failure, context: Context): void {
  if (!isOurs(failure)) return;
  log.error(failure.kind, { route: context.req.path, cause: failure.message });
}

/** Whether the counter failed, and not its caller. */
export function isOurs({ kind }: Failure): boolean {
  return failureAnswer(kind).status >= 500;
}
