/** Figures and dates as people read them, in the language of the pages. Times are Unix seconds. */

const LANGUAGE = 'en';
const numbers = new Intl.NumberFormat(LANGUAGE);
const shares = new Intl.NumberFormat(LANGUAGE, { style: 'percent', maximumSignificantDigits: 2 });
const ages = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto' });

export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** `1 view`, `1,234 views`. */
export function formatCount(value: number, noun: string): string {
  return `${formatNumber(value)} ${pluralOf(value, noun)}`;
}

export function pluralOf(value: number, noun: string): string {
  return value === 1 ? noun : `${noun}s`;
}

/** 0.0065 is `0.65%`. */
export function formatShare(share: number): string {
  return shares.format(share);
}

/** `↑ 12% more than in the 7 days before`. */
export function formatChange(value: number, before: number | undefined, when: string): string {
  if (before === undefined) return 'nothing to compare with yet';
  if (before === 0) return value === 0 ? `none ${when} either` : `up from none ${when}`;
  if (value === before) return `as many as ${when}`;
  const change = Math.round((100 * value) / before) - 100;
  if (change === 0) return `about as many as ${when}`;
  const share = `${formatNumber(Math.abs(change))}%`;
  return change > 0 ? `↑ ${share} more than ${when}` : `↓ ${share} fewer than ${when}`;
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
