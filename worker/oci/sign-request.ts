/**
 * OCI's request signature (draft-cavage-http-signatures, version 1, rsa-sha256) with WebCrypto. Order
 * and spelling of the headers are the official SDK's, so that both sign byte for byte the same.
 * https://docs.oracle.com/iaas/Content/API/Concepts/signingrequests.htm
 */
import type { ApiKey } from '../../shared/settings/settings.ts';
import { importPrivateKey } from './private-key.ts';

export interface SignableRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly url: URL;
  /** JSON text. PutObject may leave its body out of the signature, and the SDK does. */
  readonly signedBody?: string;
}

export type SignedHeader = readonly [name: string, value: string];

const CONTENT_TYPE = 'application/json';

/** Headers that `fetch` writes by itself, and pseudo-headers. */
const NOT_SENT = ['(request-target)', 'host', 'Content-Length'];

/** Signs with one key, which is imported once. */
export class RequestSigner {
  readonly #keyId: string;
  readonly #privateKeyPem: string;
  #key: Promise<CryptoKey> | undefined;

  constructor({ tenancyOcid, userOcid, fingerprint, privateKeyPem }: ApiKey) {
    this.#keyId = `${tenancyOcid}/${userOcid}/${fingerprint}`;
    this.#privateKeyPem = privateKeyPem;
  }

  /**
   * The headers to send along, `authorization` among them; OCI takes dates that are up to five minutes
   * off. Throws an error that says what to do when the key is unusable.
   */
  async sign(request: SignableRequest, date: Date): Promise<Record<string, string>> {
    const headers = await listSignedHeaders(request, date);
    this.#key ??= importPrivateKey(this.#privateKeyPem);
    const signature = await signText(await this.#key, buildSigningString(headers));
    const sent = headers.filter(([name]) => !NOT_SENT.includes(name));
    const authorization = buildAuthorization(this.#keyId, headers, signature);
    return { ...Object.fromEntries(sent), authorization };
  }
}

/** What is signed, in the order and spelling of oci-common 2.142, lib/signer.js. */
export async function listSignedHeaders(
  { method, url, signedBody }: SignableRequest,
  date: Date,
): Promise<readonly SignedHeader[]> {
  const always: readonly SignedHeader[] = [
    ['x-date', date.toUTCString()],
    ['(request-target)', `${method.toLowerCase()} ${url.pathname}${url.search}`],
    ['host', url.host],
  ];
  if (signedBody === undefined) return always;
  const bytes = new TextEncoder().encode(signedBody);
  return [
    ...always,
    ['Content-Type', CONTENT_TYPE],
    ['Content-Length', String(bytes.byteLength)],
    ['x-content-sha256', toBase64(await crypto.subtle.digest('SHA-256', bytes))],
  ];
}

export function buildSigningString(headers: readonly SignedHeader[]): string {
  return headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`).join('\n');
}

/** Base64 of RSASSA-PKCS1-v1_5 with SHA-256, which is deterministic. */
export async function signText(key: CryptoKey, text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  return toBase64(await crypto.subtle.sign('RSASSA-PKCS1-v1_5', key, bytes));
}

export function buildAuthorization(
  keyId: string,
  headers: readonly SignedHeader[],
  signature: string,
): string {
  const names = headers.map(([name]) => name).join(' ');
  return `Signature version="1",keyId="${keyId}",algorithm="rsa-sha256",headers="${names}",signature="${signature}"`;
}

function toBase64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}
