/**
 * Which pages may count, and the CORS headers that tell their browsers. An origin that is not on the
 * list is refused before anything happens: a view there must not count, nor its answer be read.
 */
import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { isListedOrigin } from '../settings/origin-list.ts';
import type { Settings } from '../settings/settings.ts';
import { failureReply } from '../wire/failure-reply.ts';

/** Browsers keep a preflight's answer this long at most (Chromium's own cap is two hours). */
const PREFLIGHT_SECONDS = 7_200;

/** Paths in `openPaths` show nobody's numbers, and their answers bring headers of their own. */
export function originGuard(
  allowed: Settings['allowedOrigins'],
  openPaths: ReadonlySet<string>,
): MiddlewareHandler {
  const answerPreflight = cors({
    origin: allowed === '*' ? '*' : (origin) => origin,
    allowMethods: ['GET', 'POST', 'OPTIONS'],
    allowHeaders: ['content-type'],
    maxAge: PREFLIGHT_SECONDS,
  });
  return async (context, next) => {
    if (openPaths.has(context.req.path)) return next();
    const origin = context.req.header('origin');
    // Without an Origin it is no cross-origin request of a page.
    if (origin === undefined || isAllowedOrigin(origin, allowed, context.req.url)) {
      if (context.req.method === 'OPTIONS') return answerPreflight(context, next);
      // Hono's own middleware makes an empty answer to put these on, and copies it into the real one.
      if (allowed !== '*') context.header('Vary', 'Origin');
      const told = allowed === '*' ? '*' : origin;
      if (told !== undefined) context.header('Access-Control-Allow-Origin', told);
      return next();
    }
    context.header('Vary', 'Origin');
    return failureReply(context, 'forbidden');
  };
}

/** Our own pages are always allowed; the origin `null` names nobody, so only `*` allows it. */
export function isAllowedOrigin(
  origin: string,
  allowed: Settings['allowedOrigins'],
  requestUrl: string,
): boolean {
  if (allowed === '*' || isListedOrigin(origin, allowed)) return true;
  // Hosts alone are compared: behind a gateway the scheme of the request that we see is not the caller's.
  return URL.parse(origin)?.host === new URL(requestUrl).host;
}
