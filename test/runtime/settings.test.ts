/** Runs the contract of settings on both runtimes. */
import { RUNTIMES } from './runtimes.ts';
import { describeSettings } from './settings.contract.ts';
import { describeTimeZones } from './time-zones.contract.ts';

for (const kind of RUNTIMES) {
  describeSettings(kind);
  describeTimeZones(kind);
}
