/** What each edge may have sent to the store: a month's budget a month, and a small one no faster than it flows in. */
import { DAY_MS } from '../../shared/counter/calendar.ts';
import type { SimulatedEdge } from './simulated-edge.ts';
import { SMALL_BUDGET, type Swarm } from './swarm.ts';
import { Violation } from './verdict.ts';

/** What a flush sends at most; that of an object that ends before it saves goes unpaid. */
const FLUSH_REQUESTS_MAX = 10;
/** The longest month, in which the budget flows in most slowly. */
const MONTH_MS = 31 * DAY_MS;

/** Throws a Violation. An edge that was rolled back may have forgotten what it sent. */
export function checkBudgets(
  edges: readonly SimulatedEdge[],
  swarm: Swarm,
  elapsedMs: number,
): void {
  const { clocksJump, requestsPerMonth } = swarm;
  for (const edge of edges) {
    if (edge.wasRolledBack) continue;
    for (const [month, requests] of edge.requestsByMonth) {
      if (requests <= requestsPerMonth) continue;
      throw new Violation(`${edge.name} sent ${requests} requests in ${month}`);
    }
    const flowsEvenly = requestsPerMonth === SMALL_BUDGET && !clocksJump;
    if (flowsEvenly) checkFlow(edge, requestsPerMonth, elapsedMs);
  }
}

/** A tenth of the budget at once, and what has flowed in since. */
function checkFlow(edge: SimulatedEdge, requestsPerMonth: number, elapsedMs: number): void {
  const flowed = (0.9 * requestsPerMonth * elapsedMs) / MONTH_MS;
  const unsaved = FLUSH_REQUESTS_MAX * edge.incarnations;
  const allowed = 0.1 * requestsPerMonth + flowed + unsaved;
  const sent = [...edge.requestsByMonth.values()].reduce((sum, count) => sum + count, 0);
  if (sent > allowed) throw new Violation(`${edge.name} sent ${sent} requests of ${allowed}`);
}
