/** Runs the contract of failing writes on both runtimes. */
import { RUNTIMES } from './runtimes.ts';
import { describeWrites } from './writes.contract.ts';

for (const kind of RUNTIMES) describeWrites(kind);
