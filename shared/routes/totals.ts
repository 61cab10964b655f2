/** `/totals`: the numbers of at most a minute ago; counts nothing. */
import type { Handler } from 'hono';
import type { Services } from '../services.ts';
import { totalsReply } from '../wire/totals-reply.ts';

export function totalsRoute(services: Services): Handler {
  return async (context) => {
    context.header('Cache-Control', 'public, max-age=30');
    return context.json(totalsReply(await services.counter.totals()));
  };
}
