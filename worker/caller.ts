/**
 * Whom an address stands for: one IPv4 address, or a /64 of IPv6, which is what a household or a server gets,
 * with as many addresses in it as anybody likes.
 */
import { expandIPv6 } from 'hono/utils/ipaddr';

/** Any spelling of the same caller gives the same text; text that is no address is returned unchanged. */
export function callerOf(address: string): string {
  const host = hostOf(address);
  if (host === undefined) return address;
  const groups = expandIPv6(host)
    .split(':')
    .map((group) => Number.parseInt(group, 16));
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return ipv4Of(groups[6] ?? 0, groups[7] ?? 0);
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** An IPv6 address as the URL standard spells it; undefined for whatever is none. */
function hostOf(address: string): string | undefined {
  if (!address.includes(':')) return undefined;
  return URL.parse(`http://[${address.split('%')[0]}]/`)?.hostname.slice(1, -1);
}

function ipv4Of(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
