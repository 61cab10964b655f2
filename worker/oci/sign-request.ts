/**
 * OCI's request signature (draft-cavage-http-signatures, version 1, rsa-sha256), over fetch and
 * WebCrypto. Header order and spelling are the official SDK's, so that the signatures are equal byte
 * for byte. https://docs.oracle.com/iaas/Content/API/Concepts/signingrequests.htm
 */
import type { ApiKey } from '../../shared/settings.ts';
import { importPrivateKey } from './private-key.ts';

export interface UnsignedRequest {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** PutObject may leave its body out of the signature, and the official SDK does. */
  readonly signBody?: boolean;
}

/** `host` and the length are fetch's own to send, and equal. */
const SENT_AS_SIGNED = ['x-date', 'Content-Type', 'x-content-sha256'];

/** Signs with one key, imported once. */
export class RequestSigner {
  readonly #keyId: string;
  readonly #pem: string;
  #key: Promise<CryptoKey> | undefined;

  constructor(apiKey: ApiKey) {
    this.#keyId = `${apiKey.tenancyOcid}/${apiKey.userOcid}/${apiKey.fingerprint}`;
    this.#pem = apiKey.privateKeyPem;
  }

  /** A request to send now: OCI refuses dates that are five minutes off. */
  async sign(request: UnsignedRequest, now: Date): Promise<Request> {
    const headers = await headersToSign(request, now);
    this.#key ??= importPrivateKey(this.#pem);
    const signature = await signText(await this.#key, signingString(headers));
    const authorization = authorizationHeader(this.#keyId, Object.keys(headers), signature);
    const sent = new Headers(request.headers);
    sent.set('authorization', authorization);
    for (const name of SENT_AS_SIGNED) {
      const value = headers[name];
      if (value !== undefined) sent.set(name, value);
    }
    const { method, url, body } = request;
    const sentBody = body === undefined ? {} : { body };
    return new Request(url, { method, headers: sent, redirect: 'manual', ...sentBody });
  }
}

/** What is signed, by name, in the order that it is signed in. */
export async function headersToSign(
  request: UnsignedRequest,
  now: Date,
): Promise<Record<string, string>> {
  const { method, url, body = '' } = request;
  const always = {
    'x-date': now.toUTCString(),
    '(request-target)': `${method.toLowerCase()} ${url.pathname}${url.search}`,
    host: url.host,
  };
  if (method === 'GET' || request.signBody === false) return always;
  const bytes = new TextEncoder().encode(body);
  return {
    ...always,
    'Content-Type': request.headers?.['content-type'] ?? 'application/json',
    'Content-Length': String(bytes.length),
    'x-content-sha256': toBase64(await crypto.subtle.digest('SHA-256', bytes)),
  };
}

export function signingString(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`)
    .join('\n');
}

/** Base64 of RSASSA-PKCS1-v1_5 with SHA-256, which is deterministic. */
export async function signText(key: CryptoKey, text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  return toBase64(await crypto.subtle.sign('RSASSA-PKCS1-v1_5', key, bytes));
}

export function authorizationHeader(
  keyId: string,
  names: readonly string[],
  signature: string,
): string {
  return `Signature version="1",keyId="${keyId}",algorithm="rsa-sha256",headers="${names.join(' ')}",signature="${signature}"`;
}

function toBase64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}
