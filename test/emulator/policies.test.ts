/** Policies are enforced: the statements of setup are enough for a counter, and each word of them is needed. */
import { describe, expect, test } from 'vitest';
import { apiKeyOf, mintKeyPair } from '../../local/oci-emulator/api-key.ts';
import { userStatements } from '../../setup/policy.ts';
import { ManualClock } from './manual-clock.ts';
import {
  accountClients,
  addKeyOf,
  BUCKET,
  getText,
  putText,
  startWithAdministrator,
} from './official-clients.ts';

const DESCRIPTION = 'For a test';
const NOT_FOUND = { statusCode: 404 };

/** A user in a group, a topic, and a policy of these statements. */
async function startWithUser(
  statements: (userId: string, compartmentId: string) => readonly string[],
  clock?: ManualClock,
) {
  const administrator = await startWithAdministrator({
    ...(clock !== undefined && { clock, knownAfterMs: 5_000 }),
  });
  const { emulator, identity, tenancyId: compartmentId, topics } = administrator;
  const common = { compartmentId, description: DESCRIPTION };
  const user = await identity.createUser({ createUserDetails: { ...common, name: 'u' } });
  const group = await identity.createGroup({ createGroupDetails: { ...common, name: 'g' } });
  const userId = user.user.id;
  await identity.addUserToGroup({
    addUserToGroupDetails: { userId, groupId: group.group.id },
  });
  const texts = [...statements(userId, compartmentId)];
  const { policy } = await identity.createPolicy({
    createPolicyDetails: { ...common, name: 'p', statements: texts },
  });
  const createTopicDetails = { compartmentId, name: 'reports' };
  const { topicId } = (await topics.createTopic({ createTopicDetails })).notificationTopic;
  const own = accountClients(emulator.url, await addKeyOf(emulator, userId));
  const publish = () =>
    own.notifications.publishMessage({ topicId, messageDetails: { body: 'b' } });
  return { administrator, own, policyId: policy.id, publish, userId };
}

const asSetupWrites = (userId: string, compartmentId: string) =>
  userStatements('g', userId, { compartmentId, bucket: BUCKET, object: 'counter.json' });

describe('the statements of setup', () => {
  test('let their user count and mail, and nothing else', async () => {
    const { own, publish } = await startWithUser(asSetupWrites);
    await putText(own.storage, 'counter.json', 'first', { ifNoneMatch: '*' });
    await putText(own.storage, 'counter.json', 'second');
    expect(await getText(own.storage, 'counter.json')).toBe('second');
    await publish();
    const others = [
      () => putText(own.storage, 'other.json', 'x'),
      () =>
        own.storage.deleteObject({
          namespaceName: 'emulator',
          bucketName: BUCKET,
          objectName: 'counter.json',
        }),
      () => own.storage.listObjects({ namespaceName: 'emulator', bucketName: BUCKET }),
      () => own.identity.listUsers({ compartmentId: 'ocid1.tenancy.oc1..emulator' }),
    ];
    for (const other of others) await expect(other()).rejects.toMatchObject(NOT_FOUND);
  });

  test.each(['OBJECT_READ', 'OBJECT_CREATE', 'OBJECT_OVERWRITE', 'ONS_TOPIC_PUBLISH'] as const)(
    'are all needed: without %s one thing fails',
    async (permission) => {
      const { administrator, own, publish } = await startWithUser(asSetupWrites);
      administrator.emulator.tenancy.withheld.add(permission);
      const tried = {
        OBJECT_CREATE: await works(() => putText(own.storage, 'counter.json', 'first')),
        // Somebody else creates it where the user may not.
        created: await putText(administrator.storage, 'counter.json', 'there').then(() => true),
        OBJECT_OVERWRITE: await works(() => putText(own.storage, 'counter.json', 'second')),
        OBJECT_READ: await works(() => getText(own.storage, 'counter.json')),
        ONS_TOPIC_PUBLISH: await works(publish),
      };
      const failed = Object.entries(tried).filter(([, did]) => !did);
      expect(failed.map(([name]) => name)).toEqual([permission]);
    },
  );

  test('are for one user alone: another of the same group gets nothing', async () => {
    const { administrator, own } = await startWithUser((_, compartmentId) =>
      asSetupWrites('ocid1.user.oc1..another', compartmentId),
    );
    await putText(administrator.storage, 'counter.json', 'text');
    await expect(getText(own.storage, 'counter.json')).rejects.toMatchObject(NOT_FOUND);
  });

  test('end with the membership, and with the policy', async () => {
    const { administrator, own, policyId, userId } = await startWithUser(asSetupWrites);
    const { identity, tenancyId } = administrator;
    await putText(own.storage, 'counter.json', 'text');
    const request = { compartmentId: tenancyId, userId };
    const [membership] = (await identity.listUserGroupMemberships(request)).items;
    const groupId = membership?.groupId ?? '';
    await identity.removeUserFromGroup({ userGroupMembershipId: membership?.id ?? '' });
    await expect(getText(own.storage, 'counter.json')).rejects.toMatchObject(NOT_FOUND);
    await identity.addUserToGroup({ addUserToGroupDetails: { userId, groupId } });
    expect(await getText(own.storage, 'counter.json')).toBe('text');
    await identity.deletePolicy({ policyId });
    await expect(getText(own.storage, 'counter.json')).rejects.toMatchObject(NOT_FOUND);
  });

  test('hold in their compartment, and in no other', async () => {
    const { administrator, own } = await startWithUser(asSetupWrites);
    const { identity, storage, tenancyId: compartmentId } = administrator;
    const details = { compartmentId, name: 'c', description: DESCRIPTION };
    const { compartment } = await identity.createCompartment({ createCompartmentDetails: details });
    const inner = ['Allow group g to {OBJECT_READ} in compartment c'];
    const createPolicyDetails = { ...details, name: 'inner', statements: inner };
    await identity.createPolicy({ createPolicyDetails });
    const createBucketDetails = { name: 'in-c', compartmentId: compartment.id };
    await storage.createBucket({ namespaceName: 'emulator', createBucketDetails });
    const inBucket = { namespaceName: 'emulator', bucketName: 'in-c', objectName: 'o' };
    await storage.putObject({ ...inBucket, putObjectBody: 'text' });
    await putText(storage, 'o', 'text');
    await own.storage.getObject(inBucket);
    await expect(getText(own.storage, 'o')).rejects.toMatchObject(NOT_FOUND);
  });
});

describe('what is new', () => {
  test('takes a while to be known: policy, change and key', async () => {
    const clock = new ManualClock();
    const { administrator, own, policyId, userId } = await startWithUser(asSetupWrites, clock);
    await expect(putText(own.storage, 'counter.json', 'x')).rejects.toMatchObject(NOT_FOUND);
    clock.advance(5_000);
    await putText(own.storage, 'counter.json', 'x');

    const statements = ['Allow group g to {OBJECT_INSPECT} in tenancy'];
    const updatePolicyDetails = { statements };
    await administrator.identity.updatePolicy({ policyId, updatePolicyDetails });
    expect(await getText(own.storage, 'counter.json')).toBe('x');
    clock.advance(5_000);
    await expect(getText(own.storage, 'counter.json')).rejects.toMatchObject(NOT_FOUND);

    const { identity, emulator } = administrator;
    const { privateKey, publicKey } = await mintKeyPair();
    await identity.uploadApiKey({ userId, createApiKeyDetails: { key: publicKey } });
    const { storage } = accountClients(emulator.url, apiKeyOf(userId, { privateKey, publicKey }));
    await expect(storage.getNamespace({})).rejects.toMatchObject({ statusCode: 401 });
    clock.advance(5_000);
    expect(await storage.getNamespace({})).toEqual({ value: 'emulator' });
  });
});

describe('a statement', () => {
  test.each([
    ['Allow group g to manage object-family in tenancy', 501, 'manage object-family'],
    ['Allow group g to {OBJECT_FLY} in tenancy', 501, 'OBJECT_FLY'],
    ["Allow group g to {OBJECT_READ} in tenancy where any {request.user.id='a'}", 501, 'any'],
    ["Allow group g to {OBJECT_READ} in tenancy where request.user.name='a'", 501, 'user.name'],
    ["Allow group g to {OBJECT_READ} in tenancy where request.user.id != 'a'", 501, '!='],
    ["Allow group 'Default'/'g' and more to {OBJECT_READ} in tenancy", 501, 'and more'],
    ['Endorse group g to {OBJECT_READ} in any-tenancy', 400, 'Endorse'],
    ['Allow group nobody to {OBJECT_READ} in tenancy', 400, 'group nobody'],
    ['Allow group g to {OBJECT_READ} in compartment elsewhere', 400, 'elsewhere'],
    [
      'Allow group g to {OBJECT_READ} in compartment ocid1.tenancy.oc1..emulator',
      400,
      'policy compartment subtree',
    ],
    ['Allow group id g to {OBJECT_READ} in tenancy', 400, 'group g'],
  ])('%s is answered %d', async (statement, statusCode, named) => {
    const { identity, tenancyId } = await startWithAdministrator();
    const common = { compartmentId: tenancyId, description: DESCRIPTION };
    await identity.createGroup({ createGroupDetails: { ...common, name: 'g' } });
    const createPolicyDetails = { ...common, name: 'p', statements: [statement] };
    await expect(identity.createPolicy({ createPolicyDetails })).rejects.toMatchObject({
      statusCode,
      message: expect.stringContaining(named),
    });
  });
});

async function works(call: () => Promise<unknown>): Promise<boolean> {
  return await call().then(
    () => true,
    () => false,
  );
}
