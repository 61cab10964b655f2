/** Days as a table that spreadsheets open (RFC 4180): ISO dates and plain numbers. Pure. */
import type { DayRow } from './rows.ts';

const HEAD = 'date,views,visitors,new visitors';

export function csvOf(days: readonly DayRow[]): string {
  const lines = days.map(({ at, newVisitors, pageviews, visitors }) => {
    const date = new Date(at * 1000).toISOString().slice(0, 10);
    return [date, pageviews, visitors, newVisitors].join(',');
  });
  return [HEAD, ...lines].map((line) => `${line}\r\n`).join('');
}
