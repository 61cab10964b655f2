/** Objects as Oracle's own client puts and gets them. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  at,
  BUCKET,
  getText,
  NAMESPACE,
  putText,
  startEmulator,
  startWithClient,
  temporaryFolder,
} from './official-clients.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

test('gives back what was put, with its type and metadata', async () => {
  const { client } = await startWithClient();
  const body = '{"pageviews":1,"name":"Zoë"}';
  const put = await client.putObject({
    ...at('counter.json'),
    putObjectBody: body,
    contentType: 'application/json',
    opcMeta: { writer: 'a1' },
    opcClientRequestId: 'request-1',
  });
  const md5 = createHash('md5').update(body).digest('base64');
  expect(put).toMatchObject({ opcContentMd5: md5, opcClientRequestId: 'request-1' });
  expect(put.eTag).toMatch(UUID);
  expect(put.opcRequestId).toBeTruthy();
  expect(put.lastModified).toBeTruthy();

  expect(await getText(client, 'counter.json')).toBe(body);
  const get = await client.getObject(at('counter.json'));
  expect(get).toMatchObject({
    eTag: put.eTag,
    contentLength: Buffer.byteLength(body),
    contentType: 'application/json',
    contentMd5: md5,
    // The client leaves the prefix on what it reads.
    opcMeta: { 'opc-meta-writer': 'a1' },
  });
  const head = await client.headObject(at('counter.json'));
  expect(head).toMatchObject({ eTag: put.eTag, contentLength: Buffer.byteLength(body) });
});

test('replaces type and metadata with each put, and gives a new ETag even to the same bytes', async () => {
  const { client } = await startWithClient();
  const first = await client.putObject({
    ...at('counter.json'),
    putObjectBody: 'same',
    contentType: 'application/json',
    opcMeta: { writer: 'a1' },
  });
  const second = await client.putObject({
    ...at('counter.json'),
    putObjectBody: Buffer.from('same'),
  });
  expect(second.eTag).not.toBe(first.eTag);
  const { contentType, opcMeta } = await client.getObject(at('counter.json'));
  expect({ contentType, opcMeta }).toEqual({
    contentType: 'application/octet-stream',
    opcMeta: {},
  });
});

test.each(['a/b/c.json', 'a b+c', 'ü/é', '100%', 'a%2Fb', 'x?y#z&w=1', "it's (ok)!*"])(
  'keeps the object name %s as it is',
  async (name) => {
    const { client } = await startWithClient();
    await putText(client, name, name);
    expect(await getText(client, name)).toBe(name);
    const { listObjects } = await client.listObjects({
      namespaceName: NAMESPACE,
      bucketName: BUCKET,
    });
    expect(listObjects.objects.map((object) => object.name)).toEqual([name]);
  },
);

test('serves the same objects and ETags after a restart', async () => {
  const dataFolder = await temporaryFolder();
  const { emulator, key, client } = await startWithClient({ dataFolder });
  const { eTag } = await client.putObject({
    ...at('a/b'),
    putObjectBody: 'kept',
    opcMeta: { writer: 'a1' },
  });
  await putText(client, 'gone', 'gone');
  await client.deleteObject(at('gone'));
  await emulator.close();

  const { keyId, publicKey } = key;
  const again = await startEmulator({ dataFolder, keys: [{ keyId, publicKey }] });
  client.endpoint = again.url;
  expect(await getText(client, 'a/b')).toBe('kept');
  expect(await client.getObject(at('a/b'))).toMatchObject({
    eTag,
    opcMeta: { 'opc-meta-writer': 'a1' },
  });
  await expect(client.getObject(at('gone'))).rejects.toMatchObject({ statusCode: 404 });
});
