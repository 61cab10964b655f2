/**
 * Which pages may count where ALLOWED_ORIGINS is a list. An Origin decides alone (guards/origins.ts). Images,
 * scripts and `no-cors` requests have none: there the browser's own word on where they come from does, and the
 * Referer. Who sends none of them (curl, a proxy such as GitHub's, an older browser) passes.
 */
import type { Context } from 'hono';
import { Failure } from '../errors.ts';
import type { Settings } from '../settings/settings.ts';
import { isAllowedOrigin } from './origins.ts';

/** @throws Failure `forbidden` when the page is not on the list. */
export function requireAllowedPage(context: Context, { allowedOrigins }: Settings): void {
  const { req } = context;
  if (allowedOrigins === '*' || req.header('origin') !== undefined) return;
  const site = req.header('sec-fetch-site');
  if (site !== undefined && site !== 'cross-site') return;
  const referer = req.header('referer') ?? '';
  if (referer === '' && site === undefined) return;
  const origin = URL.parse(referer)?.origin ?? 'null';
  if (isAllowedOrigin(origin, allowedOrigins, req.url)) return;
  throw new Failure('forbidden', 'the page that asks is not in ALLOWED_ORIGINS, or hides itself');
}
