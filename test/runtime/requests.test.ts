/** Runs the contracts of odd requests, and of those that do not count, on both runtimes. */
import { describeCountable } from './countable.contract.ts';
import { describePayloads } from './payloads.contract.ts';
import { describeRequests } from './requests.contract.ts';
import { RUNTIMES } from './runtimes.ts';

for (const kind of RUNTIMES) {
  describeRequests(kind);
  describePayloads(kind);
  describeCountable(kind);
}
