/** The one secret of callers: REPORT_TOKEN, as `Authorization: Bearer` or, as before, `?token=`. */
import type { Context } from 'hono';
import { timingSafeEqual } from 'hono/utils/buffer';
import { Failure } from '../errors.ts';
import type { Settings } from '../settings/settings.ts';

/** Digests are compared, so that neither the time taken nor a length reveals anything of the token. */
export async function requireToken(context: Context, settings: Settings): Promise<void> {
  const expected = settings.reportToken;
  if (expected === undefined) throw new Failure('forbidden', 'REPORT_TOKEN is not set');
  if (!(await isGiven(context, expected))) {
    throw new Failure('forbidden', 'the token is missing, repeated or wrong');
  }
}

/** Whether any is given at all, right or wrong. */
export function offersToken(context: Context): boolean {
  return (
    context.req.header('authorization') !== undefined || context.req.query('token') !== undefined
  );
}

async function isGiven(context: Context, expected: string): Promise<boolean> {
  const header = context.req.header('authorization');
  if (header !== undefined) {
    const given = /^Bearer +(\S.*)$/i.exec(header)?.[1];
    return given !== undefined && timingSafeEqual(given, expected);
  }
  const [given = '', ...others] = context.req.queries('token') ?? [];
  if (given === '' || others.length > 0) return false;
  return timingSafeEqual(spacesForPluses(given), spacesForPluses(expected));
}

/** In a query a `+` that was not encoded arrives as a space. */
const spacesForPluses = (token: string) => token.replaceAll('+', ' ');
