/**
 * Where a reader came from: the host of the page with the link, or what the address says by `utm_source`
 * or `ref`. Never a path, a query, a port or a user. Pure.
 */
import { NAME_BYTES_MAX, nameBytes } from './stored-name.ts';

declare const brand: unique symbol;

/** A host in lower case without `www.`, a word, or one of the two below. At most `NAME_BYTES_MAX` bytes. */
export type SourceName = string & { readonly [brand]: 'SourceName' };

/** Typed in, bookmarked, or from an app or a page that tells nobody. */
export const DIRECT = 'direct' as SourceName;
/** From another page of the same site. */
export const INSIDE = 'inside' as SourceName;

const SOURCE_CHARACTERS_MAX = 2_000;
const WORD = /^[a-z0-9._-]{1,64}$/;
/** URLs allow more characters in a host than any has. */
const HOST = /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/;

/**
 * `isOwnHost` is asked with the host, `www.` included. Undefined where it names no source: another scheme,
 * or what is neither an address nor a word.
 */
export function parseSourceName(
  text: string,
  isOwnHost: (host: string) => boolean,
): SourceName | undefined {
  const given = text.trim().toLowerCase();
  if (given === '') return DIRECT;
  if (given.length > SOURCE_CHARACTERS_MAX) return undefined;
  const host = WORD.test(given) ? given : hostOf(given);
  if (host === undefined) return undefined;
  if (isOwnHost(host)) return INSIDE;
  const name = host.replace(/^www\.(?=.)/, '');
  return nameBytes(name) <= NAME_BYTES_MAX ? (name as SourceName) : undefined;
}

function hostOf(address: string): string | undefined {
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//.test(address) ? address : `http://${address}`);
  const isPage = url?.protocol === 'http:' || url?.protocol === 'https:';
  return isPage && HOST.test(url.hostname) ? url.hostname.replace(/\.$/, '') : undefined;
}
