/** Days and months as tables: what the plot draws, for whoever would rather read or hear it. */
import { formatDate, formatMonth, formatNumber } from './numbers.ts';
import { one } from './page.ts';
import type { DayRow, MonthRow } from './rows.ts';
import { inSpan, onSpanChange } from './spans.ts';

/** More are a click away. */
const MONTHS_SHOWN = 12;

const table = one('#months');
/** Asked for once, they stay through what is asked anew. */
let allMonths = false;
const moreButton = one('[data-do=months]');

const details = one<HTMLDetailsElement>('details');
const dayTable = one('#days');

let shownDays: readonly DayRow[] = [];

export function showDays(days: readonly DayRow[]): void {
  shownDays = days;
  drawDays();
}

/** Filled when it is opened first: few look, and a year has many cells. */
function drawDays(): void {
  if (!details.open) return;
  const rows = inSpan(shownDays).map(({ at, newVisitors, pageviews, visitors }) =>
    tableRow(formatDate(at), [pageviews, visitors, newVisitors]),
  );
  dayTable.replaceChildren(...rows.reverse());
}

details.addEventListener('toggle', drawDays);
onSpanChange(drawDays);

export function showMonths(months: readonly MonthRow[]): void {
  const most = Math.max(...months.map(({ pageviews }) => pageviews), 1);
  const rows = months.map(({ at, newVisitors, pageviews }, index) => {
    const row = tableRow(formatMonth(at), [pageviews, newVisitors]);
    row.hidden = !allMonths && index >= MONTHS_SHOWN;
    row.style.setProperty('--share', String(pageviews / most));
    return row;
  });
  table.replaceChildren(...rows);
  moreButton.hidden = allMonths || months.length <= MONTHS_SHOWN;
}

export function showAllMonths(): void {
  allMonths = true;
  for (const row of table.children) (row as HTMLElement).hidden = false;
  moreButton.hidden = true;
}

function tableRow(name: string, values: readonly number[]): HTMLTableRowElement {
  const row = document.createElement('tr');
  const head = document.createElement('th');
  head.scope = 'row';
  head.textContent = name;
  row.append(head);
  for (const value of values) row.insertCell().textContent = formatNumber(value);
  return row;
}
