/** Days and months in UTC, as branded values that cannot be taken for one another. Pure. */

declare const brand: unique symbol;

/** Whole UTC days since 1970-01-01. */
export type DayNumber = number & { readonly [brand]: 'DayNumber' };
/** `2026-11`; months compare as text. */
export type Month = string & { readonly [brand]: 'Month' };

export const DAY_MS = 86_400_000;

/** 9999-12-31: dates have four digits of year, and nothing stored lies beyond them. */
export const LAST_DAY = 2_932_896 as DayNumber;

/** A time beyond the year 9999 becomes the last day of that year. */
export function dayOf(atMs: number): DayNumber {
  return Math.min(Math.floor(atMs / DAY_MS), LAST_DAY) as DayNumber;
}

export function dayToIsoDate(day: DayNumber): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Undefined when it is not a real date, such as `2026-02-30`. */
export function parseIsoDate(text: unknown): DayNumber | undefined {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) return undefined;
  const day = dayOf(atMs);
  return dayToIsoDate(day) === text ? day : undefined;
}

/** The Monday of its week. */
export function weekStart(day: DayNumber): DayNumber {
  // Day 0 was a Thursday.
  return (day - ((day + 3) % 7)) as DayNumber;
}

export function monthStart(day: DayNumber): DayNumber {
  return (day - new Date(day * DAY_MS).getUTCDate() + 1) as DayNumber;
}

export function monthOf(atMs: number): Month {
  return monthOfDay(dayOf(atMs));
}

export function monthOfDay(day: DayNumber): Month {
  return dayToIsoDate(day).slice(0, 7) as Month;
}

export function isMonth(value: unknown): value is Month {
  return typeof value === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(value);
}

/** Months since year 0, for counting between them. */
export function monthIndex(month: Month): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
}

export function monthAt(index: number): Month {
  const year = String(Math.floor(index / 12)).padStart(4, '0');
  return `${year}-${String((index % 12) + 1).padStart(2, '0')}` as Month;
}
