/** Runs the contracts of the routes on both runtimes: what comes in, good and bad, and who may ask. */
import { describe } from 'vitest';
import { describeCountable } from './countable.contract.ts';
import { describeOrigins } from './origins.contract.ts';
import { describePages } from './pages.contract.ts';
import { describePayloads } from './payloads.contract.ts';
import { describeReplies } from './replies.contract.ts';
import { describeReports } from './reports.contract.ts';
import { describeRequests } from './requests.contract.ts';
import { useRuntime } from './runtime-lifetime.ts';
import { RUNTIMES } from './runtimes.ts';
import { describeVisitorIds } from './visitor-ids.contract.ts';

describe.each(RUNTIMES)('$name', (kind) => {
  const runtime = useRuntime(kind);
  describeReplies(kind, runtime);
  describeVisitorIds(kind, runtime);
  describeReports(kind, runtime);
  describeRequests(kind, runtime);
  describePayloads(kind, runtime);
  describeCountable(kind, runtime);
  describeOrigins(kind, runtime);
  describePages(kind, runtime);
});
