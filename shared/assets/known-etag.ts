/**
 * Whether `If-None-Match` names this ETag (RFC 9110, 13.1.2): a list, compared weakly, since proxies that
 * compress make our ETag a weak one. Pure.
 */
export function isKnown(etag: string, ifNoneMatch: string | null | undefined): boolean {
  const given = ifNoneMatch?.split(',').map((item) => item.trim().replace(/^W\//, '')) ?? [];
  return given.includes(etag) || given.includes('*');
}
