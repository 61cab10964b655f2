/**
 * Makes API keys that exist only for an emulator: tests and `npm start` mint one for each run, so no
 * real key is ever needed, and none can leak. A key id is `tenancy/user/fingerprint`.
 */
import { createHash, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

export interface ApiKey {
  readonly tenancyId: string;
  readonly userId: string;
  /** MD5 of the public key's DER, as colon-separated hex: how OCI names a key. */
  readonly fingerprint: string;
  readonly keyId: string;
  /** PKCS#8 PEM. */
  readonly privateKey: string;
  /** SPKI PEM. */
  readonly publicKey: string;
}

export interface PemKeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** What OCI's own keys have; smaller ones are refused there. */
const KEY_BITS = 2048;

export const EMULATOR_TENANCY_ID = 'ocid1.tenancy.oc1..emulator';
const EMULATOR_USER_ID = 'ocid1.user.oc1..emulator';

export async function mintKeyPair(): Promise<PemKeyPair> {
  return await promisify(generateKeyPair)('rsa', {
    modulusLength: KEY_BITS,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

export async function mintApiKey(): Promise<ApiKey> {
  return apiKeyOf(EMULATOR_USER_ID, await mintKeyPair());
}

export function apiKeyOf(userId: string, { privateKey, publicKey }: PemKeyPair): ApiKey {
  const fingerprint = fingerprintOf(publicKey);
  return {
    tenancyId: EMULATOR_TENANCY_ID,
    userId,
    fingerprint,
    keyId: `${EMULATOR_TENANCY_ID}/${userId}/${fingerprint}`,
    privateKey,
    publicKey,
  };
}

/** The counter's settings for this key. */
export function apiKeyEnvironment(key: ApiKey): Readonly<Record<string, string>> {
  return {
    OCI_TENANCY_OCID: key.tenancyId,
    OCI_USER_OCID: key.userId,
    OCI_KEY_FINGERPRINT: key.fingerprint,
    OCI_PRIVATE_KEY: key.privateKey,
  };
}

export function fingerprintOf(publicKeyPem: string): string {
  const der = Buffer.from(publicKeyPem.replaceAll(/-----[A-Z ]+-----|\s/g, ''), 'base64');
  const digest = createHash('md5').update(der).digest('hex');
  return digest.replaceAll(/..(?!$)/g, '$&:');
}
