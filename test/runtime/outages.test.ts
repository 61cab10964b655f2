/** Runs the contract of outages on both runtimes. */
import { describeOutages } from './outages.contract.ts';
import { RUNTIMES } from './runtimes.ts';

for (const kind of RUNTIMES) describeOutages(kind);
