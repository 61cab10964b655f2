/**
 * Counting a view on behalf of a route: whether this request may, and what its caller is told. Every
 * route that counts comes through here, so that all have the same rules.
 */
import type { Totals } from '../counter/document.ts';
import { dayIn, UTC } from '../counter/time-zone.ts';
import type { ViewNames, Visit, Visitor } from '../counter/visit.ts';
import { countable } from '../guards/countable.ts';
import type { Services } from '../services.ts';
import type { Settings } from '../settings/settings.ts';

export type Counted =
  | { readonly kind: 'counted'; readonly totals: Totals }
  /** A `HEAD`, a prefetch, a bot, or one too many from its address. */
  | { readonly kind: 'not-counted'; readonly reason: 'head' | 'prefetch' | 'bot' | 'rate-limit' };

interface View extends Visitor, ViewNames, Pick<Visit, 'show'> {
  /** `count` where a proxy fetches for people. */
  readonly automata?: 'skip' | 'count';
}

export async function countView(
  { clock, counter, rateLimiter }: Services,
  { timeZone }: Settings,
  request: Request,
  { automata = 'skip', ...view }: View = {},
): Promise<Counted> {
  const verdict = countable(request, automata);
  if (verdict !== 'count') return { kind: 'not-counted', reason: verdict };
  if (rateLimiter && !(await rateLimiter.allows(request))) {
    return { kind: 'not-counted', reason: 'rate-limit' };
  }
  const atMs = clock.now();
  const day = timeZone === UTC ? undefined : dayIn(timeZone, atMs);
  const totals = await counter.count({ atMs, ...(day !== undefined && { day }), ...view });
  return { kind: 'counted', totals };
}
