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

/** Pages use none of these, and nor may a script that got into one. */
const NO_DEVICES = 'camera=(), geolocation=(), microphone=(), payment=(), usb=()';

export function assetRoute(asset: Asset): Handler {
  return async (context) => {
    if (asset.use === 'page' && endsInSlash(context)) {
      // Its links are relative: one level further down they would lead to places that nobody meant.
      return context.redirect(`..${context.req.path}`, 308);
    }
    const { default: built } = await asset.load();
    setHeaders(context, asset, built);
    if (isKnown(built.etag, context.req.header('if-none-match'))) return context.body(null, 304);
    return context.body(built.body);
  };
}

/** Of `/` and of a prefix the slash is no mistake: the landing page lies there. */
function endsInSlash({ req }: Context): boolean {
  return req.path !== '/' && new URL(req.url).pathname.endsWith('/');
}

function setHeaders(context: Context, asset: Asset, { etag, type }: BuiltAsset): void {
  context.header('ETag', etag);
  // Also of a 304: a gateway would put a type of its own on an answer without one.
  context.header('Content-Type', type);
  if (asset.use === 'script') {
    context.header('Cache-Control', `public, max-age=${SCRIPT_MAX_AGE_SECONDS}`);
  } else {
    context.header('Cache-Control', 'no-cache');
    context.header('Cross-Origin-Resource-Policy', 'same-origin');
  }
  // Also on an SVG, which is a document when it is opened by itself.
  if (!type.startsWith('text/javascript')) {
    context.header('Content-Security-Policy', asset.contentSecurityPolicy ?? STRICT_POLICY);
    context.header('Referrer-Policy', 'strict-origin-when-cross-origin');
    // For browsers that do not know `frame-ancestors`.
    context.header('X-Frame-Options', 'DENY');
    context.header('Cross-Origin-Opener-Policy', 'same-origin');
    context.header('Permissions-Policy', NO_DEVICES);
  }
}

/** RFC 9110, 13.1.2: a list, compared weakly, since proxies that compress make our ETag a weak one. */
function isKnown(etag: string, ifNoneMatch: string | undefined): boolean {
  const given = ifNoneMatch?.split(',').map((item) => item.trim().replace(/^W\//, '')) ?? [];
  return given.includes(etag) || given.includes('*');
}
