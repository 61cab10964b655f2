/** Whether a host is the site's own: that of the page that asks, or one of ALLOWED_ORIGINS. */
import type { Context } from 'hono';
import { isListedOrigin } from '../settings/origin-list.ts';
import type { Settings } from '../settings/settings.ts';

/** `www.` makes no other host, and a port no other site. */
export function isOwnHost(
  host: string,
  { req }: Context,
  { allowedOrigins }: Pick<Settings, 'allowedOrigins'>,
): boolean {
  const name = withoutWww(host);
  const asking = URL.parse(req.header('origin') ?? '')?.hostname;
  if (asking !== undefined && withoutWww(asking) === name) return true;
  if (allowedOrigins === '*') return false;
  const listed = allowedOrigins.map((origin) => origin.replace(/:\d+$/, ''));
  return [host, name, `www.${name}`].some(
    (one) => isListedOrigin(`https://${one}`, listed) || isListedOrigin(`http://${one}`, listed),
  );
}

function withoutWww(host: string): string {
  return host.replace(/^www\./, '');
}
