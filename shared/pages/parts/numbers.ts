/**
 * Figures and dates as people read them: in English words, numbers and dates as the browser's language
 * writes them. Times are Unix seconds.
 */
import { usualError } from '../../summary/estimates.ts';

const LOCALE = browserLocale();
const numbers = new Intl.NumberFormat(LOCALE);
const percents = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 2 });
const ages = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** A browser may name what is no language, such as `C` or `en-US@posix`, which `Intl` refuses. */
function browserLocale(): string {
  try {
    return new Intl.Locale(navigator.language).toString();
  } catch {
    return 'en';
  }
}

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

/** What is told beside an estimate: `usually within 1.3 %`. Takes its relative standard error. */
export function formatError(standardError: number): string {
  return `usually within ${percents.format(usualError(standardError) * 100)}\u00a0%`;
}

/** `↑ 12 %`, `↓ 3 %`, `= 0 %`; nothing where there was nothing to compare with. */
export function formatChange(value: number, before: number | undefined): string {
  if (before === undefined || before === 0) return '';
  const percent = Math.round((100 * value) / before) - 100;
  const arrow = percent > 0 ? '↑' : percent < 0 ? '↓' : '=';
  return `${arrow} ${formatNumber(Math.abs(percent))} %`;
}

/** Days and months come as their beginning in UTC, whosever days they are. */
const dateFormat = (options: Intl.DateTimeFormatOptions) => {
  const format = new Intl.DateTimeFormat(LOCALE, { timeZone: 'UTC', ...options });
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
/** `Nov 24, 14:05 UTC`: the time there. */
export function formatTime(at: number, timeZone = 'UTC'): string {
  return dateFormat({
    timeZone,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  })(at);
}

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
