/** Summary -> the figures on the page. */
import type { SummaryReply } from '../../report/summary-reply.ts';
import { formatAge, formatChange, formatNumber, formatShare, formatTime } from './numbers.ts';
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
  one('.periods').replaceChildren(
    periodCard('Today so far', today, 'visitors', 'yesterday'),
    periodCard('Yesterday', yesterday, 'visitors', 'the day before'),
    periodCard('Last 7 days', last7Days, 'daily visitors', 'the 7 days before'),
    periodCard('Last 30 days', last30Days, 'daily visitors', 'the 30 days before'),
  );
}

function periodCard(name: string, period: Period, visitors: string, before: string): Node {
  const { dailyVisitors, newVisitors, pageviews } = period;
  const cells: Record<string, string> = {
    name,
    views: formatNumber(pageviews),
    change: formatChange(pageviews, period.before?.pageviews, before),
    visitors: `${formatNumber(dailyVisitors)} ${visitors}, ${formatNumber(newVisitors)} of them new`,
  };
  const card = one<HTMLTemplateElement>('template').content.cloneNode(true) as DocumentFragment;
  for (const cell of all('[data-cell]', card)) {
    cell.textContent = cells[cell.dataset.cell ?? ''] ?? '';
  }
  return card;
}

function showFacts({ lastReport, pending, storeRequests, totals }: SummaryReply): void {
  const { unique, uniqueError, updatedAt } = totals;
  const { free, used } = storeRequests;
  const error = uniqueError ?? 0;
  const estimate = `an estimate: ± ${formatShare(error)}, about ${formatNumber(Math.round(unique * error))} visitors (standard error)`;
  fill('exact', uniqueError === undefined ? 'counted one by one: exact' : estimate);
  fill('requests', `${formatNumber(used)} of ${formatNumber(free)} free ones`);
  const bar = one<HTMLProgressElement>('progress');
  bar.max = free;
  bar.value = used;
  fill('pending', formatNumber(pending ?? 0));
  fill('latest', formatAge(updatedAt));
  fill(
    'reported',
    lastReport ? `${formatTime(lastReport.at)}, ${formatAge(lastReport.at)}` : 'none yet',
  );
}
