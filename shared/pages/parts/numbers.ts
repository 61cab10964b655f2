/** Figures as people read them, in the language of the pages. */

const LANGUAGE = 'en';
const numbers = new Intl.NumberFormat(LANGUAGE);
const shares = new Intl.NumberFormat(LANGUAGE, { style: 'percent', maximumFractionDigits: 2 });
const times = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto' });

export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** 0.0065 is `0.65%`. */
export function formatShare(share: number): string {
  return shares.format(share);
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** Unix seconds; `3 minutes ago`, `just now`. */
export function formatAge(atSeconds: number): string {
  const age = Math.max(Date.now() / 1000 - atSeconds, 0);
  const unit = UNITS.find(([, seconds]) => age >= seconds);
  return unit ? times.format(-Math.floor(age / unit[1]), unit[0]) : 'just now';
}
