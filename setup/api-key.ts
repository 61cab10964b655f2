/** An API key as Oracle wants it: RSA, and the fingerprint that its console shows. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

export interface NewKey {
  /** PKCS#8 PEM. */
  readonly privateKey: string;
  /** SPKI PEM. */
  readonly publicKey: string;
  readonly fingerprint: string;
}

export async function makeKey(): Promise<NewKey> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { privateKey, publicKey, fingerprint: fingerprintOf(privateKey) };
}

/** MD5 of the public key's DER, as pairs of hex digits. Throws when it is no key. */
export function fingerprintOf(privateKeyPem: string): string {
  const der = createPublicKey(createPrivateKey(privateKeyPem)).export({
    type: 'spki',
    format: 'der',
  });
  const digest = createHash('md5').update(der).digest('hex');
  return (digest.match(/../g) ?? []).join(':');
}
