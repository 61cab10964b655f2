/**
 * Loaded into a program before all else: what it fetches from an address of workers.dev goes to the stand-in of
 * Cloudflare instead, as a name server and a certificate would otherwise have to bring about.
 */
export {};

const door = process.env.WORKERS_DEV_DOOR;
const fetchOutside = globalThis.fetch;

globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const { hostname, pathname, search } = new URL(request.url);
  if (door === undefined || !hostname.endsWith('.workers.dev')) return fetchOutside(input, init);
  const { body, headers, method, redirect, signal } = request;
  return fetchOutside(`${door}/${hostname}${pathname}${search}`, {
    method,
    headers,
    redirect,
    signal,
    ...(body !== null && { body, duplex: 'half' }),
  } as RequestInit);
};
