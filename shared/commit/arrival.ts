/** A visit that waits for its answer. */

import type { Totals } from '../counter/document.ts';
import { assert } from '../counter/invariant.ts';
import type { Visit } from '../counter/visit.ts';

export interface Arrival {
  readonly visit: Visit;
  readonly answer: PromiseWithResolvers<Totals>;
}

export function newArrival(visit: Visit): Arrival {
  return { visit, answer: Promise.withResolvers<Totals>() };
}

/**
 * Takes all of them or none: each is answered with its own totals, or all with the same failure.
 * @param take visits -> what each is told, in their order
 */
export async function settleArrivals(
  arrivals: readonly Arrival[],
  take: (visits: readonly Visit[]) => Promise<readonly Totals[]> | readonly Totals[],
): Promise<void> {
  try {
    const told = await take(arrivals.map(({ visit }) => visit));
    assert(told.length === arrivals.length, 'each visit is told its totals');
    arrivals.forEach(({ answer }, index) => {
      answer.resolve(told[index] as Totals);
    });
  } catch (error) {
    for (const { answer } of arrivals) answer.reject(error);
  }
}
