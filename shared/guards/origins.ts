/**
 * Which pages may count, and the CORS headers that tell their browsers. An origin that is not on the
 * list is refused before anything happens: a view there must not count, nor its answer be read.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { isListedOrigin } from '../settings/origin-list.ts';
import type { Settings } from '../settings/settings.ts';
import { failureReply } from '../wire/failure-reply.ts';

/** Browsers keep a preflight's answer this long at most (Chromium's own cap is two hours). */
const PREFLIGHT_SECONDS = 7_200;

export function originGuard(allowed: Settings['allowedOrigins']): MiddlewareHandler {
  return async (context, next) => {
    const origin = context.req.header('origin');
    if (allowed !== '*') context.header('Vary', 'Origin');
    // Without an Origin it is no cross-origin request of a page.
    if (origin !== undefined && !isAllowedOrigin(origin, allowed, context.req.url)) {
      return failureReply(context, 'forbidden');
    }
    const told = allowed === '*' ? '*' : origin;
    if (told !== undefined) context.header('Access-Control-Allow-Origin', told);
    return context.req.method === 'OPTIONS' ? answerPreflight(context) : next();
  };
}

/** Any route's: a method that it does not have is refused when it is used. */
function answerPreflight(context: Context): Response {
  context.header('Access-Control-Allow-Methods', 'GET,POST,OPTIONS');
  context.header('Access-Control-Allow-Headers', 'content-type');
  context.header('Access-Control-Max-Age', String(PREFLIGHT_SECONDS));
  return context.body(null, 204);
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
