/** The signer, stage by stage, and byte for byte against the signer of Oracle's own SDK. */
import { generateKeyPairSync, verify } from 'node:crypto';
import fc from 'fast-check';
import { DefaultRequestSigner, SimpleAuthenticationDetailsProvider } from 'oci-common';
import { describe, expect, test } from 'vitest';
import type { ApiKey } from '../../shared/settings/settings.ts';
import {
  buildAuthorization,
  buildSigningString,
  listSignedHeaders,
  RequestSigner,
  type SignableRequest,
} from '../../worker/oci/sign-request.ts';

const DATE = new Date('2026-11-23T20:00:00Z');
const PUBLISH: SignableRequest = {
  method: 'POST',
  url: new URL('https://notification.eu-frankfurt-1.oraclecloud.com/20181201/topics/t/messages'),
  signedBody: '{"title":"Zoë","body":"1 visit"}',
};
const PUT: SignableRequest = {
  method: 'PUT',
  url: new URL('https://objectstorage.eu-frankfurt-1.oraclecloud.com/n/ns/b/b/o/a%2Fb%20c.json'),
};
const GET: SignableRequest = {
  method: 'GET',
  url: new URL('http://127.0.0.1:4566/n/ns/b/b/o?prefix=a%2F&limit=2'),
};

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PKCS8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const PKCS1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

function apiKey(privateKeyPem: string): ApiKey {
  return {
    tenancyOcid: 'ocid1.tenancy.oc1..t',
    userOcid: 'ocid1.user.oc1..u',
    fingerprint: '00:11',
    privateKeyPem,
  };
}

describe('the list of signed headers', () => {
  test('of a request without a signed body is date, target and host', async () => {
    expect(await listSignedHeaders(GET, DATE)).toEqual([
      ['x-date', 'Mon, 23 Nov 2026 20:00:00 GMT'],
      ['(request-target)', 'get /n/ns/b/b/o?prefix=a%2F&limit=2'],
      ['host', '127.0.0.1:4566'],
    ]);
  });

  test('of a signed body adds type, length in bytes and digest', async () => {
    expect(await listSignedHeaders(PUBLISH, DATE)).toEqual([
      ['x-date', 'Mon, 23 Nov 2026 20:00:00 GMT'],
      ['(request-target)', 'post /20181201/topics/t/messages'],
      ['host', 'notification.eu-frankfurt-1.oraclecloud.com'],
      ['Content-Type', 'application/json'],
      ['Content-Length', '33'],
      ['x-content-sha256', 'eStYhHzi4+64kf7vMxtUboSPvk61q/4XKzL4PbYipmQ='],
    ]);
  });
});

test('the signing string has a line a header, names in lower case, no newline at the end', async () => {
  expect(buildSigningString(await listSignedHeaders(PUT, DATE))).toBe(
    'x-date: Mon, 23 Nov 2026 20:00:00 GMT\n' +
      '(request-target): put /n/ns/b/b/o/a%2Fb%20c.json\n' +
      'host: objectstorage.eu-frankfurt-1.oraclecloud.com',
  );
});

test('the Authorization header names key, algorithm, headers and signature', async () => {
  expect(buildAuthorization('t/u/f', await listSignedHeaders(PUBLISH, DATE), 'c2lnbmVk')).toBe(
    'Signature version="1",keyId="t/u/f",algorithm="rsa-sha256",' +
      'headers="x-date (request-target) host Content-Type Content-Length x-content-sha256",' +
      'signature="c2lnbmVk"',
  );
});

describe('the signer', () => {
  test('sends what it signed, but for what fetch writes itself', async () => {
    const headers = await new RequestSigner(apiKey(PKCS8)).sign(PUBLISH, DATE);
    expect(Object.keys(headers)).toEqual([
      'x-date',
      'Content-Type',
      'x-content-sha256',
      'authorization',
    ]);
  });

  test('signs what the public key verifies', async () => {
    const { authorization = '' } = await new RequestSigner(apiKey(PKCS8)).sign(PUT, DATE);
    const signature = Buffer.from(/signature="([^"]+)"/.exec(authorization)?.[1] ?? '', 'base64');
    const signed = Buffer.from(buildSigningString(await listSignedHeaders(PUT, DATE)));
    expect(verify('RSA-SHA256', signed, publicKey, signature)).toBe(true);
  });

  test.each([
    ['PKCS#8', PKCS8],
    ['PKCS#1', PKCS1],
    ['PKCS#8 on one line', PKCS8.replaceAll('\n', '\\n')],
    ['PKCS#1 with Windows newlines', PKCS1.replaceAll('\n', '\r\n')],
    ['PKCS#8 with a label behind it, as OCI hands it out', `${PKCS8}OCI_API_KEY`],
  ])('signs as the official SDK does, with a key in %s', async (_, pem) => {
    const signer = new RequestSigner(apiKey(pem));
    for (const request of [GET, PUT, PUBLISH]) {
      const { authorization } = await signer.sign(request, DATE);
      expect(authorization).toBe(await officialAuthorization(request));
    }
  });

  test('signs any path, query and body as the official SDK does', async () => {
    const signer = new RequestSigner(apiKey(PKCS8));
    const requests = fc.record({
      method: fc.constantFrom('GET' as const, 'PUT' as const, 'POST' as const),
      object: fc.string({ unit: 'binary', minLength: 1 }),
      body: fc.string({ unit: 'binary' }),
    });
    await fc.assert(
      fc.asyncProperty(requests, async ({ method, object, body }) => {
        fc.pre(object !== '.' && object !== '..');
        const url = new URL(`https://h.example:8443/n/ns/b/b/o/${encodeURIComponent(object)}`);
        const request = { method, url, ...(method === 'POST' && { signedBody: body }) };
        const { authorization } = await signer.sign(request, DATE);
        expect(authorization).toBe(await officialAuthorization(request));
      }),
      { numRuns: 50 },
    );
  });
});

/** What oci-common signs; PutObject tells it to leave the body out (oci-objectstorage 2.142). */
async function officialAuthorization(request: SignableRequest): Promise<string | null> {
  const { tenancyOcid, userOcid, fingerprint, privateKeyPem } = apiKey(PKCS8);
  const signer = new DefaultRequestSigner(
    new SimpleAuthenticationDetailsProvider(
      tenancyOcid,
      userOcid,
      fingerprint,
      privateKeyPem,
      null,
    ),
  );
  const headers = new Headers({ 'x-date': DATE.toUTCString() });
  const { method, url, signedBody: body } = request;
  const official = { method, uri: url.href, headers, body };
  await signer.signHttpRequest(
    official as Parameters<typeof signer.signHttpRequest>[0],
    method === 'PUT',
  );
  return headers.get('authorization');
}
