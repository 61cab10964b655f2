/**
 * PEM text -> a key that signs. WebCrypto imports PKCS#8 only, and OpenSSL long wrote PKCS#1, so that
 * one is wrapped: the same key with a header in front. No error holds any of the key.
 */
import { parsePrivateKey } from '../../shared/settings/private-key-pem.ts';

/** DER of `INTEGER 0, SEQUENCE { OID rsaEncryption, NULL }`: what PKCS#8 puts before the key (RFC 5208). */
const RSA_ALGORITHM = [
  0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01,
  0x05, 0x00,
];
const SEQUENCE = 0x30;
const OCTET_STRING = 0x04;

const ADVICE =
  'paste the whole PEM file of the RSA key whose fingerprint OCI shows, PKCS#8 or PKCS#1, without a passphrase';

/**
 * @throws Error that says what to do, when the PEM holds no usable RSA key.
 */
export async function importPrivateKey(pem: string): Promise<CryptoKey> {
  // Both forms of a passphrase: the label of PKCS#8, and OpenSSL's own `Proc-Type: 4,ENCRYPTED`.
  if (pem.includes('ENCRYPTED')) {
    throw new Error(
      'OCI_PRIVATE_KEY has a passphrase: take it off with `openssl rsa -in key.pem -out plain.pem`',
    );
  }
  const key = parsePrivateKey(pem);
  if (key === undefined) {
    throw new Error(`OCI_PRIVATE_KEY holds no RSA private key: ${ADVICE}`);
  }
  try {
    const der = Uint8Array.from(atob(key.base64), (byte) => byte.charCodeAt(0));
    const pkcs8 = key.label === 'PRIVATE KEY' ? der : wrapPkcs1(der);
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    return await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
  } catch {
    throw new Error(`OCI_PRIVATE_KEY is damaged, or not an RSA key: ${ADVICE}`);
  }
}

/** PKCS#1 DER -> PKCS#8 DER. */
export function wrapPkcs1(pkcs1: Uint8Array): Uint8Array<ArrayBuffer> {
  const key = derElement(OCTET_STRING, pkcs1);
  return derElement(SEQUENCE, Uint8Array.from([...RSA_ALGORITHM, ...key]));
}

function derElement(tag: number, content: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([tag, ...derLength(content.length), ...content]);
}

/** Short form below 128, else the count of length bytes and the length (X.690, 8.1.3). */
function derLength(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return [0x80 | bytes.length, ...bytes];
}
