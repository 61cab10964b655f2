/** Runs the contracts of what comes in, good and bad, on both runtimes. */
import { describeReplies } from './replies.contract.ts';
import { RUNTIMES } from './runtimes.ts';
import { describeVisitorIds } from './visitor-ids.contract.ts';

for (const kind of RUNTIMES) {
  describeReplies(kind);
  describeVisitorIds(kind);
}
