/**
 * What a report tells of its time: yesterday, or the last whole week or month, beside the time before it,
 * and the days or months one by one. Lines for people; each section is a list of them. Pure.
 */
import { type DayNumber, dayOf } from '../counter/calendar.ts';
import type { ReportPeriod } from '../settings/settings.ts';
import { type CalendarPeriod, lastDays, type Period } from '../summary/periods.ts';
import type { Summary } from '../summary/summary.ts';
import {
  formatChange,
  formatCount,
  formatDay,
  formatMonth,
  formatNumber,
  formatShortDay,
  formatWeekday,
} from '../summary/wording.ts';
import { section } from './mail-lines.ts';

/** Days told one by one: a week, whose days differ. */
const LISTED_DAYS = 7;
const LISTED_MONTHS = 6;
export const PERIOD_SECTIONS: Readonly<Record<ReportPeriod, (summary: Summary) => string[][]>> = {
  day: (summary) => [...daySections(summary), listedDays(summary), bestDay(summary)],
  week: (summary) => [...periodSections(summary, 'week'), listedDays(summary), bestDay(summary)],
  month: (summary) => [
    ...periodSections(summary, 'month'),
    listedMonths(summary),
    bestDay(summary),
  ],
};

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

export function changeOf({ before, pageviews }: Period): string | undefined {
  return before && formatChange(pageviews, before.pageviews);
}

/** Beside the same weekday, where history goes back to it: sites have a weekly rhythm. */
export function yesterdayChange({ periods, today }: Summary) {
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

export function withRemark(text: string, remark: string | undefined): string {
  return remark === undefined ? text : `${text} (${remark})`;
}
