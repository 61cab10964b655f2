/** The stored document of a site that had 40 views a day for eight weeks, up to some days ago, and today so many. */
import { DAY_MS } from '../../shared/counter/calendar.ts';

export function steadySite(daysAgo: number, today: readonly number[] = []): string {
  const views = [...Array.from({ length: 56 }, () => 40), ...today];
  const start = new Date(Date.now() - (55 + daysAgo) * DAY_MS).toISOString().slice(0, 10);
  const sum = views.reduce((total, next) => total + next, 0);
  return JSON.stringify({
    pageviews: sum,
    uniqueVisitors: sum,
    seen: [],
    days: { start, pageviews: views, visitors: views, newVisitors: views, today: { seen: '' } },
    months: { start: start.slice(0, 7), pageviews: [sum], newVisitors: [sum] },
  });
}
