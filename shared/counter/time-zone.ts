/**
 * The owner's day: the calendar day in a time zone of the IANA's, days of 23 and 25 hours included. Zones
 * come from `Intl`; nothing here reads a clock. Pure.
 */
import { DAY_MS, type DayNumber, dayOf, LAST_DAY } from './calendar.ts';
import { CorruptDocument } from './corrupt-document.ts';
import { isTime, parseTime, toSeconds } from './time.ts';

export const UTC = 'UTC';

/** By whose days a document was counted. */
export interface ZoneUse {
  /** Of the last side that wrote; absent as long as all of them go by UTC. */
  readonly timeZone?: string;
  /** The one before it, and when it changed (Unix seconds). */
  readonly otherTimeZone?: { readonly name: string; readonly at: number };
}

/** Making one takes longer than a hundred uses of it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day there. @throws RangeError for a zone that this runtime does not know */
export function dayIn(timeZone: string, atMs: number): DayNumber {
  if (timeZone === UTC || atMs >= LAST_DAY * DAY_MS) return dayOf(atMs);
  const format = formats.get(timeZone) ?? formatOf(timeZone);
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const [year = 0, month = 0, day = 0] = [parts.get('year'), parts.get('month'), parts.get('day')];
  return dayOf(Date.UTC(year, month - 1, day));
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
}

/** The document once a side that goes by `timeZone` has written it; `hadDays` were counted before. */
export function withTimeZone<D extends ZoneUse>(
  document: D,
  timeZone: string,
  nowMs: number,
  hadDays: boolean,
): D {
  const name = document.timeZone ?? UTC;
  if (name === timeZone) return document;
  if (!hadDays) return { ...document, timeZone };
  return { ...document, timeZone, otherTimeZone: { name, at: toSeconds(nowMs) } };
}

/** A zone that was left longer ago than this is no longer used by anybody. */
const LEFT_SECONDS = 2 * 86_400;

/** What a side should say that goes by `timeZone`, and finds another one used; undefined when it does not. */
export function zoneWarning(
  document: ZoneUse,
  timeZone: string,
  nowMs: number,
): string | undefined {
  const { otherTimeZone, timeZone: last = UTC } = document;
  const isLate = otherTimeZone && nowMs / 1000 - otherTimeZone.at < LEFT_SECONDS;
  const other = last !== timeZone ? last : isLate ? otherTimeZone.name : timeZone;
  if (other === timeZone) return undefined;
  return (
    `TIME_ZONE is ${timeZone} here, and views were counted by the days of ${other}, on another side or ` +
    'until lately: give both sides the same.'
  );
}

const NAME = /^[A-Za-z0-9_+\-/:]{1,64}$/;

/** The bounds of what is stored, those that `parseZones` refuses to go beyond. */
export function areStorableZones({ otherTimeZone, timeZone }: ZoneUse): boolean {
  const names = [timeZone ?? UTC, otherTimeZone?.name ?? UTC];
  return names.every((name) => NAME.test(name)) && isTime(otherTimeZone?.at ?? 0);
}

/** Of the fields as they are stored. @throws CorruptDocument */
export function parseZones(timeZone: unknown, otherTimeZone: unknown): ZoneUse {
  const last = timeZone === undefined ? {} : { timeZone: parseName(timeZone, 'timeZone') };
  if (otherTimeZone === undefined) return last;
  const { at, name } = (otherTimeZone ?? {}) as { at?: unknown; name?: unknown };
  return {
    ...last,
    otherTimeZone: {
      name: parseName(name, 'otherTimeZone.name'),
      at: parseTime(at, 'otherTimeZone.at'),
    },
  };
}

function parseName(stored: unknown, where: string): string {
  if (typeof stored === 'string' && NAME.test(stored)) return stored;
  throw new CorruptDocument(`${where} is not the name of a time zone`);
}
