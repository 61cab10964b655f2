/** Numbers, shares and dates as people read them in a mail. English. Pure. */
import { DAY_MS, type DayNumber } from '../counter/calendar.ts';
import { usualError } from './estimates.ts';

export function formatNumber(value: number): string {
  return value.toLocaleString('en');
}

/** `1 view`, `2 views`. */
export function formatCount(value: number, noun: string): string {
  return `${formatNumber(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** `about 4,080 visitors, usually within 1.3 %`; takes the relative standard error. */
export function formatEstimate(value: number, noun: string, standardError: number): string {
  const percent = Number((usualError(standardError) * 100).toPrecision(2));
  return `about ${formatCount(value, noun)}, usually within ${percent} %`;
}

/** `+12 %`, `−3 %`, `±0 %`; undefined where there was nothing to compare with. */
export function formatChange(value: number, before: number): string | undefined {
  if (before <= 0) return undefined;
  const percent = Math.round((value / before - 1) * 100);
  if (percent === 0) return '±0 %';
  return `${percent > 0 ? '+' : '−'}${formatNumber(Math.abs(percent))} %`;
}

/** `Tuesday 24 November 2026`. */
export function formatDay(day: DayNumber): string {
  const date = new Date(day * DAY_MS);
  const [weekday, month] = [
    formatPart(day, { weekday: 'long' }),
    formatPart(day, { month: 'long' }),
  ];
  return `${weekday} ${date.getUTCDate()} ${month} ${date.getUTCFullYear()}`;
}

/** `Tue 10 Nov`. */
export function formatShortDay(day: DayNumber): string {
  const date = new Date(day * DAY_MS).getUTCDate();
  return `${formatPart(day, { weekday: 'short' })} ${date} ${formatPart(day, { month: 'short' })}`;
}

/** `Tuesday`. */
export function formatWeekday(day: DayNumber): string {
  return formatPart(day, { weekday: 'long' });
}

/** `November 2026`. */
export function formatMonth(day: DayNumber): string {
  return `${formatPart(day, { month: 'long' })} ${new Date(day * DAY_MS).getUTCFullYear()}`;
}

function formatPart(day: DayNumber, options: Intl.DateTimeFormatOptions): string {
  return new Date(day * DAY_MS).toLocaleDateString('en', { timeZone: 'UTC', ...options });
}

/** `06:00 UTC`, `07:00 GMT+1`: the time there. */
export function formatTime(atMs: number, timeZone = 'UTC'): string {
  const options = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('en', { ...options, timeZoneName: 'short' }).format(atMs);
}
