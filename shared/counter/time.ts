/** Stored times are Unix seconds. Milliseconds or microseconds, as people write by hand, are converted. Pure. */
import { CorruptDocument } from './corrupt-document.ts';
import { isCount } from './count.ts';

/** From here on (the year 5138 in seconds) a number is read as milliseconds or microseconds since 1973. */
const SECONDS_END = 100_000_000_000;

export function isTime(value: unknown): value is number {
  return isCount(value) && value < SECONDS_END;
}

/** Unix seconds, of a number in seconds, milliseconds or microseconds. @throws CorruptDocument */
export function parseTime(value: unknown, where: string): number {
  if (!isCount(value)) throw new CorruptDocument(`${where} is not a time in Unix seconds`);
  let time = value;
  while (time >= SECONDS_END) time = Math.floor(time / 1000);
  return time;
}

/** Unix seconds, of a clock's Unix milliseconds; a time beyond the year 5138 becomes the last second of that year. */
export function toSeconds(atMs: number): number {
  return Math.min(Math.floor(atMs / 1000), SECONDS_END - 1);
}
