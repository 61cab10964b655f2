/** Summary -> the figures on the page. */
import type { SummaryReply } from '../../report/summary-schema.ts';
import {
  formatAge,
  formatChange,
  formatDate,
  formatNumber,
  formatShare,
  formatTime,
} from './numbers.ts';
import { all, fill, one } from './page.ts';
import { showPlot } from './plot.ts';
import { daysOf, monthsOf } from './rows.ts';
import { showDays, showMonths } from './tables.ts';

type Period = SummaryReply['last7Days'];

export function showFigures(summary: SummaryReply): void {
  const { totals } = summary;
  fill('views', formatNumber(totals.count));
  fill('visitors', formatNumber(totals.unique));
  showWarnings(summary.warnings ?? []);
  showPeriods(summary);
  showFacts(summary);
  showMonths(monthsOf(summary));
  const days = daysOf(summary);
  showDays(days);
  void showPlot(days);
}

function showWarnings(warnings: readonly string[]): void {
  one('.warnings').hidden = warnings.length === 0;
  one('.warnings ul').replaceChildren(...warnings.map(listItem));
}

function listItem(text: string): HTMLElement {
  const item = document.createElement('li');
  item.textContent = text;
  return item;
}

function showPeriods({ today, yesterday, last7Days, last30Days }: SummaryReply): void {
  const before = today.before && `${formatNumber(today.before.pageviews)} yesterday`;
  one('.periods').replaceChildren(
    // A day that is under way would look worse than it is.
    periodCard('Today so far', today, 'visitors', before ?? 'the first day'),
    comparedCard('Yesterday', yesterday, 'visitors', 'the day before'),
    comparedCard('Last 7 days', last7Days, 'daily visitors', 'the 7 before'),
    comparedCard('Last 30 days', last30Days, 'daily visitors', 'the 30 before'),
  );
}

function comparedCard(name: string, period: Period, visitors: string, before: string): Node {
  const change = formatChange(period.pageviews, period.before?.pageviews, before);
  return periodCard(name, period, visitors, change);
}

function periodCard(name: string, period: Period, visitors: string, change: string): Node {
  const cells: Record<string, string> = {
    name,
    views: formatNumber(period.pageviews),
    change,
    visitors: `${formatNumber(period.dailyVisitors)} ${visitors}`,
    news: `${formatNumber(period.newVisitors)} new`,
  };
  const card = one<HTMLTemplateElement>('template').content.cloneNode(true) as DocumentFragment;
  for (const cell of all('[data-cell]', card)) {
    cell.textContent = cells[cell.dataset.cell ?? ''] ?? '';
  }
  return card;
}

function showFacts(summary: SummaryReply): void {
  const { bestDay, lastCommitAt, lastReport, pending, storeRequests } = summary;
  const { unique, uniqueError, updatedAt } = summary.totals;
  const { free, used } = storeRequests;
  fill('latest', `latest ${formatAge(updatedAt)}`);
  if (uniqueError === undefined) {
    fill('exact', 'counted one by one');
    fill('error', 'exact');
  } else {
    fill('exact', `give or take ${formatNumber(Math.round(unique * uniqueError))}`);
    fill('error', `an estimate, ± ${formatShare(uniqueError)} standard error`);
  }
  fill(
    'best',
    bestDay
      ? `${formatNumber(bestDay.pageviews)} views on ${formatDate(Date.parse(bestDay.date) / 1000)}`
      : '–',
  );
  fill('requests', `${formatNumber(used)} of ${formatNumber(free)} free ones`);
  const bar = one<HTMLProgressElement>('progress');
  bar.max = free;
  bar.value = used;
  fill('pending', formatNumber(pending ?? 0));
  fill('stored', lastCommitAt ? formatAge(lastCommitAt) : 'not since the last start');
  fill(
    'reported',
    lastReport ? `${formatAge(lastReport.at)}, ${formatTime(lastReport.at)}` : 'none yet',
  );
}
