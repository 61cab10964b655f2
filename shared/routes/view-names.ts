/**
 * The page and the source that a view names, and the other pages whose views its visitor wants to be told.
 * What is malformed never costs the view: it counts among the others.
 */
import type { Context } from 'hono';
import type { Totals } from '../counter/document.ts';
import { type PageName, parsePageName } from '../counter/page-name.ts';
import { parseSourceName } from '../counter/source-name.ts';
import { NO_NAME } from '../counter/top-table.ts';
import type { ViewNames } from '../counter/visit.ts';
import { isOwnHost } from '../guards/own-host.ts';
import type { Settings } from '../settings/settings.ts';
import type { TotalsReply } from '../wire/outputs.ts';

/** A list of articles; each of them is a look-up. */
export const PAGES_ASKED_MAX = 50;

/** A page as it was asked for: the answer calls it the same. */
export interface AskedPage {
  readonly asked: string;
  readonly name: PageName;
}

export interface NamedView {
  readonly names: ViewNames;
  readonly show: readonly AskedPage[];
}

/** With PAGES off nothing is named and nothing told. */
export function readNamedView(
  context: Context,
  settings: Settings,
  form = new URLSearchParams(),
): NamedView {
  if (!settings.pages) return { names: {}, show: [] };
  const valuesOf = (name: string) => [...(context.req.queries(name) ?? []), ...form.getAll(name)];
  const page = readName(valuesOf('page'), (text) => (text === '' ? undefined : toPage(text)));
  const source = readName(valuesOf('from'), (text) => {
    return parseSourceName(text, (host) => isOwnHost(host, context, settings)) ?? NO_NAME;
  });
  return {
    names: { ...(page !== undefined && { page }), ...(source !== undefined && { source }) },
    show: askedPages(valuesOf('show').slice(0, PAGES_ASKED_MAX)),
  };
}

function toPage(text: string): PageName | typeof NO_NAME {
  return parsePageName(text) ?? NO_NAME;
}

/** Of two values, nobody knows which is meant. */
function readName<N extends string>(
  values: readonly string[],
  parse: (text: string) => N | undefined,
): N | typeof NO_NAME | undefined {
  const [text] = values;
  if (text === undefined) return undefined;
  return values.length === 1 ? parse(text) : NO_NAME;
}

/** Those that can be pages: of others nothing is told. */
export function askedPages(paths: readonly string[]): readonly AskedPage[] {
  return paths.flatMap((asked) => {
    const name = parsePageName(asked);
    return name === undefined ? [] : [{ asked, name }];
  });
}

/** All pages whose views are told. */
export function pagesToTell({ names: { page }, show }: NamedView): readonly PageName[] {
  const others = show.map(({ name }) => name);
  return page === undefined || page === NO_NAME ? others : [page, ...others];
}

/** What a reply says of the pages, besides the totals: those that nobody knows any more are left out. */
export function pagesReply(
  { pages = {} }: Totals,
  { names: { page }, show }: NamedView,
): Pick<TotalsReply, 'page' | 'pages'> {
  const own = page === undefined ? undefined : pages[page];
  return {
    ...(own !== undefined && { page: own }),
    ...(show.length > 0 && { pages: viewsAsAsked(pages, show) }),
  };
}

export function viewsAsAsked(
  pages: NonNullable<Totals['pages']>,
  show: readonly AskedPage[],
): Record<string, number> {
  const known = show.flatMap(({ asked, name }) => {
    const views = pages[name];
    return views === undefined ? [] : [[asked, views] as const];
  });
  return Object.fromEntries(known);
}
