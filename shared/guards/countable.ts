/**
 * Whether a request is a person's page view. The answer carries its reason, for tests and for people
 * who wonder why a view did not count. Looks at the request alone; stores nothing of it.
 */
import { isbot } from 'isbot';

export type Countable = 'count' | 'head' | 'prefetch' | 'bot';

/** A browser engine and a browser's name: what full browsers, in-app and regional ones have in common. */
const FULL_BROWSER =
  /^Mozilla\/5\.0 \((?!compatible)[^)]+\).* (?:AppleWebKit\/[\d.]+ ?\(KHTML, ?like Gecko\)|Gecko\/[\d.]+ Firefox\/)/;

/** Words of apps and phones that isbot takes for signs of bots. Bots with them bear other signs as well. */
const APP_WORDS =
  /sogou|news|feed|search|grab|download|library|discovery|insight|catch|radar|splash|rss|url|mail\.ru\/|com\.google\./gi;

function isBot(agent: string): boolean {
  return isbot(FULL_BROWSER.test(agent) ? agent.replace(APP_WORDS, '_') : agent);
}

/** `automata`: bots are taken for visitors too, where a proxy fetches on a person's behalf. */
export function countable(request: Request, automata: 'skip' | 'count' = 'skip'): Countable {
  if (request.method === 'HEAD') return 'head';
  const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];
  if (
    purposes.some((name) => /prefetch|prerender|preview/i.test(request.headers.get(name) ?? ''))
  ) {
    return 'prefetch';
  }
  const agent = request.headers.get('user-agent');
  if (automata === 'skip' && agent !== null && isBot(agent)) return 'bot';
  return 'count';
}

/** Global Privacy Control or Do Not Track: the view counts, the visitor is not recognised. */
export function asksForPrivacy(request: Request): boolean {
  return request.headers.get('sec-gpc') === '1' || request.headers.get('dnt') === '1';
}
