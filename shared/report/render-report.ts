/**
 * Summary -> the mail: a subject that says the news, plain text that a person likes to read, and the
 * figures as JSON. It speaks of yesterday, the last full day; no hash, far below 64 KB. Pure.
 */

import { type DayNumber, dayOf } from '../counter/calendar.ts';
import type { Totals } from '../counter/document.ts';
import type { ReportBaseline } from '../counter/report-claim.ts';
import { lastDays, type Period } from '../summary/periods.ts';
import type { Summary } from '../summary/summary.ts';
import { summaryReply } from '../summary/summary-reply.ts';
import {
  formatBars,
  formatChange,
  formatCount,
  formatDay,
  formatEstimate,
  formatNumber,
  formatShortDay,
  formatTime,
} from '../summary/wording.ts';
import { jsonLines } from './json-lines.ts';
import { entry, wrapped } from './mail-lines.ts';

export interface ReportSettings {
  readonly siteName: string;
  /** Where the counter answers; absent when nobody has said. */
  readonly counterUrl?: string;
}

export interface RenderedReport {
  readonly subject: string;
  readonly text: string;
}

const BAR_DAYS = 14;
/** What of the history goes into a mail; `/stats` has all of it. */
const MAILED_DAYS = 31;
const MAILED_MONTHS = 24;

export function renderReport(summary: Summary, settings: ReportSettings): RenderedReport {
  const { atMs, notes, warnings } = summary;
  const sections = [
    [`${settings.siteName}, ${formatDay(dayOf(atMs))}, ${formatTime(atMs)}`],
    warnings.flatMap((warning) => wrapped(warning, '! ')),
    daysSection(summary),
    barsSection(summary),
    totalsSection(summary),
    notes.flatMap((note) => wrapped(note)),
    linksSection(settings),
    ['The same as JSON:', figures(summary)],
  ];
  const text = sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
  return { subject: `${settings.siteName}: ${news(summary)}`, text };
}

/** Yesterday, and how it was beside the day before, as the dashboard has it. */
function news(summary: Summary): string {
  const { periods, today, totals } = summary;
  if (totals.count === 0) return 'no views yet';
  const begun = summary.days[0]?.day;
  if (begun === undefined) return viewsAndVisitors(totals.count, totals.unique, 'in all');
  if (begun >= today) {
    const { dailyVisitors, pageviews } = periods.today;
    return viewsAndVisitors(pageviews, dailyVisitors, 'today so far');
  }
  const { dailyVisitors, pageviews } = periods.yesterday;
  if (pageviews === 0) return 'no views yesterday';
  const change = changeOf(periods.yesterday);
  const sentence = viewsAndVisitors(pageviews, dailyVisitors, 'yesterday');
  return change === undefined ? sentence : `${sentence} (${change})`;
}

function viewsAndVisitors(views: number, visitors: number, when: string): string {
  return `${formatCount(views, 'view')}, ${formatCount(visitors, 'visitor')} ${when}`;
}

function daysSection(summary: Summary): string[] {
  const { days, periods, today } = summary;
  const begun = days[0]?.day;
  if (begun === undefined) return [];
  const todayLines = entry('Today so far', dayFigures(periods.today));
  if (begun >= today) return todayLines;
  const change = changeOf(periods.yesterday);
  const remark = change && `${change} on the day before`;
  return [
    ...entry('Yesterday', dayFigures(periods.yesterday, remark)),
    ...todayLines,
    ...entry('Last 7 days', spanFigures(periods.last7Days, 'the 7 days before')),
    ...entry('Last 30 days', spanFigures(periods.last30Days, 'the 30 days before')),
  ];
}

function dayFigures({ dailyVisitors, newVisitors, pageviews }: Period, remark?: string): string[] {
  const visitors = `${formatCount(dailyVisitors, 'visitor')}, ${formatNumber(newVisitors)} new`;
  return [`${withRemark(formatCount(pageviews, 'view'), remark)},`, visitors];
}

/** Visitors of several days added up are called that: many of them may be the same. */
function spanFigures(period: Period, before: string): string[] {
  const { dailyVisitors, newVisitors, pageviews } = period;
  const change = changeOf(period);
  const views = withRemark(formatCount(pageviews, 'view'), change && `${change} on ${before}`);
  const visitors = `${formatNumber(dailyVisitors)} daily visitors added up`;
  return [`${views},`, `${visitors}, ${formatNumber(newVisitors)} new`];
}

function changeOf({ before, pageviews }: Period): string | undefined {
  return before && formatChange(pageviews, before.pageviews);
}

function barsSection({ bestDay, days, today }: Summary): string[] {
  const begun = days[0]?.day;
  if (bestDay === undefined || begun === undefined || begun >= today) return [];
  const length = Math.min(BAR_DAYS, today - begun);
  const yesterday = (today - 1) as DayNumber;
  const views = lastDays(days, yesterday, length).map((row) => row.pageviews);
  const first = formatShortDay((today - length) as DayNumber);
  const most = formatCount(Math.max(...views), 'view');
  const best = `${formatDay(bestDay.day)}, ${formatCount(bestDay.pageviews, 'view')}`;
  return [
    ...entry(`Last ${formatCount(length, 'day')}`, [
      `${formatBars(views)}  ${first} to ${formatShortDay(yesterday)},`,
      `at most ${most} a day`,
    ]),
    ...entry('Best day', [best]),
  ];
}

function totalsSection({ allowance, atMs, since, totals }: Summary): string[] {
  const share = Math.round((allowance.used / allowance.free) * 100);
  const requests = `${formatNumber(allowance.used)} of ${formatNumber(allowance.free)} free store`;
  const month = new Date(atMs).toISOString().slice(0, 7);
  return [
    ...entry('In all', [`${formatCount(totals.count, 'view')},`, visitorsInAll(totals)]),
    ...(since === undefined || totals.count === 0
      ? []
      : entry('Of these', sinceFigures(totals, since))),
    ...entry('Allowance', [`${requests} requests used in ${month} (${share} %)`]),
  ];
}

function sinceFigures(totals: Totals, since: ReportBaseline): string[] {
  const newViews = Math.max(totals.count - since.pageviews, 0);
  const newVisitors = Math.min(Math.max(totals.unique - since.uniqueVisitors, 0), newViews);
  const atMs = since.at * 1000;
  const report = `since the report of ${formatDay(dayOf(atMs))}, ${formatTime(atMs)}`;
  const visitors = formatCount(newVisitors, 'new visitor');
  return [`${formatCount(newViews, 'view')} and ${visitors}`, report];
}

function visitorsInAll({ unique, uniqueError }: Totals): string {
  if (uniqueError === undefined) return formatCount(unique, 'visitor');
  return formatEstimate(unique, 'visitor', uniqueError);
}

function withRemark(text: string, remark: string | undefined): string {
  return remark === undefined ? text : `${text} (${remark})`;
}

function linksSection({ counterUrl }: ReportSettings): string[] {
  return counterUrl === undefined ? [] : entry('Dashboard', [`${counterUrl}/dashboard`]);
}

/** Broken where a mail program would not; still JSON. */
function figures(summary: Summary): string {
  const days = summary.days.slice(-MAILED_DAYS);
  const months = summary.months.slice(-MAILED_MONTHS);
  return jsonLines(summaryReply({ ...summary, days, months }, { withWarnings: true }));
}
