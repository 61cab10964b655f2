/** Summary -> the figures on the page. */
import type { SummaryReply } from '../../summary/summary-schema.ts';
import {
  formatAge,
  formatCount,
  formatDate,
  formatError,
  formatNumber,
  formatTime,
} from './numbers.ts';
import { all, fill, one } from './page.ts';
import { type PeriodText, periodTexts } from './periods.ts';
import { showPlot } from './plot.ts';
import { daysOf, monthsOf } from './rows.ts';
import { showDays, showMonths } from './tables.ts';

export function showFigures(summary: SummaryReply): void {
  showTotals(summary);
  showWarnings(summary.warnings ?? []);
  showFacts(summary);
  const days = daysOf(summary);
  // Figures that were brought along have no days until the first view here.
  for (const part of all('[data-history]')) {
    part.hidden = (part.dataset.history === 'some') !== days.length > 0;
  }
  if (days.length === 0) return;
  one('.periods').replaceChildren(...periodTexts(summary).map(periodCard));
  showMonths(monthsOf(summary));
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

function periodCard(text: PeriodText): Node {
  const card = one<HTMLTemplateElement>('template').content.cloneNode(true) as DocumentFragment;
  for (const cell of all('[data-cell]', card)) {
    cell.textContent = text[cell.dataset.cell as keyof PeriodText];
  }
  return card;
}

function showTotals({ forgottenVisitors = 0, totals }: SummaryReply): void {
  const { count, unique, uniqueError, updatedAt } = totals;
  const visitors = formatNumber(unique);
  fill('views', formatNumber(count));
  fill('latest', `latest view ${formatAge(updatedAt)}`);
  if (uniqueError !== undefined) {
    const error = formatError(uniqueError);
    fill('visitors', `about ${visitors}`);
    fill('exact', error);
    fill('error', `about ${visitors}, ${error}`);
  } else {
    const brought = formatCount(forgottenVisitors, 'visitor');
    fill('visitors', visitors);
    fill('exact', forgottenVisitors > 0 ? '' : 'counted one by one');
    fill(
      'error',
      forgottenVisitors > 0
        ? `${brought} counted elsewhere: each counts again on returning`
        : 'exact',
    );
  }
}

/** Whether the mail went is known once Oracle has said so. */
function mailedText({ kind, mailedAt }: NonNullable<SummaryReply['lastReport']>): string {
  if (kind === 'byHand') return 'sent by hand';
  return mailedAt === undefined ? 'Nobody knows whether it was mailed: see your inbox.' : 'mailed';
}

function showFacts({
  bestDay,
  lastCommitAt,
  lastReport,
  pending,
  storeRequests,
  timeZone = 'UTC',
}: SummaryReply): void {
  fill('zone', timeZone);
  const { free, used } = storeRequests;
  const best = (day: NonNullable<typeof bestDay>) =>
    `${formatCount(day.pageviews, 'view')} on ${formatDate(Date.parse(day.date) / 1000)}`;
  fill('best', bestDay ? best(bestDay) : 'none yet');
  fill('requests', `${formatNumber(used)} of ${formatNumber(free)} free ones`);
  const bar = one<HTMLProgressElement>('progress');
  bar.max = free;
  bar.value = used;
  fill('pending', formatNumber(pending ?? 0));
  fill('stored', lastCommitAt ? formatAge(lastCommitAt) : 'nothing yet');
  const reported = (at: number) => `${formatAge(at)}, ${formatTime(at, timeZone)}`;
  fill('reported', lastReport ? reported(lastReport.at) : 'none yet');
  fill('mailed', lastReport ? mailedText(lastReport) : '');
}
