/**
 * The headers of what browsers load, but for its ETag: the Function sends them, and scripts/build-assets.ts
 * writes them into the file that Cloudflare reads. So they depend on no setting and on no request. Pure.
 */
import type { Asset } from './assets.ts';

const SCRIPT_MAX_AGE_SECONDS = 86_400;

/** Nothing runs or loads but our own files. */
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

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
};

/** @throws when nobody has said what a file with this ending is. */
export function assetHeaders(asset: Asset): Readonly<Record<string, string>> {
  const ending = asset.file.slice(asset.file.lastIndexOf('.') + 1);
  const type = TYPES[ending];
  if (type === undefined) throw new Error(`${asset.file}: no content type for .${ending} is known`);
  return {
    'Content-Type': type,
    'X-Content-Type-Options': 'nosniff',
    // Cloudflare's own 405 has the headers of the file, and must have this one.
    Allow: 'GET, HEAD',
    ...(asset.use === 'script' ? FOR_ALL : FOR_US),
    ...(ending === 'js' ? {} : documentHeaders(asset)),
  };
}

const FOR_ALL = {
  'Cache-Control': `public, max-age=${SCRIPT_MAX_AGE_SECONDS}`,
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

const FOR_US = { 'Cache-Control': 'no-cache', 'Cross-Origin-Resource-Policy': 'same-origin' };

/** Of what is a document when it is opened by itself, such as an SVG. */
function documentHeaders({ contentSecurityPolicy = STRICT_POLICY }: Asset): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy,
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    // For browsers that do not know `frame-ancestors`.
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': NO_DEVICES,
  };
}
