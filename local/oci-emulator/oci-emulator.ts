/**
 * A local OCI over HTTP on 127.0.0.1: Object Storage, Notifications, and Identity with its policies enforced;
 * signatures are checked, faults come on demand. Its data folder outlives it; a lock keeps a second one out.
 * Left out: TLS, ranges, versions, multipart uploads, and every other call (501).
 */
import { join } from 'node:path';
import type { Clock } from '../../shared/ports.ts';
import { systemClock } from '../../shared/runtime.ts';
import { lockFolder } from '../folder-lock.ts';
import { type ApiKey, mintApiKey } from './api-key.ts';
import { createEmulatorApp } from './emulator-app.ts';
import { FaultPlan } from './fault-plan.ts';
import { FunctionGateways } from './function-gateways.ts';
import type { Grant } from './grants.ts';
import { KeyRegistry, type RegisteredKey } from './key-registry.ts';
import { LateWrites } from './late-writes.ts';
import { listen } from './listen.ts';
import { Outbox } from './outbox.ts';
import { RequestCounter } from './requests.ts';
import { mintResourcePrincipal, type ResourcePrincipalEnvironment } from './resource-principal.ts';
import { Storage } from './storage.ts';
import { Tenancy } from './tenancy/tenancy.ts';
import { TokenAuthority } from './token-authority.ts';

export interface OciEmulatorOptions {
  /** Objects, messages and the token authority's key live here; created if need be. */
  readonly dataFolder: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Default `emulator`. */
  readonly namespace?: string;
  /** Default `cloud-resume-data`, the counter's own default. */
  readonly buckets?: readonly string[];
  /** The topics that exist; absent: every one does. */
  readonly topics?: readonly string[];
  /** The home region. Default `eu-frankfurt-1`; the SDK takes only regions that it knows. */
  readonly region?: string;
  /** What else the tenancy is subscribed to: answered below `/REGION`. Default none. */
  readonly otherRegions?: readonly string[];
  /** How long a new key, membership or policy of the tenancy takes to be known. Default 0. */
  readonly knownAfterMs?: number;
  readonly keys?: readonly RegisteredKey[];
  /** The emulator's notion of now: clock skew, dates, latency and late landings go by it. */
  readonly clock?: Clock;
  /** Gets each published message as a mail; the default drops it. */
  readonly print?: (text: string) => void;
}

export interface OciEmulator {
  /** For `OCI_OBJECT_STORAGE_URL` and `OCI_NOTIFICATIONS_URL` alike, such as `http://127.0.0.1:8789`. */
  readonly url: string;
  readonly port: number;
  readonly namespace: string;
  readonly region: string;
  readonly dataFolder: string;
  readonly faults: FaultPlan;
  readonly requests: RequestCounter;
  readonly outbox: Outbox;
  /** The account, to look at and to break. */
  readonly tenancy: Tenancy;
  /** What Functions wrote, whose application has a log. */
  readonly functionLog: readonly string[];
  /** Makes a new API key and registers it. Without grants it may do everything. */
  addApiKey(grants?: readonly Grant[]): Promise<ApiKey>;
  registerKey(key: RegisteredKey): void;
  /** Makes a new resource principal; the environment in which OCI would start the Function. */
  addResourcePrincipal(grants?: readonly Grant[]): Promise<ResourcePrincipalEnvironment>;
  /** Puts a first object into a bucket; false when one of that name is there already. */
  createObject(bucket: string, name: string, text: string): Promise<boolean>;
  /** Resolves once every late write has landed, or was refused. */
  lateWritesSettled(): Promise<void>;
  /** Finishes what is under way, drops late writes, and frees the port. */
  close(): Promise<void>;
}

export const DEFAULT_NAMESPACE = 'emulator';
export const DEFAULT_BUCKET = 'cloud-resume-data';
export const DEFAULT_REGION = 'eu-frankfurt-1';

/**
 * Throws an error that says what to do when the port is taken or the data folder is damaged.
 * @throws FolderInUse
 */
export async function startOciEmulator(options: OciEmulatorOptions): Promise<OciEmulator> {
  const lock = await lockFolder(options.dataFolder);
  try {
    const emulator = await startInFolder(options);
    const close = async () => {
      await emulator.close().finally(() => lock.release());
    };
    return { ...emulator, close };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The folder is this one's alone. */
async function startInFolder(options: OciEmulatorOptions): Promise<OciEmulator> {
  const { dataFolder, port = 0, region = DEFAULT_REGION, clock = systemClock } = options;
  const { namespace = DEFAULT_NAMESPACE, buckets = [DEFAULT_BUCKET], topics, keys = [] } = options;
  const now = () => clock.now();
  const stopping = new AbortController();

  const authority = await TokenAuthority.open(dataFolder);
  const { otherRegions = [], knownAfterMs = 0 } = options;
  const tenancyOptions = {
    dataFolder,
    homeRegion: region,
    otherRegions,
    buckets,
    knownAfterMs,
    now,
  };
  const tenancy = await Tenancy.open(tenancyOptions);
  const registry = new KeyRegistry(authority, tenancy);
  for (const key of keys) registry.register(key);
  const outbox = await Outbox.open(join(dataFolder, 'outbox'));
  const lateWrites = new LateWrites(clock, stopping.signal);
  const services = {
    storage: await Storage.open(join(dataFolder, 'buckets'), namespace, tenancy),
    notifications: { outbox, topics, tenancy, now, print: options.print ?? (() => undefined) },
    tenancy,
    keys: registry,
    faults: new FaultPlan(),
    requests: new RequestCounter(),
    outbox,
    lateWrites,
    clock,
    stop: stopping.signal,
  };
  const gateways = new FunctionGateways(tenancy, authority);
  const server = await listen(createEmulatorApp({ ...services, gateways }).fetch, port);

  return {
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    namespace,
    region,
    dataFolder,
    faults: services.faults,
    requests: services.requests,
    outbox,
    tenancy,
    functionLog: gateways.log,
    async addApiKey(grants) {
      const key = await mintApiKey();
      const { keyId, publicKey } = key;
      registry.register({ keyId, publicKey, grants });
      return key;
    },
    registerKey: (key) => registry.register(key),
    addResourcePrincipal: (grants) => mintResourcePrincipal(authority, region, now(), { grants }),
    createObject: (bucket, name, text) => createObject(services.storage, bucket, name, text),
    lateWritesSettled: () => lateWrites.settled(),
    async close() {
      stopping.abort();
      await lateWrites.settled();
      await gateways.close();
      await server.close();
    },
  };
}

async function createObject(
  storage: Storage,
  bucketName: string,
  name: string,
  text: string,
): Promise<boolean> {
  const bucket = storage.bucket(bucketName);
  if (bucket === undefined) throw new Error(`There is no bucket '${bucketName}'.`);
  if (bucket.find(name) !== undefined) return false;
  const headers = { 'content-type': 'application/json' };
  await bucket.write({ name, body: new TextEncoder().encode(text), headers }, () => undefined);
  return true;
}
