/** Conditional reads and writes, as they were measured on the real service in August 2026. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { at, BUCKET, getText, NAMESPACE, putText, startWithClient } from './official-clients.ts';
import { sendSigned } from './signed-fetch.ts';

test('creates only what is absent under if-none-match', async () => {
  const { client } = await startWithClient();
  await putText(client, 'counter.json', 'first', { ifNoneMatch: '*' });
  await expect(
    putText(client, 'counter.json', 'second', { ifNoneMatch: '*' }),
  ).rejects.toMatchObject({
    statusCode: 412,
    serviceCode: 'IfNoneMatchFailed',
  });
  expect(await getText(client, 'counter.json')).toBe('first');
  await expect(putText(client, 'counter.json', 'x', { ifNoneMatch: 'abc' })).rejects.toMatchObject({
    statusCode: 400,
  });
});

test('replaces only the version that if-match names', async () => {
  const { client } = await startWithClient();
  const stale = { statusCode: 412, serviceCode: 'IfMatchFailed' };
  await expect(putText(client, 'counter.json', 'x', { ifMatch: 'absent' })).rejects.toMatchObject(
    stale,
  );
  const { eTag: first } = await putText(client, 'counter.json', 'first');
  const { eTag: second } = await putText(client, 'counter.json', 'second', { ifMatch: first });
  await expect(putText(client, 'counter.json', 'x', { ifMatch: first })).rejects.toMatchObject(
    stale,
  );
  await expect(
    client.deleteObject({ ...at('counter.json'), ifMatch: first }),
  ).rejects.toMatchObject(stale);
  expect(await getText(client, 'counter.json')).toBe('second');
  await client.deleteObject({ ...at('counter.json'), ifMatch: second });
  await expect(getText(client, 'counter.json')).rejects.toMatchObject({ statusCode: 404 });
});

test('refuses an empty if-match, which the client leaves out', async () => {
  const { emulator, key } = await startWithClient();
  const answer = await sendSigned(emulator.url, key, 'PUT', `/n/${NAMESPACE}/b/${BUCKET}/o/x`, {
    body: 'x',
    headers: { 'if-match': '' },
  });
  expect(answer.status).toBe(412);
  expect(await answer.json()).toMatchObject({ code: 'IfMatchFailed' });
});

test('lets one of 32 racing creates win', async () => {
  const { client } = await startWithClient();
  const races = Array.from({ length: 32 }, (_, index) =>
    putText(client, 'counter.json', String(index), { ifNoneMatch: '*' }).then(
      () => index,
      (error: { serviceCode: string }) => error.serviceCode,
    ),
  );
  const outcomes = await Promise.all(races);
  const winners = outcomes.filter((outcome) => typeof outcome === 'number');
  expect(winners).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'IfNoneMatchFailed')).toHaveLength(31);
  expect(await getText(client, 'counter.json')).toBe(String(winners[0]));
});

test('answers 304 without a body when the version is known', async () => {
  const { client, emulator, key } = await startWithClient();
  const { eTag } = await putText(client, 'counter.json', 'body');
  const path = `/n/${NAMESPACE}/b/${BUCKET}/o/counter.json`;
  const known = await sendSigned(emulator.url, key, 'GET', path, {
    headers: { 'if-none-match': eTag },
  });
  expect([known.status, known.headers.get('etag'), await known.text()]).toEqual([304, eTag, '']);
  await expect(
    client.getObject({ ...at('counter.json'), ifNoneMatch: eTag }),
  ).rejects.toMatchObject({ statusCode: 304 });
  await expect(client.getObject({ ...at('counter.json'), ifMatch: 'other' })).rejects.toMatchObject(
    { statusCode: 412, serviceCode: 'IfMatchFailed' },
  );
});

test('refuses a body that does not match its MD5', async () => {
  const { client } = await startWithClient();
  const contentMD5 = createHash('md5').update('body').digest('base64');
  const request = { ...at('counter.json'), contentMD5 };
  await expect(client.putObject({ ...request, putObjectBody: 'other' })).rejects.toMatchObject({
    statusCode: 400,
    serviceCode: 'UnmatchedContentMD5',
  });
  await client.putObject({ ...request, putObjectBody: 'body' });
  expect(await getText(client, 'counter.json')).toBe('body');
});

test('wants the length of a body', async () => {
  const { emulator, key } = await startWithClient();
  const body = new Blob(['chunked']).stream();
  const answer = await sendSigned(emulator.url, key, 'PUT', `/n/${NAMESPACE}/b/${BUCKET}/o/x`, {
    body,
  });
  expect(answer.status).toBe(411);
  expect(await answer.json()).toMatchObject({ code: 'ContentLengthRequired' });
});
