/**
 * `/pages?path=/a&path=/b`: the views of these pages, for lists of articles. Without a path: all that the
 * tables of pages and sources hold, for whoever has the token, or for anybody with PUBLIC_STATS.
 */
import type { Context, Handler } from 'hono';
import { dayIn } from '../counter/time-zone.ts';
import { Failure } from '../errors.ts';
import { isOwner, requireToken } from '../guards/token.ts';
import type { Services } from '../services.ts';
import type { Settings } from '../settings/settings.ts';
import { listTables } from '../summary/top-lists.ts';
import type { PageListReply, PagesReply } from '../wire/outputs.ts';
import { askedPages, PAGES_ASKED_MAX, viewsAsAsked } from './view-names.ts';

const MAX_AGE_SECONDS = 60;

export function pagesRoute(services: Services, settings: Settings): Handler {
  return async (context) => {
    const paths = context.req.queries('path') ?? [];
    if (paths.length === 0) return context.json(await readList(context, services, settings));
    if (paths.length > PAGES_ASKED_MAX) {
      throw new Failure('invalid-query', `path is given more than ${PAGES_ASKED_MAX} times`);
    }
    const asked = settings.pages ? askedPages(paths) : [];
    const { pages = {} } = await services.counter.totals(asked.map(({ name }) => name));
    context.header('Cache-Control', `public, max-age=${MAX_AGE_SECONDS}`);
    return context.json({ ok: true, pages: viewsAsAsked(pages, asked) } satisfies PagesReply);
  };
}

async function readList(
  context: Context,
  services: Services,
  settings: Settings,
): Promise<PageListReply> {
  if (isOwner(context, settings)) await requireToken(context, services, settings);
  context.header('Cache-Control', 'no-store');
  const document = settings.pages ? await services.counter.document({ recent: true }) : {};
  const { pages, sources } = listTables(document, dayIn(settings.timeZone, services.clock.now()));
  return { ok: true, ...pages, sources };
}
