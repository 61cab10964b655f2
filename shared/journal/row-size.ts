/** How many visits a row of the journal takes: bounded, and in bytes too, since SQLite takes 2 MB a value. Pure. */
import type { Visit } from '../counter/visit.ts';

export const ROW_VISITS_MAX = 5_000;
export const ROW_BYTES_MAX = 1_900_000;

/** Time, hash, and what stands around names. */
const VISIT_BYTES = 100;
/** Of a UTF-16 unit in UTF-8. */
const UNIT_BYTES_MAX = 3;

/** How many of them, from the first on, fit into one row; at least one. */
export function visitsInRow(arrivals: Iterable<{ readonly visit: Visit }>): number {
  let count = 0;
  let bytes = 0;
  for (const { visit } of arrivals) {
    const { page = '', source = '' } = visit;
    bytes += VISIT_BYTES + UNIT_BYTES_MAX * (page.length + source.length);
    if (count === ROW_VISITS_MAX || (bytes > ROW_BYTES_MAX && count > 0)) break;
    count += 1;
  }
  return count;
}
