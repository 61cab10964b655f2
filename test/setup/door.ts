/**
 * Loaded into a program before all else: what it fetches from an address of workers.dev, or from a gateway at
 * Oracle, goes to the stand-ins instead, as a name server and a certificate would otherwise have to bring about.
 */

export {};

const DOORS: readonly (readonly [suffix: string, door: string | undefined])[] = [
  ['.workers.dev', process.env.WORKERS_DEV_DOOR],
  ['.oci.customer-oci.com', process.env.CUSTOMER_OCI_DOOR],
];

const fetchOutside = globalThis.fetch;

globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const { hostname, pathname, search } = new URL(request.url);
  const door = DOORS.find(([suffix]) => hostname.endsWith(suffix))?.[1];
  if (door === undefined) return fetchOutside(input, init);
  const { body, headers, method, redirect, signal } = request;
  return fetchOutside(`${door}/${hostname}${pathname}${search}`, {
    method,
    headers,
    redirect,
    signal,
    ...(body !== null && { body, duplex: 'half' }),
  } as RequestInit);
};
