/** The one secret of callers: REPORT_TOKEN, as `Authorization: Bearer` or, as before, `?token=`. */
import type { Context } from 'hono';
import { Failure } from '../errors.ts';
import type { Services } from '../services.ts';
import type { Settings } from '../settings/settings.ts';

interface GivenToken {
  readonly token: string;
  readonly isInQuery: boolean;
}

/**
 * The limit is asked after a wrong token only, so that the right one always passes.
 * @throws Failure `forbidden`, or `too-many-requests` after too many wrong ones from one address.
 */
export async function requireToken(
  context: Context,
  { tokenLimiter }: Services,
  { reportToken: expected }: Settings,
): Promise<void> {
  const given = givenToken(context);
  if (expected === undefined) throw new Failure('forbidden', 'REPORT_TOKEN is not set');
  if (given === undefined) throw new Failure('forbidden', 'the token is missing or repeated');
  if (await isToken(given, expected)) return;
  if (tokenLimiter && !(await tokenLimiter.allows(context.req.raw))) {
    throw new Failure('too-many-requests', 'too many wrong tokens from one address');
  }
  throw new Failure('forbidden', 'the token is wrong');
}

function isToken({ token, isInQuery }: GivenToken, expected: string): Promise<boolean> {
  // A plus that is not escaped in an address arrives as a space: the two are taken for one.
  const alike = (text: string) => (isInQuery ? text.replaceAll('+', ' ') : text);
  return isSame(alike(token), alike(expected));
}

/** Digests are compared to their ends, so that neither the time taken nor a length reveals anything of the token. */
async function isSame(given: string, expected: string): Promise<boolean> {
  const [one, other] = await Promise.all([digestOf(given), digestOf(expected)]);
  return one.reduce((difference, byte, at) => difference | (byte ^ (other[at] ?? 0)), 0) === 0;
}

async function digestOf(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

/**
 * Whether this caller must have the token where PUBLIC_STATS may let anybody look. Who offers one wants to hear
 * that it is wrong, whatever anybody may see.
 */
export function isOwner({ req }: Context, { publicStats }: Settings): boolean {
  const isOffered = req.header('authorization') !== undefined || req.query('token') !== undefined;
  return !publicStats || isOffered;
}

function givenToken(context: Context): GivenToken | undefined {
  const header = context.req.header('authorization');
  if (header !== undefined) {
    const token = /^Bearer +(\S.*)$/i.exec(header)?.[1];
    return token === undefined ? undefined : { token, isInQuery: false };
  }
  const [token = '', ...more] = context.req.queries('token') ?? [];
  return token === '' || more.length > 0 ? undefined : { token, isInQuery: true };
}
