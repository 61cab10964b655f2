/** Figures and dates as people read them, in the language of the pages. Times are Unix seconds. */

const LANGUAGE = 'en';
const numbers = new Intl.NumberFormat(LANGUAGE);
const shares = new Intl.NumberFormat(LANGUAGE, { style: 'percent', maximumSignificantDigits: 2 });
const ages = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto' });

export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** 0.0065 is `0.65%`. */
export function formatShare(share: number): string {
  return shares.format(share);
}

/** `↑ 12% on the day before`. */
export function formatChange(value: number, before: number | undefined, what: string): string {
  if (before === undefined) return 'nothing to compare yet';
  if (before === 0) return value === 0 ? `as ${what}` : `none ${what}`;
  const change = Math.round((100 * value) / before) - 100;
  if (change === 0) return `as many as ${what}`;
  return `${change > 0 ? '↑' : '↓'} ${formatNumber(Math.abs(change))}% on ${what}`;
}

/** Days and months are those of UTC. */
const dateFormat = (options: Intl.DateTimeFormatOptions) => {
  const format = new Intl.DateTimeFormat(LANGUAGE, { timeZone: 'UTC', ...options });
  return (at: number) => format.format(at * 1000);
};

/** `Tue, Nov 24, 2026` */
export const formatDate = dateFormat({
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
/** `Nov 24` */
export const formatDay = dateFormat({ day: 'numeric', month: 'short' });
/** `Nov 2026` */
export const formatMonth = dateFormat({ month: 'short', year: 'numeric' });
/** `Nov 24, 14:05 UTC` */
export const formatTime = dateFormat({
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
});

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** `3 minutes ago`, `just now`. */
export function formatAge(at: number): string {
  const age = Math.max(Date.now() / 1000 - at, 0);
  const unit = UNITS.find(([, seconds]) => age >= seconds);
  return unit ? ages.format(-Math.floor(age / unit[1]), unit[0]) : 'just now';
}
