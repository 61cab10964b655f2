/**
 * Scripts and pages, as they were built: with an ETag, so that nobody loads the same bytes twice, and
 * pages under a Content-Security-Policy that lets nothing run or load but our own files.
 */
import type { Context, Handler } from 'hono';
import type { Asset, BuiltAsset } from '../assets/assets.ts';

const SCRIPT_MAX_AGE_SECONDS = 86_400;

const STRICT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function assetRoute(asset: Asset): Handler {
  return async (context) => {
    const { default: built } = await asset.load();
    setHeaders(context, asset, built);
    if (isKnown(built.etag, context.req.header('if-none-match'))) return context.body(null, 304);
    context.header('Content-Type', built.type);
    return context.body(built.body);
  };
}

function setHeaders(context: Context, asset: Asset, { etag, type }: BuiltAsset): void {
  context.header('ETag', etag);
  if (asset.use === 'script') {
    context.header('Cache-Control', `public, max-age=${SCRIPT_MAX_AGE_SECONDS}`);
  } else {
    context.header('Cache-Control', 'no-cache');
  }
  // Also on an SVG, which is a document when it is opened by itself.
  if (!type.startsWith('text/javascript')) {
    context.header('Content-Security-Policy', asset.contentSecurityPolicy ?? STRICT_POLICY);
    context.header('Referrer-Policy', 'strict-origin-when-cross-origin');
    // For browsers that do not know `frame-ancestors`.
    context.header('X-Frame-Options', 'DENY');
  }
}

/** RFC 9110, 13.1.2: a list, compared weakly, since proxies that compress make our ETag a weak one. */
function isKnown(etag: string, ifNoneMatch: string | undefined): boolean {
  const given = ifNoneMatch?.split(',').map((item) => item.trim().replace(/^W\//, '')) ?? [];
  return given.includes(etag) || given.includes('*');
}
