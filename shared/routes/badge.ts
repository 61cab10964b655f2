/**
 * `/badge.svg` and `/badge.json`: a number as an image, or for shields.io to draw. They read; with
 * BADGE_HITS a badge asked for with `hit=1` counts a view, also for a proxy such as GitHub's.
 */
import type { Context, Handler } from 'hono';
import { abbreviate } from '../badge/abbreviate.ts';
import { type BadgeStyle, drawBadge } from '../badge/draw-badge.ts';
import type { DayNumber } from '../counter/calendar.ts';
import type { Totals } from '../counter/document.ts';
import { type PageName, parsePageName } from '../counter/page-name.ts';
import { dayIn } from '../counter/time-zone.ts';
import { NO_NAME } from '../counter/top-table.ts';
import { Failure } from '../errors.ts';
import { requireAllowedPage } from '../guards/page.ts';
import type { Services } from '../services.ts';
import type { Settings } from '../settings/settings.ts';
import { isOurs, logFailure } from '../wire/failure-reply.ts';
import {
  type BADGE_SHOWS,
  badgeBaseSchema,
  badgeColorSchema,
  badgeLabelSchema,
  badgePageSchema,
  badgeShowSchema,
  badgeStyleSchema,
  readQuery,
  readSwitch,
} from '../wire/inputs.ts';
import type { BadgeReply } from '../wire/outputs.ts';
import { countView } from './counting.ts';
import { readNamedView } from './view-names.ts';

type Show = (typeof BADGE_SHOWS)[number];

const LABELS: Readonly<Record<Show, string>> = {
  count: 'views',
  unique: 'visitors',
  both: 'views / visitors',
  today: 'views today',
};

/** A badge is looked at more often than it changes; GitHub's proxy and shields.io keep to this. */
const MAX_AGE_SECONDS = 60;

/** No script runs in an SVG that somebody opens by itself, whatever is in it. */
const POLICY = "default-src 'none'; sandbox";

interface AskedBadge {
  readonly show: Show;
  readonly label: string;
  readonly color: string;
  readonly style: BadgeStyle | undefined;
  readonly base: number;
  readonly abbreviated: boolean;
  readonly hit: boolean;
  /** The badge shows its views. */
  readonly page: string | undefined;
}

type ShownBadge = Omit<BadgeReply, 'schemaVersion' | 'style'> & Pick<AskedBadge, 'style'>;

export function badgeSvgRoute(services: Services, settings: Settings): Handler {
  return async (context) => {
    const { style = 'flat', ...badge } = await readBadge(context, services, settings);
    context.header('Content-Type', 'image/svg+xml; charset=utf-8');
    context.header('Content-Security-Policy', POLICY);
    return context.body(drawBadge({ ...badge, style }));
  };
}

export function badgeJsonRoute(services: Services, settings: Settings): Handler {
  return async (context) => {
    const { style, ...badge } = await readBadge(context, services, settings);
    const reply: BadgeReply = { schemaVersion: 1, ...badge };
    return context.json(style === undefined ? reply : { ...reply, style });
  };
}

/** Whatever is wrong, there is a badge: a page shows nothing else in its place. */
async function readBadge(
  context: Context,
  services: Services,
  settings: Settings,
): Promise<ShownBadge> {
  const asked = readAsked(context);
  if (asked === undefined) {
    context.header('Cache-Control', 'no-store');
    return withoutNumber('invalid', { label: LABELS.count, color: 'red', style: undefined });
  }
  const { color, label, style } = asked;
  const grey = { label, color: 'lightgrey', style };
  const totals = await readTotals(context, services, settings, asked);
  if (totals === undefined) return withoutNumber('unavailable', grey);
  const message = messageOf(asked, totals, dayIn(settings.timeZone, services.clock.now()));
  return message === undefined ? withoutNumber('unknown', grey) : { label, message, color, style };
}

function withoutNumber(
  message: string,
  look: Pick<AskedBadge, 'label' | 'color' | 'style'>,
): ShownBadge {
  return { ...look, message, isError: true };
}

/** Undefined when a parameter is wrong. */
function readAsked(context: Context): AskedBadge | undefined {
  try {
    const show = readQuery(context, 'show', badgeShowSchema) ?? 'count';
    return {
      show,
      label: readQuery(context, 'label', badgeLabelSchema) ?? LABELS[show],
      color: readQuery(context, 'color', badgeColorSchema) ?? 'blue',
      style: readQuery(context, 'style', badgeStyleSchema),
      base: Number(readQuery(context, 'base', badgeBaseSchema) ?? 0),
      abbreviated: readSwitch(context, 'abbreviated'),
      hit: readSwitch(context, 'hit'),
      page: readPage(context, show),
    };
  } catch (error) {
    if (error instanceof Failure && error.kind === 'invalid-query') return undefined;
    throw error;
  }
}

/** A page has views of all time, and no visitors or days. @throws Failure */
function readPage(context: Context, show: Show): string | undefined {
  const path = readQuery(context, 'page', badgePageSchema);
  if (path === undefined || show === 'count') return path;
  throw new Failure('invalid-query', 'page goes with no other number than count');
}

/** While they cannot be read, the last ones known, for nobody to keep; undefined when there are none. */
async function readTotals(
  context: Context,
  services: Services,
  settings: Settings,
  { hit, page }: AskedBadge,
): Promise<Totals | undefined> {
  const name = page !== undefined && settings.pages ? parsePageName(page) : undefined;
  const pages = name === undefined ? [] : [name];
  try {
    const counted = await countHit(context, services, settings, hit);
    return counted ?? (await services.counter.totals(pages));
  } catch (error) {
    if (!(error instanceof Failure) || !isOurs(error)) throw error;
    logFailure(services.log, error, context);
    context.header('Cache-Control', 'no-store');
    return lastTotals(services, pages);
  }
}

async function lastTotals(
  { counter }: Services,
  pages: readonly PageName[],
): Promise<Totals | undefined> {
  try {
    return await counter.lastTotals(pages);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** The totals of the view that it counted; undefined when it counted none. */
async function countHit(
  context: Context,
  services: Services,
  settings: Settings,
  hit: boolean,
): Promise<Totals | undefined> {
  if (!hit || !settings.badgeHits) {
    context.header('Cache-Control', `public, max-age=${MAX_AGE_SECONDS}`);
    return undefined;
  }
  requireAllowedPage(context, settings);
  context.header('Cache-Control', 'no-store');
  const { names } = readNamedView(context, settings);
  const view = { automata: 'count', ...names } as const;
  const outcome = await countView(services, settings, context.req.raw, view);
  return outcome.kind === 'counted' ? outcome.totals : undefined;
}

/** Undefined where nobody knows the page's views any more. Of two numbers `base` is added to the views: what counted before knew no visitors of ours. */
function messageOf(asked: AskedBadge, totals: Totals, today: DayNumber): string | undefined {
  const { count, unique, pages = {} } = totals;
  if (asked.page !== undefined) {
    const views = pages[parsePageName(asked.page) ?? NO_NAME];
    return views === undefined ? undefined : write(asked, views);
  }
  if (asked.show === 'today') return write(asked, viewsOn(today, totals));
  if (asked.show === 'unique') return write(asked, unique);
  if (asked.show === 'count') return write(asked, count);
  return `${write(asked, count)} / ${write({ ...asked, base: 0 }, unique)}`;
}

/** A latest day that is ahead of our clock is today: another writer's clock was first. */
function viewsOn(today: DayNumber, { latestDay }: Totals): number {
  return latestDay !== undefined && latestDay.day >= today ? latestDay.views : 0;
}

function write({ abbreviated, base }: AskedBadge, number: number): string {
  return abbreviated ? abbreviate(number + base) : (number + base).toLocaleString('en');
}
