/**
 * What the emulator's tests share: an emulator in a folder of its own, and Oracle's own clients for
 * it, unchanged but for their retries. Everything is closed and deleted when the test ends.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AuthenticationDetailsProvider,
  CircuitBreaker,
  NoRetryConfigurationDetails,
  SimpleAuthenticationDetailsProvider,
} from 'oci-common';
import { IdentityClient } from 'oci-identity';
import { ObjectStorageClient } from 'oci-objectstorage';
import { NotificationControlPlaneClient, NotificationDataPlaneClient } from 'oci-ons';
import { onTestFinished, vi } from 'vitest';
import { type ApiKey, mintApiKey } from '../../local/oci-emulator/api-key.ts';
import {
  type OciEmulator,
  type OciEmulatorOptions,
  startOciEmulator,
} from '../../local/oci-emulator/oci-emulator.ts';
import { ADMINISTRATOR_ID } from '../../local/oci-emulator/tenancy/tenancy.ts';

export const NAMESPACE = 'emulator';
export const BUCKET = 'cloud-resume-data';

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'oci-emulator-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function startEmulator(
  options: Partial<OciEmulatorOptions> = {},
): Promise<OciEmulator> {
  const dataFolder = options.dataFolder ?? (await temporaryFolder());
  const emulator = await startOciEmulator({ ...options, dataFolder });
  onTestFinished(() => emulator.close());
  return emulator;
}

export function detailsOf(key: ApiKey): SimpleAuthenticationDetailsProvider {
  const { tenancyId, userId, fingerprint, privateKey } = key;
  return new SimpleAuthenticationDetailsProvider(tenancyId, userId, fingerprint, privateKey, null);
}

/** A breaker would open after a few planned faults, and keep the next request from being sent. */
const CLIENT_CONFIGURATION = {
  retryConfiguration: NoRetryConfigurationDetails,
  circuitBreaker: new CircuitBreaker({ disableClientCircuitBreaker: true }),
};

// The client warns of every refusal, and most tests here are about refusals.
vi.spyOn(console, 'warn').mockImplementation(() => undefined);

export function objectStorageClient(
  url: string,
  authenticationDetailsProvider: AuthenticationDetailsProvider,
): ObjectStorageClient {
  const client = new ObjectStorageClient({ authenticationDetailsProvider }, CLIENT_CONFIGURATION);
  client.endpoint = url;
  onTestFinished(() => client.close());
  return client;
}

export function notificationClient(
  url: string,
  authenticationDetailsProvider: AuthenticationDetailsProvider,
): NotificationDataPlaneClient {
  const client = new NotificationDataPlaneClient(
    { authenticationDetailsProvider },
    CLIENT_CONFIGURATION,
  );
  client.endpoint = url;
  onTestFinished(() => client.close());
  return client;
}

/** Every client of the tenancy's services; `url` may be one region's. */
export function accountClients(url: string, key: ApiKey) {
  const authentication = { authenticationDetailsProvider: detailsOf(key) };
  const identity = new IdentityClient(authentication, CLIENT_CONFIGURATION);
  const topics = new NotificationControlPlaneClient(authentication, CLIENT_CONFIGURATION);
  for (const client of [identity, topics]) {
    client.endpoint = url;
    onTestFinished(() => client.close());
  }
  const storage = objectStorageClient(url, detailsOf(key));
  return { identity, topics, storage, notifications: notificationClient(url, detailsOf(key)) };
}

/** An emulator, and the clients of its administrator. */
export async function startWithAdministrator(options: Partial<OciEmulatorOptions> = {}) {
  const emulator = await startEmulator({ topics: [], ...options });
  const key = await addKeyOf(emulator, ADMINISTRATOR_ID);
  return { emulator, key, tenancyId: key.tenancyId, ...accountClients(emulator.url, key) };
}

/** Making a key takes longer than most tests, so a file's tests share one. */
const sharedKey = mintApiKey();

/** A key of this user of the tenancy, known at once. */
export async function addKeyOf(emulator: OciEmulator, userId: string): Promise<ApiKey> {
  return await emulator.tenancy.addKeyOf(userId, await sharedKey);
}

/** An emulator, a key that may do everything, and a client that uses it. */
export async function startWithClient(options: Partial<OciEmulatorOptions> = {}) {
  const emulator = await startEmulator(options);
  const key = await sharedKey;
  emulator.registerKey({ keyId: key.keyId, publicKey: key.publicKey });
  const client = objectStorageClient(emulator.url, detailsOf(key));
  return { emulator, key, client };
}

/** Names an object as every call of the SDK wants it. */
export function at(objectName: string) {
  return { namespaceName: NAMESPACE, bucketName: BUCKET, objectName };
}

export async function putText(
  client: ObjectStorageClient,
  name: string,
  text: string,
  conditions: { ifMatch?: string; ifNoneMatch?: string } = {},
) {
  return await client.putObject({ ...at(name), ...conditions, putObjectBody: text });
}

export async function getText(client: ObjectStorageClient, name: string): Promise<string> {
  const { value } = await client.getObject(at(name));
  return await new Response(value as ReadableStream<Uint8Array<ArrayBuffer>>).text();
}
