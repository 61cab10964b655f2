/** The gateway's specification, from the table of routes: what is not in it, API Gateway answers by itself with 404. Pure. */
import { createHash } from 'node:crypto';
import { ASSETS } from '../../shared/assets/assets.ts';
import { ROUTE_PATHS } from '../../shared/route-table.ts';

/** For one caller; the counter's own limit is the edge's alone. */
const REQUESTS_PER_SECOND = 10;

export function gatewaySpecification(functionId: string) {
  const backend = { type: 'ORACLE_FUNCTIONS_BACKEND', functionId };
  return {
    requestPolicies: {
      rateLimiting: { rateInRequestsPerSecond: REQUESTS_PER_SECOND, rateKey: 'CLIENT_IP' },
    },
    loggingPolicies: { executionLog: { logLevel: 'ERROR' } },
    routes: [...ROUTE_PATHS, ...Object.keys(ASSETS)].map((path) => ({
      path,
      // The counter itself answers what a route does not take, with the headers that browsers need.
      methods: ['ANY'],
      backend,
    })),
  };
}

/** Tells one specification from another; Oracle fills in defaults, so what it has cannot be compared. */
export function digestOf(specification: object): string {
  return createHash('sha256').update(JSON.stringify(specification)).digest('hex').slice(0, 16);
}
