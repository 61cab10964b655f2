/**
 * Settings -> what each of our programs is made of, written once for the Worker, the Function and the
 * command line. Who speaks to Oracle, and by which key, is the program's own: its adapters.
 */
import type { CommitServices } from './commit/commit.ts';
import { RequestMeter } from './commit/request-meter.ts';
import { saltFingerprint } from './counter/visit.ts';
import type { Log, Notifier, ObjectStore } from './ports.ts';
import { systemClock, systemRandom } from './runtime.ts';
import type { Settings } from './settings/settings.ts';

export interface StoreOptions {
  readonly bucket: string;
  readonly object: string;
  /** Looked up once when absent. */
  readonly namespace?: string;
  /** In place of the regional endpoint. */
  readonly url?: string;
  /** Called once for every request that is sent, a look-up of the namespace too. */
  readonly onRequest?: () => void;
}

export interface NotifierOptions {
  readonly topicOcid: string;
  /** In place of the regional endpoint. */
  readonly url?: string;
}

export interface Adapters<Credentials, Store extends ObjectStore> {
  readonly credentials: Credentials;
  readonly Store: new (options: Credentials & StoreOptions) => Store;
  readonly Notifier: new (options: Credentials & NotifierOptions) => Notifier;
}

/** What a program may count with; one meter, since its requests are summed in one document. */
export async function createCommitServices<Credentials, Store extends ObjectStore>(
  settings: Settings,
  { credentials, Store }: Adapters<Credentials, Store>,
  log: Log,
): Promise<CommitServices & { readonly store: Store }> {
  const { bucket, exactVisitorsMax, namespace, object, objectStorageUrl: url, salt } = settings;
  const meter = new RequestMeter();
  const store = new Store({
    ...credentials,
    bucket,
    object,
    ...(namespace !== undefined && { namespace }),
    ...(url !== undefined && { url }),
    onRequest: meter.count,
  });
  const rules = { saltFingerprint: await saltFingerprint(salt), exactVisitorsMax };
  return { store, clock: systemClock, random: systemRandom, log, meter, rules };
}

/** Undefined without a topic. */
export function createNotifier<Credentials>(
  { notificationsUrl: url, topicOcid }: Settings,
  { credentials, Notifier }: Pick<Adapters<Credentials, never>, 'credentials' | 'Notifier'>,
): Notifier | undefined {
  if (topicOcid === undefined) return undefined;
  return new Notifier({ ...credentials, topicOcid, ...(url !== undefined && { url }) });
}
