/** `/counter`: counts a visit and tells the visitor its number. */
import type { Context, Handler } from 'hono';
import type { Totals } from '../counter/document.ts';
import { identifyVisitor, type Visitor } from '../counter/visit.ts';
import { asksForPrivacy } from '../guards/countable.ts';
import type { Services } from '../services.ts';
import type { Settings } from '../settings/settings.ts';
import { readOne, vidSchema } from '../wire/inputs.ts';
import type { TotalsReply } from '../wire/outputs.ts';
import { totalsReply } from '../wire/totals-reply.ts';
import { countView } from './counting.ts';
import { type NamedView, pagesReply, pagesToTell, readNamedView } from './view-names.ts';

export function counterRoute(services: Services, settings: Settings): Handler {
  return async (context) => {
    const form = await readForm(context);
    const visitor = await readVisitor(context, settings, form);
    const named = readNamedView(context, settings, form);
    const show = named.show.map(({ name }) => name);
    context.header('Cache-Control', 'no-store');
    const view = { ...visitor, ...named.names, ...(show.length > 0 && { show }) };
    const outcome = await countView(services, settings, context.req.raw, view);
    if (outcome.kind === 'counted') return context.json(replyOf(outcome.totals, named));
    if (outcome.reason === 'head') return context.body(null);
    const reply = replyOf(await services.counter.totals(pagesToTell(named)), named);
    const { reason } = outcome;
    return context.json({ ...reply, counted: false, reason } satisfies TotalsReply);
  };
}

function replyOf(totals: Totals, named: NamedView): TotalsReply {
  return { ...totalsReply(totals), ...pagesReply(totals, named) };
}

async function readVisitor(
  context: Context,
  settings: Settings,
  form: URLSearchParams,
): Promise<Visitor> {
  if (asksForPrivacy(context.req.raw)) return {};
  const values = [...(context.req.queries('vid') ?? []), ...form.getAll('vid')];
  const vid = readOne(values, 'vid', vidSchema, 'invalid-vid');
  return vid === undefined ? {} : identifyVisitor(vid, settings);
}

/** What a page's script sends, so that no id stands in an address; any other body says nothing. */
async function readForm({ req }: Context): Promise<URLSearchParams> {
  const [type] = (req.header('content-type') ?? '').split(';');
  const isForm = type?.trim().toLowerCase() === 'application/x-www-form-urlencoded';
  return new URLSearchParams(req.method === 'POST' && isForm ? await req.text() : '');
}
