/** `/totals`: the numbers of at most a minute ago, with `page=` those of a page; counts nothing. */
import type { Handler } from 'hono';
import type { Services } from '../services.ts';
import type { Settings } from '../settings/settings.ts';
import { pageSchema, readQuery } from '../wire/inputs.ts';
import { totalsReply } from '../wire/totals-reply.ts';
import { askedPages } from './view-names.ts';

export function totalsRoute(services: Services, settings: Settings): Handler {
  return async (context) => {
    const asked = readQuery(context, 'page', pageSchema);
    const names = asked !== undefined && settings.pages ? askedPages([asked]) : [];
    const totals = await services.counter.totals(names.map(({ name }) => name));
    const [page] = Object.values(totals.pages ?? {});
    context.header('Cache-Control', 'public, max-age=30');
    return context.json({ ...totalsReply(totals), ...(page !== undefined && { page }) });
  };
}
