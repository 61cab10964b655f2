/**
 * ALLOWED_ORIGINS: text -> origins spelt as browsers send them, and which origins they let in. What no
 * browser would ever send is refused with the spelling that was probably meant. Pure.
 */

/** Anybody's, or origins; `https://*.example.com` is each subdomain's, at any depth, but not the apex's. */
export type AllowedOrigins = '*' | readonly string[];

export type ParsedOrigins =
  | { readonly kind: 'origins'; readonly origins: AllowedOrigins }
  | { readonly kind: 'refused'; readonly problem: string };

const EXPECTED =
  'must be * or origins such as https://example.com or https://*.example.com, with commas between';

export function parseOrigins(list: string): ParsedOrigins {
  const items = list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const origins: string[] = [];
  const spellings: string[] = [];
  for (const item of items) {
    const origin = item === '*' ? item : normaliseOrigin(item);
    if (origin !== undefined) origins.push(origin);
    else spellings.push(...suggestSpelling(item));
  }
  if (items.length === 0 || origins.length < items.length) {
    const advice = spellings.length > 0 ? `: write ${spellings.join(', ')}` : '';
    return { kind: 'refused', problem: EXPECTED + advice };
  }
  return { kind: 'origins', origins: origins.includes('*') ? '*' : [...new Set(origins)] };
}

/** Whether a list lets in an origin, spelt as a browser sends it. */
export function isListedOrigin(origin: string, origins: readonly string[]): boolean {
  return origins.some((listed) => listed === origin || isSubdomain(origin, listed));
}

const SUBDOMAINS = /^[^.:/@?#]+(\.[^.:/@?#]+)*$/;

function isSubdomain(origin: string, listed: string): boolean {
  const [scheme = '', apex] = listed.split('*');
  if (apex === undefined || !origin.startsWith(scheme) || !origin.endsWith(apex)) return false;
  return SUBDOMAINS.test(origin.slice(scheme.length, origin.length - apex.length));
}

/** A scheme, a host, a port where it is not the scheme's own: `undefined` for anything else. */
function normaliseOrigin(text: string): string | undefined {
  const [, scheme = '', wildcard = '', host = ''] =
    /^(https?:\/\/)(\*\.)?([^*/\\?#@]+)\/*$/i.exec(text) ?? [];
  const url = URL.parse(scheme + host);
  if (url === null) return undefined;
  // An address has no subdomains.
  if (wildcard !== '' && /^\[|^[\d.]+$/.test(url.hostname)) return undefined;
  return url.origin.replace('://', `://${wildcard}`);
}

/** None when nothing in it looks like a host. */
function suggestSpelling(item: string): readonly string[] {
  const [, scheme = 'https://', wildcard = '', host = ''] =
    /^(https?:\/\/)?(?:[^/@]*@)?(\*?\.)?([^/\\?#@]+)/i.exec(item) ?? [];
  const origin = normaliseOrigin(scheme + (wildcard && '*.') + host);
  return origin !== undefined && /\.|localhost/.test(host) ? [origin] : [];
}
