/**
 * Days and months as people are shown them: no day has more visitors than views, nor more new ones than
 * visitors. Stored figures may have, since total and day come from different estimates, and one visitor
 * may raise the total by many. What is stored stays. Pure.
 */
import type { DayRow, MonthRow } from '../counter/history.ts';

export function shownDay(row: DayRow): DayRow {
  const visitors = Math.min(row.visitors, row.pageviews);
  return { ...row, visitors, newVisitors: Math.min(row.newVisitors, visitors) };
}

export function shownMonth(row: MonthRow): MonthRow {
  return { ...row, newVisitors: Math.min(row.newVisitors, row.pageviews) };
}
