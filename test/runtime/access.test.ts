/** Runs the contracts of who may do what on both runtimes. */
import { describeOrigins } from './origins.contract.ts';
import { describeReports } from './reports.contract.ts';
import { RUNTIMES } from './runtimes.ts';

for (const kind of RUNTIMES) {
  describeReports(kind);
  describeOrigins(kind);
}
