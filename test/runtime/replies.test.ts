/** Runs the contract of the replies on both runtimes. */
import { describeReplies } from './replies.contract.ts';
import { RUNTIMES } from './runtimes.ts';

for (const kind of RUNTIMES) describeReplies(kind);
