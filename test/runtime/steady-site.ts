/** The stored document of a site that had 40 views a day for eight weeks, up to some days ago. */
import { DAY_MS } from '../../shared/counter/calendar.ts';

export function steadySite(daysAgo: number): string {
  const views = Array.from({ length: 56 }, () => 40);
  const start = new Date(Date.now() - (55 + daysAgo) * DAY_MS).toISOString().slice(0, 10);
  return JSON.stringify({
    pageviews: 2_240,
    uniqueVisitors: 2_240,
    seen: [],
    days: { start, pageviews: views, visitors: views, newVisitors: views, today: { seen: '' } },
    months: { start: start.slice(0, 7), pageviews: [2_240], newVisitors: [2_240] },
  });
}
