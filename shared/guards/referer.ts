/**
 * Which pages may count through an image. An image is asked for without an Origin, so the Referer has
 * to do; who sends none (a proxy such as GitHub's, a strict browser) passes, as without an Origin.
 */
import type { Context } from 'hono';
import { Failure } from '../errors.ts';
import type { Settings } from '../settings/settings.ts';
import { isAllowedOrigin } from './origins.ts';

/** @throws Failure `forbidden` when the page is not on the list. */
export function requireAllowedReferer(context: Context, { allowedOrigins }: Settings): void {
  const referer = context.req.header('referer');
  if (referer === undefined || referer === '') return;
  const origin = URL.parse(referer)?.origin ?? 'null';
  if (isAllowedOrigin(origin, allowedOrigins, context.req.url)) return;
  throw new Failure('forbidden', 'the page that shows the image is not in ALLOWED_ORIGINS');
}
