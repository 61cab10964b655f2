/** Where a plot's axes have their marks: whole days or the first of months, and whole numbers. Pure. */
import { formatDay, formatMonth } from './numbers.ts';
import { DAY_SECONDS } from './rows.ts';

/** From here on a step is so many months of 30 days. */
const MONTH_DAYS = 30;

/** What may be between two marks, in seconds. */
export const DAY_STEPS = [1, 2, 7, 14, 30, 60, 90, 180].map((days) => days * DAY_SECONDS);

/** Unix seconds from first to last: days back from the last one, or the first of each so many months. */
export function daySplits(first: number, last: number, step: number): number[] {
  const months = Math.floor(step / DAY_SECONDS / MONTH_DAYS);
  const splits: number[] = [];
  if (months === 0) {
    for (let at = last; step > 0 && at >= first; at -= step) splits.unshift(at);
    return splits;
  }
  const from = new Date(first * 1000);
  for (let month = from.getUTCMonth(); ; month += 1) {
    const at = Date.UTC(from.getUTCFullYear(), month) / 1000;
    if (at > last) return splits;
    if (at >= first && month % months === 0) splits.push(at);
  }
}

export function dayLabels(splits: readonly number[], step: number): string[] {
  return splits.map(step < MONTH_DAYS * DAY_SECONDS ? formatDay : formatMonth);
}

/** There is no half of a view. */
export function wholeSteps(): number[] {
  const powers = Array.from({ length: 9 }, (_, power) => 10 ** power);
  return powers.flatMap((power) => [power, 2 * power, 5 * power]);
}
