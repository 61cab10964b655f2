/** An emulator for all tests of a file, a key for it, and the adapters that are tested against it. */

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { sdkOracle } from '../../function/oci/sdk-oracle.ts';
import type { ApiKey as MintedKey } from '../../local/oci-emulator/api-key.ts';
import type { FaultRule } from '../../local/oci-emulator/fault-rules.ts';
import {
  DEFAULT_BUCKET,
  DEFAULT_REGION,
  type OciEmulator,
  startOciEmulator,
} from '../../local/oci-emulator/oci-emulator.ts';
import { OciNotifier } from '../../shared/oci/oci-notifier.ts';
import { type ObjectPlace, OciObjectStore } from '../../shared/oci/oci-object-store.ts';
import type { Oracle } from '../../shared/oci/oracle.ts';
import type { Notifier, ObjectStore } from '../../shared/ports.ts';
import type { ApiKey, Settings } from '../../shared/settings/settings.ts';
import { fetchOracle } from '../../worker/oci/fetch-oracle.ts';
import { RequestSigner } from '../../worker/oci/sign-request.ts';

export const TOPIC_OCID = 'ocid1.onstopic.oc1..reports';

export class EmulatedOci {
  readonly emulator: OciEmulator;
  readonly apiKey: ApiKey;

  constructor(emulator: OciEmulator, apiKey: ApiKey) {
    this.emulator = emulator;
    this.apiKey = apiKey;
  }

  /** Options for an object that no other test uses. */
  newObject() {
    return {
      apiKey: this.apiKey,
      url: this.emulator.url,
      namespace: this.emulator.namespace,
      region: DEFAULT_REGION,
      bucket: DEFAULT_BUCKET,
      object: `${randomUUID()}/counter.json`,
    };
  }

  topic(): TopicOptions {
    const { apiKey, emulator } = this;
    return { apiKey, url: emulator.url, region: DEFAULT_REGION, topicOcid: TOPIC_OCID };
  }

  async removeObject(bucket: string, object: string): Promise<void> {
    const path = `/n/${this.emulator.namespace}/b/${bucket}/o/${encodeURIComponent(object)}`;
    const url = new URL(path, this.emulator.url);
    const headers = await new RequestSigner(this.apiKey).sign(
      { method: 'DELETE', url },
      new Date(),
    );
    const { status } = await fetch(url, { method: 'DELETE', headers });
    if (status !== 204) throw new Error(`the object was not removed: ${status}`);
  }
}

/** Starts it before the first test of the file, and clears its faults and counts before each. */
export function useEmulatedOci(): () => EmulatedOci {
  let oci: EmulatedOci | undefined;
  const current = () => {
    if (oci === undefined) throw new Error('the emulator runs inside tests only');
    return oci;
  };
  let dataFolder = '';
  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'contract-'));
    const emulator = await startOciEmulator({ dataFolder, topics: [TOPIC_OCID] });
    oci = new EmulatedOci(emulator, toApiKey(await emulator.addApiKey()));
  });
  afterAll(async () => {
    await current().emulator.close();
    await rm(dataFolder, { recursive: true, force: true });
  });
  beforeEach(() => {
    current().emulator.faults.clear();
    current().emulator.requests.reset();
  });
  return current;
}

export function toApiKey({ tenancyId, userId, fingerprint, privateKey }: MintedKey): ApiKey {
  return { tenancyOcid: tenancyId, userOcid: userId, fingerprint, privateKeyPem: privateKey };
}

interface Credentials {
  readonly apiKey: ApiKey;
  readonly region: string;
  /** In place of the regional endpoint. */
  readonly url?: string;
}

export interface StoreOptions extends Credentials, ObjectPlace {
  readonly onRequest?: () => void;
}

export interface TopicOptions extends Credentials {
  readonly topicOcid: string;
}

type OpenOracle = (settings: Pick<Settings, 'apiKey' | 'region'>) => Oracle;

/** Both ways of asking Oracle. */
const ORACLES: Readonly<Record<string, OpenOracle>> = {
  'our own signer': fetchOracle,
  "Oracle's SDK": (settings) => sdkOracle(settings, {}),
};

export type CreateStore = (options: StoreOptions) => ObjectStore;

export const HTTP_STORES: Readonly<Record<string, CreateStore>> = named(
  'OciObjectStore',
  (open) =>
    ({ onRequest = () => undefined, url, ...options }) => {
      const oracle = open({ ...options, ...(url !== undefined && { objectStorageUrl: url }) });
      return new OciObjectStore(oracle.openStorage(onRequest), options);
    },
);

export type CreateNotifier = (options: TopicOptions) => Notifier;

export const NOTIFIERS: Readonly<Record<string, CreateNotifier>> = named(
  'OciNotifier',
  (open) =>
    ({ topicOcid, url, ...options }) => {
      const oracle = open({ ...options, ...(url !== undefined && { notificationsUrl: url }) });
      return new OciNotifier(oracle.openNotifications(), topicOcid);
    },
);

function named<T>(adapter: string, create: (open: OpenOracle) => T): Readonly<Record<string, T>> {
  const entries = Object.entries(ORACLES);
  return Object.fromEntries(
    entries.map(([way, open]) => [`${adapter} by ${way}`, create(open)] as const),
  );
}

/** What happens to a call, and how its failure is told: whether it took place is not known. */
export const LOST_ANSWERS: Readonly<
  Record<
    string,
    readonly [Partial<FaultRule>, { readonly kind: 'unknown'; readonly detail?: string }]
  >
> = {
  'a 500': [
    { fault: 'server-error', status: 500 },
    { kind: 'unknown', detail: '500 InternalServerError' },
  ],
  'a 503': [
    { fault: 'server-error', status: 503 },
    { kind: 'unknown', detail: '503 ServiceUnavailable' },
  ],
  'a connection cut before the call': [{ fault: 'cut-before' }, { kind: 'unknown' }],
  'a connection cut after the call': [{ fault: 'cut-after' }, { kind: 'unknown' }],
};
