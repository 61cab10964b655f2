/** Visitor hashes for tests: any fixed spread of a number does as well as SHA-256, and is no wait. */
import type { VisitorHash } from '../../shared/counter/visit.ts';
import { Prng } from '../simulation/prng.ts';

/** The same number gives the same hash; different numbers, different ones. */
export function hashOf(number: number): VisitorHash {
  return new Prng(number * 7919 + 13).hex(64) as VisitorHash;
}

export function hashesOf(count: number): VisitorHash[] {
  return Array.from({ length: count }, (_, number) => hashOf(number));
}
