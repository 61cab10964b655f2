/** Namespace, buckets, lists, and what is not there, by the names that the service gives it. */
import { expect, test } from 'vitest';
import { at, BUCKET, NAMESPACE, putText, startWithClient } from './official-clients.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

test('tells the namespace', async () => {
  const { client } = await startWithClient();
  expect(await client.getNamespace({})).toEqual({ value: NAMESPACE });
});

test('tells a missing object, bucket and namespace apart', async () => {
  const { client } = await startWithClient();
  const object = at('counter.json');
  await expect(client.getObject(object)).rejects.toMatchObject({ serviceCode: 'ObjectNotFound' });
  await expect(client.deleteObject(object)).rejects.toMatchObject({
    serviceCode: 'ObjectNotFound',
  });
  await expect(client.getObject({ ...object, bucketName: 'none' })).rejects.toMatchObject({
    statusCode: 404,
    serviceCode: 'BucketNotFound',
  });
  await expect(client.getObject({ ...object, namespaceName: 'none' })).rejects.toMatchObject({
    statusCode: 404,
    serviceCode: 'NamespaceNotFound',
  });
  await expect(client.headObject(object)).rejects.toMatchObject({
    statusCode: 404,
    serviceCode: 'None',
  });
});

test('lists by prefix, a page at a time', async () => {
  const { client } = await startWithClient();
  for (const name of ['b/2', 'a', 'b/1', 'b/3', 'c']) await putText(client, name, name);
  const bucket = { namespaceName: NAMESPACE, bucketName: BUCKET };
  const first = await client.listObjects({
    ...bucket,
    prefix: 'b/',
    limit: 2,
    fields: 'name,size,etag',
  });
  expect(first.listObjects.objects.map(({ name, size }) => [name, size])).toEqual([
    ['b/1', 3],
    ['b/2', 3],
  ]);
  expect(first.listObjects.nextStartWith).toBe('b/3');
  const rest = await client.listObjects({ ...bucket, prefix: 'b/', start: 'b/3' });
  expect(rest.listObjects).toEqual({ objects: [expect.objectContaining({ name: 'b/3' })] });
  await expect(client.listObjects({ ...bucket, limit: 1001 })).rejects.toMatchObject({
    serviceCode: 'InvalidLimit',
  });
});

test('knows its bucket', async () => {
  const { client } = await startWithClient();
  const bucket = { namespaceName: NAMESPACE, bucketName: BUCKET };
  const { eTag } = await client.headBucket(bucket);
  expect(eTag).toMatch(UUID);
  expect((await client.getBucket(bucket)).bucket).toMatchObject({ name: BUCKET, etag: eTag });
  await expect(client.headBucket({ ...bucket, bucketName: 'none' })).rejects.toMatchObject({
    statusCode: 404,
  });
});

test('answers 501 to what it does not know, by its name', async () => {
  const { client, emulator } = await startWithClient();
  const bucket = { namespaceName: NAMESPACE, bucketName: BUCKET };
  const rename = { sourceName: 'a', newName: 'b' };
  await expect(
    client.renameObject({ ...bucket, renameObjectDetails: rename }),
  ).rejects.toMatchObject({
    statusCode: 501,
    message: expect.stringContaining(`POST /n/${NAMESPACE}/b/${BUCKET}/actions/renameObject`),
  });
  await expect(client.listObjects({ ...bucket, delimiter: '/' })).rejects.toMatchObject({
    statusCode: 501,
    message: expect.stringContaining('ListObjects with ?delimiter'),
  });
  const answer = await fetch(`${emulator.url}/20160918/instances`);
  expect(answer.status).toBe(501);
  expect(await answer.text()).toContain('GET /20160918/instances');
});
