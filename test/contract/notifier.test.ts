/** Runs the contract of Notifier on everything that says it is one. */
import { NOTIFIERS } from './emulated-oci.ts';
import { describeNotifier } from './notifier.contract.ts';

for (const [name, createNotifier] of Object.entries(NOTIFIERS)) {
  describeNotifier(name, createNotifier);
}
