/** What a stored number may be: one bound for every count, on reading and before every write. Pure. */
import { CorruptDocument } from './corrupt-document.ts';

/**
 * A million million, which no site reaches. Twelve hundred months of that many views still add up to
 * a whole number that JavaScript holds exactly.
 */
export const COUNT_MAX = 1_000_000_000_000;

export function isCount(value: unknown): value is number {
  return isWholeNumber(value) && value <= COUNT_MAX;
}

/** From 0 to 2^53 - 1; not -0, which JSON would not give back. */
export function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && !Object.is(value, -0);
}

/** @throws CorruptDocument; `where` names the field. */
export function parseCount(value: unknown, where: string): number {
  if (isCount(value)) return value;
  throw new CorruptDocument(`${where} is not a whole number from 0 to ${COUNT_MAX}`);
}
