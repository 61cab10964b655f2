/**
 * Summary -> the mail: a subject that says the news, short lines that read well in any font and on a phone,
 * and the figures as JSON. A day's report speaks of yesterday, a week's and a month's of the last whole
 * one; no hash, far below 64 KB. Pure.
 */

import { type DayNumber, dayOf } from '../counter/calendar.ts';
import type { Totals } from '../counter/document.ts';
import type { ReportBaseline } from '../counter/report-claim.ts';
import { dayIn } from '../counter/time-zone.ts';
import type { ReportPeriod } from '../settings/settings.ts';
import { type CalendarPeriod, lastDays, type Period } from '../summary/periods.ts';
import type { Summary } from '../summary/summary.ts';
import { summaryReply } from '../summary/summary-reply.ts';
import {
  formatChange,
  formatCount,
  formatDay,
  formatEstimate,
  formatMonth,
  formatNumber,
  formatShortDay,
  formatTime,
  formatWeekday,
} from '../summary/wording.ts';
import { jsonLines } from './json-lines.ts';
import { section, wrapped } from './mail-lines.ts';
import { type TopLists, topSections } from './top-lines.ts';

export interface ReportSettings {
  readonly siteName: string;
  /** Where the counter answers; absent when nobody has said. */
  readonly counterUrl?: string;
}

export interface RenderedReport {
  readonly subject: string;
  readonly text: string;
}

/** Days told one by one: a week, whose days differ. */
const LISTED_DAYS = 7;
const LISTED_MONTHS = 6;
/** What of the history goes into a mail; `/stats` has all of it. */
const MAILED_DAYS = 31;
const MAILED_MONTHS = 24;

export function renderReport(
  summary: Summary,
  settings: ReportSettings,
  period: ReportPeriod = 'day',
  lists?: TopLists,
): RenderedReport {
  const { atMs, notes, timeZone, warnings } = summary;
  const sections = [
    [settings.siteName, momentText(atMs, timeZone)],
    warnings.flatMap((warning) => wrapped(warning, '! ')),
    ...SECTIONS[period](summary),
    ...(lists ? topSections(lists, period === 'month' ? 'before' : 'month') : []),
    totalsSection(summary),
    notes.flatMap((note) => wrapped(note)),
    linksSection(settings),
    ['The same as JSON:', figures(summary)],
  ];
  const text = sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
  return { subject: `${settings.siteName}: ${news(summary, period)}`, text };
}

const SECTIONS: Readonly<Record<ReportPeriod, (summary: Summary) => string[][]>> = {
  day: (summary) => [...daySections(summary), listedDays(summary), bestDay(summary)],
  week: (summary) => [...periodSections(summary, 'week'), listedDays(summary), bestDay(summary)],
  month: (summary) => [
    ...periodSections(summary, 'month'),
    listedMonths(summary),
    bestDay(summary),
  ],
};

/** What was new in the time that the report is for. */
function news(summary: Summary, period: ReportPeriod): string {
  const { days, periods, today, totals } = summary;
  if (totals.count === 0) return 'no views yet';
  const begun = days[0]?.day;
  if (begun === undefined) return viewsAndVisitors(totals.count, totals.unique, 'in all');
  if (begun >= today) {
    const { dailyVisitors, pageviews } = periods.today;
    return viewsAndVisitors(pageviews, dailyVisitors, 'today so far');
  }
  if (period !== 'day') return periodNews(summary, period);
  const { dailyVisitors, pageviews } = periods.yesterday;
  if (pageviews === 0) return 'no views yesterday';
  const change = yesterdayChange(summary)?.change;
  return withRemark(viewsAndVisitors(pageviews, dailyVisitors, 'yesterday'), change);
}

function periodNews({ periods }: Summary, period: 'week' | 'month'): string {
  const last = period === 'week' ? periods.lastWeek : periods.lastMonth;
  if (last === undefined) return 'no views yet';
  const when = period === 'week' ? 'last week' : `in ${formatMonth(last.first)}`;
  if (last.pageviews === 0) return `no views ${when}`;
  return withRemark(`${formatCount(last.pageviews, 'view')} ${when}`, changeOf(last));
}

function viewsAndVisitors(views: number, visitors: number, when: string): string {
  return `${formatCount(views, 'view')}, ${formatCount(visitors, 'visitor')} ${when}`;
}

function daySections(summary: Summary): string[][] {
  const { days, periods, today } = summary;
  const begun = days[0]?.day;
  if (begun === undefined) return [];
  const todaySection = section('Today so far', dayFigures(periods.today));
  if (begun >= today) return [todaySection];
  const compared = yesterdayChange(summary);
  const remark = compared && `${compared.change} on ${compared.beside}`;
  const full = today - begun;
  return [
    section('Yesterday', dayFigures(periods.yesterday, remark)),
    todaySection,
    full < 2 ? [] : section('7 days to yesterday', spanFigures(periods.last7Days, 7, full)),
    full <= 7 ? [] : section('30 days to yesterday', spanFigures(periods.last30Days, 30, full)),
  ];
}

function periodSections(summary: Summary, period: 'week' | 'month'): string[][] {
  const { days, periods, today } = summary;
  const begun = days[0]?.day;
  const last = period === 'week' ? periods.lastWeek : periods.lastMonth;
  if (begun === undefined || last === undefined) return [];
  const todaySection = section('Today so far', dayFigures(periods.today));
  const end = (last.first + last.length - 1) as DayNumber;
  if (begun > end) return [todaySection];
  const known = end - Math.max(begun, last.first) + 1;
  const title = period === 'week' ? 'Last week' : formatMonth(last.first);
  const when = period === 'week' ? [weekText(last, end)] : [];
  const figures = spanFigures(last, last.length, known, `the ${period} before`);
  const full = today - begun;
  return [
    section(title, [...when, ...figures]),
    section('30 days to yesterday', spanFigures(periods.last30Days, 30, full)),
  ];
}

function weekText({ first }: CalendarPeriod, end: DayNumber): string {
  return `${formatShortDay(first)} to ${formatShortDay(end)}`;
}

function dayFigures({ dailyVisitors, newVisitors, pageviews }: Period, remark?: string): string[] {
  const visitors = `${formatCount(dailyVisitors, 'visitor')}, ${formatNumber(newVisitors)} new`;
  return [withRemark(formatCount(pageviews, 'view'), remark), visitors];
}

/** Visitors of several days added up are no number of visitors: a day's is. */
function spanFigures(
  period: Period,
  length: number,
  knownDays: number,
  before = `the ${length} days before`,
): string[] {
  const { dailyVisitors, newVisitors, pageviews } = period;
  const change = changeOf(period);
  const aDay = Math.round(dailyVisitors / Math.max(Math.min(length, knownDays), 1));
  return [
    withRemark(formatCount(pageviews, 'view'), change && `${change} on ${before}`),
    `${formatCount(aDay, 'visitor')} a day, ${formatNumber(newVisitors)} new`,
  ];
}

function changeOf({ before, pageviews }: Period): string | undefined {
  return before && formatChange(pageviews, before.pageviews);
}

/** Beside the same weekday, where history goes back to it: sites have a weekly rhythm. */
function yesterdayChange({ periods, today }: Summary) {
  const { weekBefore, yesterday } = periods;
  const change = weekBefore
    ? formatChange(yesterday.pageviews, weekBefore.pageviews)
    : changeOf(yesterday);
  if (change === undefined) return undefined;
  const weekday = formatWeekday((today - 1) as DayNumber);
  return { change, beside: weekBefore ? `the ${weekday} before` : 'the day before' };
}

function listedDays({ days, today }: Summary): string[] {
  const begun = days[0]?.day;
  if (begun === undefined || today - begun < 2) return [];
  const length = Math.min(LISTED_DAYS, today - begun);
  const rows = lastDays(days, (today - 1) as DayNumber, length).reverse();
  return section(
    'Day by day',
    rows.map(({ day, pageviews }) => `${formatShortDay(day)}: ${formatNumber(pageviews)}`),
  );
}

function listedMonths({ months }: Summary): string[] {
  const rows = months.slice(-LISTED_MONTHS).reverse();
  return section(
    'Month by month',
    rows.map(({ month, pageviews }) => {
      const first = dayOf(Date.parse(month));
      return `${formatMonth(first)}: ${formatNumber(pageviews)}`;
    }),
  );
}

function bestDay({ bestDay: best, days, today }: Summary): string[] {
  const begun = days[0]?.day;
  if (best === undefined || begun === undefined || begun >= today) return [];
  return section('Best day', [`${formatDay(best.day)}: ${formatCount(best.pageviews, 'view')}`]);
}

function totalsSection(summary: Summary): string[] {
  const { allowance, atMs, since, totals } = summary;
  const share = Math.round((allowance.used / allowance.free) * 100);
  const month = new Date(atMs).toISOString().slice(0, 7);
  const requests = `${formatNumber(allowance.used)} of ${formatNumber(allowance.free)} free store`;
  return section('In all', [
    formatCount(totals.count, 'view'),
    visitorsInAll(totals),
    ...(since === undefined || totals.count === 0 ? [] : [sinceSentence(summary, since)]),
    `${requests} requests used in ${month} (${share} %)`,
  ]);
}

function momentText(atMs: number, timeZone: string): string {
  return `${formatDay(dayIn(timeZone, atMs))}, ${formatTime(atMs, timeZone)}`;
}

function sinceSentence({ timeZone, totals }: Summary, since: ReportBaseline): string {
  const newViews = Math.max(totals.count - since.pageviews, 0);
  const newVisitors = Math.min(Math.max(totals.unique - since.uniqueVisitors, 0), newViews);
  const visitors = formatCount(newVisitors, 'new visitor');
  const report = momentText(since.at * 1000, timeZone);
  return `${formatCount(newViews, 'view')} and ${visitors} since the report of ${report}`;
}

function visitorsInAll({ unique, uniqueError }: Totals): string {
  if (uniqueError === undefined) return formatCount(unique, 'visitor');
  return formatEstimate(unique, 'visitor', uniqueError);
}

function withRemark(text: string, remark: string | undefined): string {
  return remark === undefined ? text : `${text} (${remark})`;
}

function linksSection({ counterUrl }: ReportSettings): string[] {
  return counterUrl === undefined ? [] : ['Dashboard:', `${counterUrl}/dashboard`];
}

/** Broken where a mail program would not; still JSON. */
function figures(summary: Summary): string {
  const days = summary.days.slice(-MAILED_DAYS);
  const months = summary.months.slice(-MAILED_MONTHS);
  return jsonLines(summaryReply({ ...summary, days, months }, { withWarnings: true }));
}
