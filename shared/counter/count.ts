/** What a stored number may be: one bound for all, on reading and before every write. Pure. */
import { CorruptDocument } from './corrupt-document.ts';

/** 2^53 - 1: beyond it JavaScript would round, and a view would change nothing. */
export const COUNT_MAX = Number.MAX_SAFE_INTEGER;

/** Not -0, which JSON would not give back. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && !Object.is(value, -0);
}

/** @throws CorruptDocument; `where` names the field. */
export function parseCount(value: unknown, where: string): number {
  if (isCount(value)) return value;
  throw new CorruptDocument(`${where} is not a whole number from 0 to ${COUNT_MAX}`);
}

/** Their sum, or the bound where it lies beyond. */
export function addCounts(first: number, second: number): number {
  return Math.min(first + second, COUNT_MAX);
}
