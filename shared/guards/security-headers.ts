/**
 * The headers that every answer carries. Whatever pages embed must stay embeddable, so the cross-origin
 * resource policy is open but for the owner's data; what is a document adds its own (routes/assets.ts).
 * Left out: Strict-Transport-Security, since the owner's domain may have parts that are not on https yet.
 */
import type { MiddlewareHandler } from 'hono';

/** Nobody embeds these: no other site's page may have their bytes in its process. */
const CLOSED: ReadonlySet<string> = new Set(['/stats', '/document']);

/** Before the answer is made: adding headers to one that is there makes Hono copy it. */
export const securityHeaders: MiddlewareHandler = (context, next) => {
  const policy = CLOSED.has(context.req.path) ? 'same-origin' : 'cross-origin';
  context.header('Cross-Origin-Resource-Policy', policy);
  context.header('X-Content-Type-Options', 'nosniff');
  return next();
};
