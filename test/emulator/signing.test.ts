/** Signatures and clocks: what Oracle's own signer sends is taken, anything else is 401. */
import { expect, test } from 'vitest';
import { mintApiKey } from '../../local/oci-emulator/api-key.ts';
import { ManualClock } from './manual-clock.ts';
import {
  BUCKET,
  detailsOf,
  NAMESPACE,
  objectStorageClient,
  startEmulator,
  startWithClient,
} from './official-clients.ts';
import { type SignedFetchOptions, sendSigned } from './signed-fetch.ts';

const OBJECT_PATH = `/n/${NAMESPACE}/b/${BUCKET}/o/counter.json`;
const TOPIC_PATH = '/20181201/topics/ocid1.onstopic.oc1..a/messages';
const NOT_AUTHENTICATED = { statusCode: 401, serviceCode: 'NotAuthenticated' };

test('refuses a key id that is not registered', async () => {
  const emulator = await startEmulator();
  const client = objectStorageClient(emulator.url, detailsOf(await mintApiKey()));
  await expect(client.getNamespace({})).rejects.toMatchObject({
    ...NOT_AUTHENTICATED,
    message: expect.stringContaining('is not registered'),
  });
});

test('refuses a signature by another key', async () => {
  const { emulator, key } = await startWithClient();
  const { privateKey } = await mintApiKey();
  const client = objectStorageClient(emulator.url, detailsOf({ ...key, privateKey }));
  await expect(client.getNamespace({})).rejects.toMatchObject({
    ...NOT_AUTHENTICATED,
    message: expect.stringContaining('the signature does not match'),
  });
});

test.each([
  ['behind', -299_000],
  ['ahead', 299_000],
])('takes a caller whose clock is five minutes %s', async (_, offMs) => {
  const { client } = await startWithClient({ clock: new ManualClock(-offMs) });
  await expect(client.getNamespace({})).resolves.toEqual({ value: NAMESPACE });
});

test.each([
  ['behind', -305_000],
  ['ahead', 305_000],
])('refuses a caller whose clock is further %s', async (_, offMs) => {
  const { client } = await startWithClient({ clock: new ManualClock(-offMs) });
  await expect(client.getNamespace({})).rejects.toMatchObject({
    ...NOT_AUTHENTICATED,
    message: expect.stringContaining('the service allows 300 s'),
  });
});

function unsign(name: string) {
  return (headers: Headers) => {
    const signed = headers.get('authorization') ?? '';
    headers.set('authorization', signed.replace(new RegExp(` ${name}\\b`, 'i'), ''));
  };
}

const REFUSED: readonly [string, string, string, SignedFetchOptions, string][] = [
  ['another path', 'GET', OBJECT_PATH, { sentPath: `${OBJECT_PATH}x` }, 'does not match'],
  [
    'another query',
    'GET',
    '/n/?compartmentId=a',
    { sentPath: '/n/?compartmentId=b' },
    'does not match',
  ],
  [
    'another body',
    'POST',
    TOPIC_PATH,
    { body: '{"body":"a"}', sentBody: '{"body":"b"}' },
    'digest',
  ],
  [
    'another date',
    'GET',
    '/n/',
    { tamper: (headers) => headers.set('x-date', new Date(Date.now() - 2000).toUTCString()) },
    'does not match',
  ],
  [
    'no signature',
    'GET',
    '/n/',
    { tamper: (headers) => headers.delete('authorization') },
    'there is no',
  ],
  [
    'another algorithm',
    'GET',
    '/n/',
    {
      tamper: (headers) => {
        const signed = headers.get('authorization') ?? '';
        headers.set('authorization', signed.replace('rsa-sha256', 'rsa-sha1'));
      },
    },
    'algorithm is not rsa-sha256',
  ],
  ['an unsigned host', 'GET', '/n/', { tamper: unsign('host') }, 'not signed: host'],
  [
    'an unsigned body',
    'POST',
    TOPIC_PATH,
    { body: '{"body":"a"}', tamper: unsign('x-content-sha256') },
    'not signed: x-content-sha256',
  ],
];

test.each(REFUSED)('refuses %s than was signed', async (_, method, path, options, reason) => {
  const { emulator, key } = await startWithClient();
  const answer = await sendSigned(emulator.url, key, method, path, options);
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({
    code: 'NotAuthenticated',
    message: expect.stringContaining(reason),
  });
  expect(emulator.outbox.messages()).toEqual([]);
});
