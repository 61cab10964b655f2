/** Keys that can sign, and what is said of those that cannot: never a word of the key. */
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { createAuthentication } from '../../function/oci/authentication.ts';
import { Failure } from '../../shared/errors.ts';
import { importPrivateKey, wrapPkcs1 } from '../../worker/oci/private-key.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const PKCS8 = rsa.export({ type: 'pkcs8', format: 'pem' }).toString();
const PKCS1 = rsa.export({ type: 'pkcs1', format: 'pem' }).toString();
const passphrase = { cipher: 'aes-256-cbc', passphrase: 'secret' };
const ellipticCurve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

const UNUSABLE: Readonly<Record<string, readonly [pem: string, advice: RegExp]>> = {
  'an encrypted PKCS#8 key': [
    rsa.export({ type: 'pkcs8', format: 'pem', ...passphrase }).toString(),
    /has a passphrase: .*openssl/,
  ],
  'an encrypted PKCS#1 key': [
    rsa.export({ type: 'pkcs1', format: 'pem', ...passphrase }).toString(),
    /has a passphrase: .*openssl/,
  ],
  'an elliptic curve key': [
    ellipticCurve.export({ type: 'pkcs8', format: 'pem' }).toString(),
    /not an RSA key: paste the whole PEM file/,
  ],
  'an elliptic curve key in its own format': [
    ellipticCurve.export({ type: 'sec1', format: 'pem' }).toString(),
    /holds no RSA private key: paste/,
  ],
  'a key that was cut off': [PKCS8.slice(0, 400), /holds no RSA private key/],
  'a key with a damaged middle': [PKCS8.slice(0, 300) + PKCS8.slice(400), /is damaged/],
  'a PKCS#1 key with a damaged middle': [PKCS1.slice(0, 300) + PKCS1.slice(400), /is damaged/],
  'a public key': [
    generateKeyPairSync('rsa', { modulusLength: 2048 })
      .publicKey.export({ type: 'spki', format: 'pem' })
      .toString(),
    /holds no RSA private key/,
  ],
  'no key at all': ['change-me', /holds no RSA private key/],
};

test.each([PKCS8, PKCS1])('imports a key, for signing only', async (pem) => {
  const key = await importPrivateKey(pem);
  expect(key.usages).toEqual(['sign']);
  expect(key.extractable).toBe(false);
});

test.each([1024, 2048, 3072, 4096])('wraps a PKCS#1 key of %i bits as OpenSSL does', (bits) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const wrapped = wrapPkcs1(privateKey.export({ type: 'pkcs1', format: 'der' }));
  expect(Buffer.from(wrapped)).toEqual(privateKey.export({ type: 'pkcs8', format: 'der' }));
});

test.each(Object.entries(UNUSABLE))('says what to do about %s', async (_, [pem, advice]) => {
  const error = await importPrivateKey(pem).catch((reason: unknown) => reason);
  const { message } = error as Error;
  expect(message).toMatch(advice);
  expect(leaks(message, pem)).toBe(false);
});

test.each(Object.entries(UNUSABLE))(
  'the Function says at its start what to do about %s',
  (_, [pem]) => {
    const apiKey = { tenancyOcid: 't', userOcid: 'u', fingerprint: 'f', privateKeyPem: pem };
    const start = () => createAuthentication({ apiKey, region: 'eu-frankfurt-1' }, {});
    expect(start).toThrow(Failure);
    expect(start).toThrow(/^OCI_PRIVATE_KEY: paste the whole PEM file/);
  },
);

test('the Function says what to set when there is neither a resource principal nor a key', () => {
  expect(() => createAuthentication({}, {})).toThrow(/OCI_TENANCY_OCID/);
});

/** Any eight characters in a row of the key's base64. */
function leaks(message: string, pem: string): boolean {
  const secret = pem.replaceAll(/-----[A-Z0-9 ]+-----|\s/g, '');
  for (let start = 0; start + 8 <= secret.length; start += 1) {
    if (message.includes(secret.slice(start, start + 8))) return true;
  }
  return false;
}
