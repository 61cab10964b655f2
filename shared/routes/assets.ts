/** Scripts and pages, from wherever the runtime has them. */
import type { Context, Handler } from 'hono';
import { ASSETS, type AssetFiles, type AssetPath } from '../assets/assets.ts';
import { isKnown } from '../assets/known-etag.ts';
import { DEFAULT_SITE_NAME } from '../settings/settings-schema.ts';

export function assetRoute(path: AssetPath, files: AssetFiles): Handler {
  return (context) => {
    if (ASSETS[path]?.use === 'page' && endsInSlash(context)) {
      // Its links are relative: one level further down they would lead to places that nobody meant.
      return context.redirect(`..${context.req.path}`, 308);
    }
    return files.answer(path, context.req.raw);
  };
}

/**
 * The landing page, which previews of links read too: it says the site's name where it says `Visitor counter`.
 * `siteName` is absent where nobody has named the site.
 */
export function landingRoute(files: AssetFiles, siteName = DEFAULT_SITE_NAME): Handler {
  return async ({ redirect, req }) => {
    const { pathname } = new URL(req.url);
    // A prefix without its slash: the page's links would lead one level too high.
    if (!pathname.endsWith('/')) {
      return redirect(`${pathname.slice(pathname.lastIndexOf('/') + 1)}/`, 308);
    }
    if (siteName === DEFAULT_SITE_NAME) return files.answer('/', req.raw);
    const ifNoneMatch = req.header('if-none-match');
    return withSiteName(await files.answer('/', unconditional(req.raw)), siteName, ifNoneMatch);
  };
}

/** The file's own ETag is not that of the page with a name in it. */
function unconditional(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.delete('if-none-match');
  return new Request(request.url, { method: request.method, headers });
}

async function withSiteName(
  file: Response,
  siteName: string,
  ifNoneMatch: string | undefined,
): Promise<Response> {
  const headers = new Headers(file.headers);
  const etag = (headers.get('etag') ?? '""').replace(/^W\//, '');
  const named = etag.replace(/"$/, `-${encodeURIComponent(siteName.toWellFormed())}"`);
  headers.set('etag', named);
  headers.delete('content-length');
  if (isKnown(named, ifNoneMatch)) return new Response(null, { status: 304, headers });
  const escaped = siteName.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const text = (await file.text()).replaceAll(DEFAULT_SITE_NAME, () => escaped);
  return new Response(text === '' ? null : text, { status: file.status, headers });
}

/** Of `/` and of a prefix the slash is no mistake: the landing page lies there. */
function endsInSlash({ req }: Context): boolean {
  return req.path !== '/' && new URL(req.url).pathname.endsWith('/');
}
