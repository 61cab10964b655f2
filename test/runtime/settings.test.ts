/** Runs the contract of settings on both runtimes. */
import { RUNTIMES } from './runtimes.ts';
import { describeSettings } from './settings.contract.ts';

for (const kind of RUNTIMES) describeSettings(kind);
