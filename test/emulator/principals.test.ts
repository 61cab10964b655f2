/** Who a caller is and what it may do: resource principals, and keys with few permissions. */
import { ResourcePrincipalAuthenticationDetailsProvider } from 'oci-common';
import { expect, test, vi } from 'vitest';
import type { ApiKey } from '../../local/oci-emulator/api-key.ts';
import { mintResourcePrincipal } from '../../local/oci-emulator/resource-principal.ts';
import { TOKEN_LIFETIME_MS, TokenAuthority } from '../../local/oci-emulator/token-authority.ts';
import {
  at,
  BUCKET,
  detailsOf,
  getText,
  NAMESPACE,
  notificationClient,
  objectStorageClient,
  putText,
  startEmulator,
  startWithClient,
  temporaryFolder,
} from './official-clients.ts';

const NOT_AUTHENTICATED = { statusCode: 401, serviceCode: 'NotAuthenticated' };

test('takes a resource principal, read from the environment by the official provider', async () => {
  const emulator = await startEmulator();
  stubEnvironment(await emulator.addResourcePrincipal());
  const provider = officialProvider();
  expect(provider.getRegion().regionId).toBe(emulator.region);
  expect(await provider.getStringClaim('res_tenant')).toMatch(/^ocid1\.tenancy\./);
  const client = objectStorageClient(emulator.url, provider);
  await putText(client, 'counter.json', 'body', { ifNoneMatch: '*' });
  expect(await getText(client, 'counter.json')).toBe('body');
  const notifications = notificationClient(emulator.url, provider);
  await notifications.publishMessage({
    topicId: 'ocid1.onstopic.oc1..a',
    messageDetails: { body: 'b' },
  });
  expect(emulator.outbox.messages()).toHaveLength(1);
});

test('knows its resource principals again after a restart', async () => {
  const dataFolder = await temporaryFolder();
  const emulator = await startEmulator({ dataFolder });
  stubEnvironment(await emulator.addResourcePrincipal());
  await emulator.close();
  const again = await startEmulator({ dataFolder });
  const provider = officialProvider();
  const client = objectStorageClient(again.url, provider);
  expect(await client.getNamespace({})).toEqual({ value: NAMESPACE });
});

test('refuses a token of another authority', async () => {
  const emulator = await startEmulator();
  await emulator.addResourcePrincipal();
  const stranger = await TokenAuthority.open(await temporaryFolder());
  stubEnvironment(await mintResourcePrincipal(stranger, emulator.region, Date.now()));
  const client = objectStorageClient(emulator.url, officialProvider());
  await expect(client.getNamespace({})).rejects.toMatchObject({
    ...NOT_AUTHENTICATED,
    message: expect.stringContaining('not from this authority'),
  });
});

test('refuses a token that has expired', async () => {
  const dataFolder = await temporaryFolder();
  const authority = await TokenAuthority.open(dataFolder);
  const issuedAtMs = Date.now() - TOKEN_LIFETIME_MS - 1000;
  stubEnvironment(await mintResourcePrincipal(authority, 'eu-frankfurt-1', issuedAtMs));
  const emulator = await startEmulator({ dataFolder });
  const client = objectStorageClient(emulator.url, officialProvider());
  await expect(client.getNamespace({})).rejects.toMatchObject({
    ...NOT_AUTHENTICATED,
    message: expect.stringContaining('has expired'),
  });
});

test('hides a bucket from a key without permission, as if it were not there', async () => {
  const { emulator, client } = await startWithClient();
  await putText(client, 'counter.json', 'body');
  const stranger = objectStorageClient(emulator.url, detailsOf(await emulator.addApiKey([])));
  expect(await stranger.getNamespace({})).toEqual({ value: NAMESPACE });
  const hidden = { statusCode: 404, serviceCode: 'BucketNotFound' };
  await expect(getText(stranger, 'counter.json')).rejects.toMatchObject(hidden);
  await expect(putText(stranger, 'counter.json', 'x')).rejects.toMatchObject(hidden);
  await expect(stranger.deleteObject(at('counter.json'))).rejects.toMatchObject(hidden);
});

test('the least privilege of the guide is enough, and no more', async () => {
  const { emulator } = await startWithClient();
  const key = await emulator.addApiKey([
    {
      permissions: ['OBJECT_READ', 'OBJECT_CREATE', 'OBJECT_OVERWRITE'],
      bucket: BUCKET,
      object: 'counter.json',
    },
    { permissions: ['ONS_TOPIC_PUBLISH'] },
  ]);
  const client = objectStorageClient(emulator.url, detailsOf(key));
  const { eTag } = await putText(client, 'counter.json', 'first', { ifNoneMatch: '*' });
  await putText(client, 'counter.json', 'second', { ifMatch: eTag });
  expect(await getText(client, 'counter.json')).toBe('second');
  await publish(emulator.url, key);
  await expect(putText(client, 'other.json', 'x')).rejects.toMatchObject({ statusCode: 404 });
  await expect(client.deleteObject(at('counter.json'))).rejects.toMatchObject({ statusCode: 404 });
});

test('permission to read does not allow to write', async () => {
  const { emulator, client } = await startWithClient();
  await putText(client, 'counter.json', 'body');
  const key = await emulator.addApiKey([{ permissions: ['OBJECT_READ'] }]);
  const reader = objectStorageClient(emulator.url, detailsOf(key));
  expect(await getText(reader, 'counter.json')).toBe('body');
  await expect(putText(reader, 'counter.json', 'x')).rejects.toMatchObject({ statusCode: 404 });
  await expect(publish(emulator.url, key)).rejects.toMatchObject({
    statusCode: 404,
    serviceCode: 'NotAuthorizedOrNotFound',
  });
});

async function publish(url: string, key: ApiKey): Promise<void> {
  const client = notificationClient(url, detailsOf(key));
  await client.publishMessage({ topicId: 'ocid1.onstopic.oc1..a', messageDetails: { body: 'b' } });
}

function stubEnvironment(environment: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}

/** Reads the environment, as the Function does. */
function officialProvider(): ResourcePrincipalAuthenticationDetailsProvider {
  return ResourcePrincipalAuthenticationDetailsProvider.builder();
}
