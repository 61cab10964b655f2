/**
 * Days that a site's own past does not explain: far more views than usual, or none where there always are
 * some. Days are compared with the same weekday, and sites too small to tell stay silent. Pure.
 * docs/alerts.md says what is compared, and how often it is wrong.
 */
import type { DayNumber } from '../counter/calendar.ts';
import type { DayRow } from '../counter/history.ts';

const WEEK = 7;
/** Less history than this has no weekday twice. */
const HISTORY_DAYS_MIN = 2 * WEEK;
/** Weeks whose same weekday is looked at: enough for a median that one odd day does not move. */
const WEEKS_MAX = 8;

/** Times the usual views, and some more: days vary by chance, those of small sites the most. */
const SURGE_TIMES = 4;
const SURGE_VIEWS = 20;

/** A day or two without a view are no silence yet, whatever the site. */
const SILENT_DAYS_MIN = 2;
/** Views that should have come meanwhile: by chance alone none comes once in a million times. */
const MISSED_VIEWS_MIN = 14;
/** Without one empty day for so long, a site has views always. */
const STEADY_DAYS = 4 * WEEK;

export interface Surge {
  /** Of today so far. */
  readonly views: number;
  /** Of a day like this one. */
  readonly usual: number;
}

export interface Silence {
  readonly lastDay: DayNumber;
  /** Whole days since then, without a view. */
  readonly days: number;
  /** Of a day, before. */
  readonly usual: number;
}

/** Undefined as long as today has no more views than its past explains. */
export function surgeOf(days: readonly DayRow[], today: DayNumber): Surge | undefined {
  const [first] = days;
  if (first === undefined || today - first.day < HISTORY_DAYS_MIN) return undefined;
  const views = viewsOn(days, today);
  const isAbove = (usual: number) => views > SURGE_TIMES * usual + SURGE_VIEWS;
  const ofWeekday = usualOn(days, today);
  if (!isAbove(ofWeekday)) return undefined;
  const usual = ofWeekday * growthBefore(days, today);
  return isAbove(usual) ? { views, usual } : undefined;
}

/** Undefined unless a site that had views each day has had none for days. */
export function silenceOf(days: readonly DayRow[], today: DayNumber): Silence | undefined {
  const lastIndex = days.findLastIndex(({ pageviews }) => pageviews > 0);
  const lastDay = days[lastIndex]?.day;
  if (lastDay === undefined) return undefined;
  const silent = today - lastDay - 1;
  const before = days.slice(Math.max(lastIndex + 1 - STEADY_DAYS, 0), lastIndex + 1);
  const isSteady = before.length === STEADY_DAYS && before.every(({ pageviews }) => pageviews > 0);
  if (silent < SILENT_DAYS_MIN || !isSteady) return undefined;
  let missed = 0;
  for (let day = lastDay + 1; day < today && missed < MISSED_VIEWS_MIN; day += 1) {
    // The weekday as it was while views still came.
    const weekday = lastDay - ((((lastDay - day) % WEEK) + WEEK) % WEEK);
    missed += usualOn(days, weekday + WEEK);
  }
  if (missed < MISSED_VIEWS_MIN) return undefined;
  return { lastDay, days: silent, usual: meanOf(before.map(({ pageviews }) => pageviews)) };
}

/** Of a site that has grown, or has just been talked of: how many times its usual views last week had; 1 at least. */
function growthBefore(days: readonly DayRow[], today: DayNumber): number {
  const lastWeek = Array.from({ length: WEEK }, (_, index) => today - 1 - index);
  const views = meanOf(lastWeek.map((day) => viewsOn(days, day)));
  const usual = meanOf(lastWeek.map((day) => usualOn(days, day)));
  return usual === 0 ? 1 : Math.max(views / usual, 1);
}

/** The median of the same weekday in the weeks before `day`, as far as history goes. */
function usualOn(days: readonly DayRow[], day: number): number {
  const first = days[0]?.day ?? day;
  const views: number[] = [];
  for (let week = 1; week <= WEEKS_MAX && day - week * WEEK >= first; week += 1) {
    views.push(viewsOn(days, day - week * WEEK));
  }
  views.sort((one, other) => one - other);
  const middle = views.length / 2;
  return meanOf(views.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1));
}

/** Rows have no gaps: a day after the last one had no view. */
function viewsOn(days: readonly DayRow[], day: number): number {
  return days[day - (days[0]?.day ?? day)]?.pageviews ?? 0;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}
