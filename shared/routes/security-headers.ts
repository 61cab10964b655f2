/**
 * The headers that every answer carries. Whatever pages embed must stay embeddable, so the cross-origin
 * resource policy is open; what is a document adds its own (routes/assets.ts). Left out:
 * Strict-Transport-Security, since the owner's domain may have parts that are not on https yet.
 */
import type { MiddlewareHandler } from 'hono';

const HEADERS = Object.entries({
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'X-Content-Type-Options': 'nosniff',
});

/** Before the answer is made: adding headers to one that is there makes Hono copy it. */
export const securityHeaders: MiddlewareHandler = (context, next) => {
  for (const [name, value] of HEADERS) context.header(name, value);
  return next();
};
