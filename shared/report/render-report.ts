/**
 * Summary -> the mail: a subject that says the news, short lines that read well in any font and on a phone,
 * and the figures as JSON. A day's report speaks of yesterday, a week's and a month's of the last whole
 * one; no hash, far below 64 KB. Pure.
 */

import type { Totals } from '../counter/document.ts';
import type { ReportBaseline } from '../counter/report-claim.ts';
import { dayIn } from '../counter/time-zone.ts';
import type { ReportPeriod } from '../settings/settings.ts';
import type { Summary } from '../summary/summary.ts';
import { summaryReply } from '../summary/summary-reply.ts';
import {
  formatCount,
  formatDay,
  formatEstimate,
  formatMonth,
  formatNumber,
  formatTime,
} from '../summary/wording.ts';
import { jsonLines } from './json-lines.ts';
import { section, wrapped } from './mail-lines.ts';
import { changeOf, PERIOD_SECTIONS, withRemark, yesterdayChange } from './period-sections.ts';
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
    ...PERIOD_SECTIONS[period](summary),
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

function linksSection({ counterUrl }: ReportSettings): string[] {
  return counterUrl === undefined ? [] : ['Dashboard:', `${counterUrl}/dashboard`];
}

/** Broken where a mail program would not; still JSON. */
function figures(summary: Summary): string {
  const days = summary.days.slice(-MAILED_DAYS);
  const months = summary.months.slice(-MAILED_MONTHS);
  return jsonLines(summaryReply({ ...summary, days, months }, { withWarnings: true }));
}
