/**
 * Settings -> what each of our programs is made of, written once for the Worker, the Function and the
 * command line. Each program brings its own adapter and key for Oracle. Sends nothing.
 */
import type { CommitServices } from './commit/commit.ts';
import type { DocumentRules } from './commit/known-document.ts';
import { RequestMeter } from './commit/request-meter.ts';
import { saltFingerprint } from './counter/visit.ts';
import { OciNotifier } from './oci/oci-notifier.ts';
import { OciObjectStore } from './oci/oci-object-store.ts';
import type { Oracle } from './oci/oracle.ts';
import type { Log, Notifier } from './ports.ts';
import { systemClock, systemRandom } from './runtime.ts';
import type { Settings } from './settings/settings.ts';

/** What every commit needs; one request meter, since all requests are summed in one document. */
export async function createCommitServices(
  settings: Settings,
  oracle: Oracle,
  log: Log,
): Promise<CommitServices & { readonly store: OciObjectStore }> {
  const meter = new RequestMeter();
  const store = new OciObjectStore(oracle.openStorage(meter.count), settings);
  const rules = await createRules(settings);
  return { store, clock: systemClock, random: systemRandom, log, meter, rules };
}

export async function createRules(settings: Settings): Promise<DocumentRules> {
  const { exactVisitorsMax, pages, salt, saltAsGiven, timeZone } = settings;
  const rules = {
    exactVisitorsMax,
    saltFingerprint: await saltFingerprint(salt),
    timeZone,
    ...(!pages && { withoutNames: true }),
  };
  if (saltAsGiven === undefined) return rules;
  return { ...rules, saltFingerprintAsGiven: await saltFingerprint(saltAsGiven) };
}

/** Undefined without a topic. */
export function createNotifier({ topicOcid }: Settings, oracle: Oracle): Notifier | undefined {
  return topicOcid === undefined
    ? undefined
    : new OciNotifier(oracle.openNotifications(), topicOcid);
}
