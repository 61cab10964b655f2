/** The spans of days as a person would tell them: so much, and how that is beside the time before. Pure. */
import type { SummaryReply } from '../../summary/summary-schema.ts';
import { formatChange, formatCount, formatNumber, pluralOf } from './numbers.ts';

type Period = SummaryReply['last7Days'];

export interface PeriodText {
  readonly name: string;
  /** `42`, and what they are: `views`. */
  readonly views: string;
  readonly noun: string;
  readonly change: string;
  readonly visitors: string;
  readonly news: string;
}

export function periodTexts(summary: SummaryReply): PeriodText[] {
  const { last7Days, last30Days, today, yesterday } = summary;
  const before = today.before && `${formatCount(today.before.pageviews, 'view')} yesterday`;
  return [
    // A day that is under way would look worse than it is.
    periodText('Today so far', today, 'visitor', before ?? 'the first day'),
    periodText('Yesterday', yesterday, 'visitor', changeOf(yesterday, 'on the day before')),
    spanText('Last 7 days', last7Days, 'in the 7 days before'),
    spanText('Last 30 days', last30Days, 'in the 30 days before'),
  ];
}

function changeOf({ before, pageviews }: Period, when: string): string {
  return formatChange(pageviews, before?.pageviews, when);
}

function spanText(name: string, period: Period, when: string): PeriodText {
  return periodText(name, period, 'daily visitor', changeOf(period, when));
}

function periodText(name: string, period: Period, visitor: string, change: string): PeriodText {
  return {
    name,
    views: formatNumber(period.pageviews),
    noun: pluralOf(period.pageviews, 'view'),
    change,
    visitors: formatCount(period.dailyVisitors, visitor),
    news: `${formatNumber(period.newVisitors)} new`,
  };
}
