/**
 * The spans of days as a person would tell them: so much, and how that is beside the time before. A span
 * that has no more to tell than a shorter one is left out. Pure.
 */
import type { SummaryReply } from '../../summary/summary-schema.ts';
import { formatChange, formatCount, formatNumber, pluralOf } from './numbers.ts';
import { DAY_SECONDS, secondsOf } from './rows.ts';

type Period = SummaryReply['last7Days'];

export interface PeriodText {
  readonly name: string;
  /** `42`, and what they are: `views`. */
  readonly views: string;
  readonly noun: string;
  /** `↑ 12 %`, and for listeners what that is beside; both empty where there is nothing to compare with. */
  readonly change: string;
  readonly beside: string;
  readonly visitors: string;
  readonly news: string;
}

export function periodTexts(summary: SummaryReply): PeriodText[] {
  const { last7Days, last30Days, today, yesterday } = summary;
  const full = fullDays(summary);
  const texts = [periodText('Today so far', today, dayVisitors(today))];
  if (full >= 1) texts.push(yesterdayText(yesterday));
  if (full >= 2) texts.push(spanText(7, last7Days, full));
  if (full > 7) texts.push(spanText(30, last30Days, full));
  return texts;
}

/** Days of history before today, which is under way. */
function fullDays({ days, today }: SummaryReply): number {
  if (days === undefined) return 0;
  return (secondsOf(today.date) - secondsOf(days.start)) / DAY_SECONDS;
}

/** Beside the same weekday, where history goes back to it: sites have a weekly rhythm. */
function yesterdayText(yesterday: SummaryReply['yesterday']): PeriodText {
  const { before, weekBefore } = yesterday;
  const visitors = dayVisitors(yesterday);
  if (weekBefore === undefined) {
    return periodText('Yesterday', yesterday, visitors, before?.pageviews, 'the day before');
  }
  const beside = 'the same day a week before';
  return periodText('Yesterday', yesterday, visitors, weekBefore.pageviews, beside);
}

/** Visitors of several days added up are no number of visitors: a day's is. */
function spanText(length: number, period: Period, full: number): PeriodText {
  const aDay = Math.round(period.dailyVisitors / Math.min(length, full));
  const visitors = `${formatCount(aDay, 'visitor')} a day`;
  const beside = `the ${length} days before`;
  return periodText(
    `${length} days to yesterday`,
    period,
    visitors,
    period.before?.pageviews,
    beside,
  );
}

function dayVisitors({ dailyVisitors }: Period): string {
  return formatCount(dailyVisitors, 'visitor');
}

function periodText(
  name: string,
  { newVisitors, pageviews }: Period,
  visitors: string,
  before?: number,
  beside = '',
): PeriodText {
  const change = formatChange(pageviews, before);
  return {
    name,
    views: formatNumber(pageviews),
    noun: pluralOf(pageviews, 'view'),
    change,
    beside: change && ` against ${beside}`,
    visitors,
    news: `${formatNumber(newVisitors)} new`,
  };
}
