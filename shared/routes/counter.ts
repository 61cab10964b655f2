/** `/counter`: counts a visit and tells the visitor its number. */
import type { Handler } from 'hono';
import { hashVisitor } from '../counter/visit.ts';
import type { Services } from '../services.ts';
import type { Settings } from '../settings.ts';
import { asksForPrivacy, countable } from './countable.ts';
import { readQuery, vidSchema } from './inputs.ts';
import { type TotalsReply, totalsReply } from './outputs.ts';

export function counterRoute(services: Services, settings: Settings): Handler {
  const { clock, counter, rateLimiter } = services;
  return async (context) => {
    const request = context.req.raw;
    const vid = asksForPrivacy(request)
      ? undefined
      : readQuery(context, 'vid', vidSchema, 'invalid-vid');
    context.header('Cache-Control', 'no-store');
    const verdict = countable(request);
    if (verdict === 'head') return context.body(null);
    if (verdict !== 'count' || (rateLimiter && !(await rateLimiter.allows(request)))) {
      const reply = totalsReply(await counter.totals());
      return context.json({ ...reply, counted: false } satisfies TotalsReply);
    }
    const visitor = vid === undefined ? {} : { visitor: await hashVisitor(settings.salt, vid) };
    return context.json(totalsReply(await counter.count({ atMs: clock.now(), ...visitor })));
  };
}
