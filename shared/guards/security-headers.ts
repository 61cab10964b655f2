/**
 * The headers that every answer carries. Whatever pages embed must stay embeddable, so the cross-origin
 * resource policy is open but for the owner's data; files have their own (assets/asset-headers.ts).
 * Left out: Strict-Transport-Security, since the owner's domain may have parts that are not on https yet.
 */
import type { MiddlewareHandler } from 'hono';

/**
 * No other site's page may embed what lies under `closed`. Set before the answer is made: adding headers to one
 * that is there makes Hono copy it.
 */
export function securityHeaders(closed: ReadonlySet<string>): MiddlewareHandler {
  return (context, next) => {
    const policy = closed.has(context.req.path) ? 'same-origin' : 'cross-origin';
    context.header('Cross-Origin-Resource-Policy', policy);
    context.header('X-Content-Type-Options', 'nosniff');
    return next();
  };
}
