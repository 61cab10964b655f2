/**
 * The path that routes match: the last segment, so that a gateway's prefix does no harm (`/v1/counter`
 * is `/counter`), and the old function's `?report=1`. The landing page has at most one prefix before it.
 */

const LANDING = /^\/(?:[^/]+\/)?$/;

export function resourcePath(request: Request): string {
  const { pathname, searchParams } = new URL(request.url);
  if (LANDING.test(pathname)) return isOldReport(searchParams) ? '/report' : '/';
  const resource = pathname.slice(pathname.lastIndexOf('/'));
  if (resource === '/counter' && isOldReport(searchParams)) return '/report';
  // A path that ends in a slash names nothing of ours, and must not pass for the landing page.
  return resource === '/' ? pathname : resource;
}

function isOldReport(query: URLSearchParams): boolean {
  return query.get('report') === '1';
}
