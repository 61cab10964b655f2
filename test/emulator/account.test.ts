/** What an account's owner makes in a region: buckets, topics, and subscriptions that wait for a click. */
import { describe, expect, test } from 'vitest';
import { accountClients, NAMESPACE, startWithAdministrator } from './official-clients.ts';

describe('a bucket', () => {
  test('is made once, tells its compartment and tags, and goes when it is empty', async () => {
    const { storage, tenancyId } = await startWithAdministrator({ buckets: [] });
    const bucket = { namespaceName: NAMESPACE, bucketName: 'mine' };
    const createBucketDetails = {
      name: 'mine',
      compartmentId: tenancyId,
      freeformTags: { 'visitor-counter': 'shared' },
    };
    const request = { namespaceName: NAMESPACE, createBucketDetails };
    await storage.createBucket(request);
    expect((await storage.getBucket(bucket)).bucket).toMatchObject({
      compartmentId: tenancyId,
      publicAccessType: 'NoPublicAccess',
      versioning: 'Disabled',
      freeformTags: { 'visitor-counter': 'shared' },
    });
    await expect(storage.createBucket(request)).rejects.toMatchObject({
      statusCode: 409,
      serviceCode: 'BucketAlreadyExists',
    });

    await storage.putObject({ ...bucket, objectName: 'a', putObjectBody: 'text' });
    await expect(storage.deleteBucket(bucket)).rejects.toMatchObject({
      statusCode: 409,
      serviceCode: 'BucketNotEmpty',
    });
    await storage.deleteObject({ ...bucket, objectName: 'a' });
    await storage.deleteBucket(bucket);
    await expect(storage.getBucket(bucket)).rejects.toMatchObject({ statusCode: 404 });
  });

  test('is its region’s: another has none of that name, and may have its own', async () => {
    const { emulator, key, storage, tenancyId } = await startWithAdministrator({
      buckets: [],
      otherRegions: ['us-ashburn-1'],
    });
    const elsewhere = accountClients(`${emulator.url}/us-ashburn-1`, key).storage;
    const createBucketDetails = { name: 'mine', compartmentId: tenancyId };
    await storage.createBucket({ namespaceName: NAMESPACE, createBucketDetails });
    const bucket = { namespaceName: NAMESPACE, bucketName: 'mine' };
    await expect(elsewhere.getBucket(bucket)).rejects.toMatchObject({ statusCode: 404 });
    await elsewhere.createBucket({ namespaceName: NAMESPACE, createBucketDetails });
    await elsewhere.putObject({ ...bucket, objectName: 'a', putObjectBody: 'text' });
    expect((await storage.listObjects(bucket)).listObjects.objects).toEqual([]);
  });

  test('that would be public or versioned is 501, since the emulator keeps neither', async () => {
    const { storage, tenancyId } = await startWithAdministrator();
    const createBucketDetails = { name: 'b', compartmentId: tenancyId, kmsKeyId: 'ocid1.key' };
    await expect(
      storage.createBucket({ namespaceName: NAMESPACE, createBucketDetails }),
    ).rejects.toMatchObject({ statusCode: 501, message: expect.stringContaining('kmsKeyId') });
  });
});

describe('a topic', () => {
  test('takes messages from when it is made until it is deleted', async () => {
    const { emulator, topics, notifications, tenancyId } = await startWithAdministrator();
    const createTopicDetails = { compartmentId: tenancyId, name: 'reports' };
    const { notificationTopic } = await topics.createTopic({ createTopicDetails });
    const { topicId } = notificationTopic;
    const found = await topics.listTopics({ compartmentId: tenancyId, name: 'reports' });
    expect(found.items).toMatchObject([{ topicId, lifecycleState: 'ACTIVE' }]);
    await expect(topics.createTopic({ createTopicDetails })).rejects.toMatchObject({
      statusCode: 409,
    });
    const messageDetails = { title: 'Report', body: 'text' };
    await notifications.publishMessage({ topicId, messageDetails });
    expect(emulator.outbox.messages()).toMatchObject([{ topicId, title: 'Report' }]);
    await topics.deleteTopic({ topicId });
    await expect(notifications.publishMessage({ topicId, messageDetails })).rejects.toMatchObject({
      statusCode: 404,
    });
  });

  test('has a subscriber once the link in a mail was opened', async () => {
    const { emulator, topics, notifications, tenancyId } = await startWithAdministrator();
    const compartmentId = tenancyId;
    const createTopicDetails = { compartmentId, name: 'reports' };
    const { topicId } = (await topics.createTopic({ createTopicDetails })).notificationTopic;
    const createSubscriptionDetails = {
      compartmentId,
      topicId,
      protocol: 'EMAIL',
      endpoint: 'me@example.com',
    };
    await notifications.createSubscription({ createSubscriptionDetails });
    const state = async () =>
      (await notifications.listSubscriptions({ compartmentId, topicId })).items.map(
        ({ lifecycleState }) => lifecycleState,
      );
    expect(await state()).toEqual(['PENDING']);

    const link = /http\S+/.exec(emulator.outbox.messages()[0]?.body ?? '')?.[0] ?? '';
    expect((await fetch(link.replace(/token=\w/, 'token=x'))).status).toBe(404);
    expect(await state()).toEqual(['PENDING']);
    expect((await fetch(link)).status).toBe(200);
    expect(await state()).toEqual(['ACTIVE']);
    await topics.deleteTopic({ topicId });
    expect(await state()).toEqual([]);
  });
});
