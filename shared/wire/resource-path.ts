/**
 * The path that routes match: the last segment, so that a gateway's prefix does no harm (`/v1/counter`
 * is `/counter`), and the old function's `?report=1`. A slash at the end changes no known name; behind
 * any other one segment it is a prefix, with the landing page under it. `/v1` lacks that slash.
 */

const LANDING = /^\/(?:[^/]+\/|v\d+)?$/;

export function resourcePathAmong(known: ReadonlySet<string>): (request: Request) => string {
  return (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const resource = lastSegment(pathname);
    const isReport = searchParams.get('report') === '1';
    if (resource !== '/' && known.has(resource)) {
      return resource === '/counter' && isReport ? '/report' : resource;
    }
    if (LANDING.test(pathname)) return isReport ? '/report' : '/';
    // Another path that ends in a slash names nothing of ours, and must not pass for the landing page.
    return pathname.endsWith('/') ? pathname : resource;
  };
}

/** Of `/v1/counter` and `/v1/counter/` it is `/counter`; of `/` nothing. */
function lastSegment(pathname: string): string {
  const path = pathname.endsWith('/') ? pathname.slice(0, -1) : pathname;
  return path.slice(path.lastIndexOf('/'));
}
