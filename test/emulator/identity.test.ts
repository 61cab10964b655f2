/** An account's users, groups, policies and keys, by Oracle's own client: made, found, refused and removed. */
import type { IdentityClient } from 'oci-identity';
import { describe, expect, test } from 'vitest';
import { mintKeyPair } from '../../local/oci-emulator/api-key.ts';
import {
  accountClients,
  addKeyOf,
  startEmulator,
  startWithAdministrator,
} from './official-clients.ts';

const TAGS = { 'visitor-counter': 'shared' };
const DESCRIPTION = 'For a test';

async function publicKey(): Promise<string> {
  return (await mintKeyPair()).publicKey;
}

async function createUser(identity: IdentityClient, compartmentId: string, name = 'counter') {
  const details = { compartmentId, name, description: DESCRIPTION, freeformTags: TAGS };
  return (await identity.createUser({ createUserDetails: details })).user;
}

async function createGroup(identity: IdentityClient, compartmentId: string, name = 'counters') {
  const details = { compartmentId, name, description: DESCRIPTION };
  return (await identity.createGroup({ createGroupDetails: details })).group;
}

describe('the tenancy', () => {
  test('tells its regions, and which of them is home', async () => {
    const { identity, tenancyId } = await startWithAdministrator({
      otherRegions: ['us-ashburn-1'],
    });
    const { tenancy } = await identity.getTenancy({ tenancyId });
    const { items } = await identity.listRegionSubscriptions({ tenancyId });
    expect(items.map(({ isHomeRegion, regionName }) => [regionName, isHomeRegion])).toEqual([
      ['eu-frankfurt-1', true],
      ['us-ashburn-1', false],
    ]);
    expect(items[0]?.regionKey).toBe(tenancy.homeRegionKey);
  });

  test('is changed in its home region alone, and read in each', async () => {
    const { emulator, key, tenancyId } = await startWithAdministrator({
      otherRegions: ['us-ashburn-1'],
    });
    const elsewhere = accountClients(`${emulator.url}/us-ashburn-1`, key).identity;
    await expect(createUser(elsewhere, tenancyId)).rejects.toMatchObject({
      statusCode: 403,
      serviceCode: 'NotAllowed',
      message: expect.stringContaining('home region eu-frankfurt-1'),
    });
    const atHome = accountClients(`${emulator.url}/eu-frankfurt-1`, key).identity;
    const { id } = await createUser(atHome, tenancyId);
    expect((await elsewhere.getUser({ userId: id })).user.name).toBe('counter');
  });

  test('knows nobody in a region that it is not subscribed to', async () => {
    const { emulator, key, tenancyId } = await startWithAdministrator();
    const { identity } = accountClients(`${emulator.url}/us-phoenix-1`, key);
    await expect(identity.getTenancy({ tenancyId })).rejects.toMatchObject({ statusCode: 401 });
  });

  test('keeps what was made over a restart', async () => {
    const { emulator, key, identity, tenancyId } = await startWithAdministrator();
    await createUser(identity, tenancyId);
    await emulator.close();
    const { dataFolder } = emulator;
    const again = accountClients((await startEmulator({ dataFolder })).url, key).identity;
    const { items } = await again.listUsers({ compartmentId: tenancyId, name: 'counter' });
    expect(items).toMatchObject([{ freeformTags: TAGS, lifecycleState: 'ACTIVE' }]);
  });
});

describe('users and groups', () => {
  test('are found by name, and refused a second time', async () => {
    const { identity, tenancyId } = await startWithAdministrator();
    const user = await createUser(identity, tenancyId);
    await createUser(identity, tenancyId, 'another');
    const { items } = await identity.listUsers({ compartmentId: tenancyId, name: 'counter' });
    expect(items.map(({ id }) => id)).toEqual([user.id]);
    await expect(createUser(identity, tenancyId)).rejects.toMatchObject({
      statusCode: 409,
      serviceCode: 'UserAlreadyExists',
    });
  });

  test('are given one thing for a call that is sent again with its retry token', async () => {
    const { identity, tenancyId } = await startWithAdministrator();
    const request = {
      createGroupDetails: { compartmentId: tenancyId, name: 'g', description: DESCRIPTION },
      opcRetryToken: 'once',
    };
    const first = await identity.createGroup(request);
    expect((await identity.createGroup(request)).group.id).toBe(first.group.id);
    const other = { ...request.createGroupDetails, name: 'h' };
    await expect(
      identity.createGroup({ createGroupDetails: other, opcRetryToken: 'once' }),
    ).rejects.toMatchObject({ serviceCode: 'InvalidatedRetryToken' });
  });

  test('can be put together once, and must be parted before one goes', async () => {
    const { identity, tenancyId } = await startWithAdministrator();
    const { id: userId } = await createUser(identity, tenancyId);
    const { id: groupId } = await createGroup(identity, tenancyId);
    const addUserToGroupDetails = { userId, groupId };
    await identity.addUserToGroup({ addUserToGroupDetails });
    await expect(identity.addUserToGroup({ addUserToGroupDetails })).rejects.toMatchObject({
      statusCode: 409,
    });
    const busy = { statusCode: 409, serviceCode: 'IncorrectState' };
    await expect(identity.deleteUser({ userId })).rejects.toMatchObject(busy);
    await expect(identity.deleteGroup({ groupId })).rejects.toMatchObject(busy);

    const { items } = await identity.listUserGroupMemberships({
      compartmentId: tenancyId,
      userId,
      groupId,
    });
    await identity.removeUserFromGroup({ userGroupMembershipId: items[0]?.id ?? '' });
    await identity.deleteUser({ userId });
    await identity.deleteGroup({ groupId });
    await expect(identity.getUser({ userId })).rejects.toMatchObject({
      statusCode: 404,
      serviceCode: 'NotAuthorizedOrNotFound',
    });
  });

  test('are listed a page at a time', async () => {
    const { identity, tenancyId } = await startWithAdministrator();
    for (const name of ['a', 'b', 'c']) await createGroup(identity, tenancyId, name);
    const request = { compartmentId: tenancyId, limit: 3 };
    const first = await identity.listGroups(request);
    const rest = await identity.listGroups({ ...request, page: first.opcNextPage });
    expect([...first.items, ...rest.items].map(({ name }) => name)).toEqual([
      'Administrators',
      'a',
      'b',
      'c',
    ]);
    expect(rest.opcNextPage).toBeFalsy();
  });

  test('stop at the limit of the tenancy', async () => {
    const { emulator, identity, tenancyId } = await startWithAdministrator();
    emulator.tenancy.setLimit('user', 2);
    await createUser(identity, tenancyId, 'a');
    await expect(createUser(identity, tenancyId, 'b')).rejects.toMatchObject({
      statusCode: 400,
      serviceCode: 'LimitExceeded',
    });
  });
});

describe('compartments', () => {
  test('lie in one another, and are refused while they hold something', async () => {
    const { identity, storage, tenancyId } = await startWithAdministrator();
    const details = { compartmentId: tenancyId, name: 'counting', description: DESCRIPTION };
    const { compartment } = await identity.createCompartment({ createCompartmentDetails: details });
    const inner = { ...details, compartmentId: compartment.id, name: 'inner' };
    await identity.createCompartment({ createCompartmentDetails: inner });
    const whole = await identity.listCompartments({
      compartmentId: tenancyId,
      compartmentIdInSubtree: true,
    });
    expect(whole.items.map(({ name }) => name)).toEqual(['counting', 'inner']);
    const direct = await identity.listCompartments({ compartmentId: tenancyId });
    expect(direct.items.map(({ name }) => name)).toEqual(['counting']);
    await expect(
      identity.deleteCompartment({ compartmentId: compartment.id }),
    ).rejects.toMatchObject({ statusCode: 409 });
    await expect(
      storage.createBucket({
        namespaceName: 'emulator',
        createBucketDetails: { name: 'b', compartmentId: 'ocid1.compartment.oc1..none' },
      }),
    ).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe('API keys', () => {
  test('are three at the most, and each signs once it is uploaded until it is deleted', async () => {
    const { emulator, identity, tenancyId } = await startWithAdministrator();
    const { id: userId } = await createUser(identity, tenancyId);
    const own = await addKeyOf(emulator, userId);
    for (const key of [await publicKey(), await publicKey()]) {
      await identity.uploadApiKey({ userId, createApiKeyDetails: { key } });
    }
    await expect(
      identity.uploadApiKey({ userId, createApiKeyDetails: { key: await publicKey() } }),
    ).rejects.toMatchObject({ statusCode: 400, serviceCode: 'LimitExceeded' });

    const { items } = await identity.listApiKeys({ userId });
    expect(items).toHaveLength(3);
    const { storage } = accountClients(emulator.url, own);
    expect(await storage.getNamespace({})).toEqual({ value: 'emulator' });
    await identity.deleteApiKey({ userId, fingerprint: own.fingerprint });
    await expect(storage.getNamespace({})).rejects.toMatchObject({ statusCode: 401 });
  });

  test('are refused when they are there already, or no keys', async () => {
    const { identity, tenancyId } = await startWithAdministrator();
    const { id: userId } = await createUser(identity, tenancyId);
    const createApiKeyDetails = { key: await publicKey() };
    await identity.uploadApiKey({ userId, createApiKeyDetails });
    await expect(identity.uploadApiKey({ userId, createApiKeyDetails })).rejects.toMatchObject({
      statusCode: 409,
    });
    await expect(
      identity.uploadApiKey({ userId, createApiKeyDetails: { key: 'nonsense' } }),
    ).rejects.toMatchObject({ statusCode: 400, serviceCode: 'InvalidKey' });
  });
});
