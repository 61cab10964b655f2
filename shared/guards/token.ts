/** The one secret of callers: REPORT_TOKEN, as `Authorization: Bearer` or, as before, `?token=`. */
import type { Context } from 'hono';
import { timingSafeEqual } from 'hono/utils/buffer';
import { Failure } from '../errors.ts';
import type { Settings } from '../settings/settings.ts';

/** Digests are compared, so that neither time nor length tells anything of the token. */
export async function requireToken(context: Context, settings: Settings): Promise<void> {
  const given = givenToken(context);
  const expected = settings.reportToken;
  if (expected === undefined) throw new Failure('forbidden', 'REPORT_TOKEN is not set');
  if (given === undefined || !(await timingSafeEqual(given, expected))) {
    throw new Failure('forbidden', 'the token is missing, repeated or wrong');
  }
}

/** Whether any is given at all, right or wrong. */
export function offersToken(context: Context): boolean {
  return (
    context.req.header('authorization') !== undefined || context.req.query('token') !== undefined
  );
}

function givenToken(context: Context): string | undefined {
  const header = context.req.header('authorization');
  if (header !== undefined) return /^Bearer +(\S.*)$/i.exec(header)?.[1];
  const values = context.req.queries('token') ?? [];
  return values.length === 1 && values[0] !== '' ? values[0] : undefined;
}
