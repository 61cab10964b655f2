/** Sends what Oracle's client cannot be made to send, signed by Oracle's own signer. */
import { DefaultRequestSigner } from 'oci-common';
import type { ApiKey } from '../../local/oci-emulator/api-key.ts';
import { detailsOf } from './official-clients.ts';

export interface SignedFetchOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | ReadableStream;
  /** Changes the request after it was signed. */
  readonly tamper?: (headers: Headers) => void;
  /** Sent in place of what was signed. */
  readonly sentPath?: string;
  readonly sentBody?: string;
}

export async function sendSigned(
  url: string,
  key: ApiKey,
  method: string,
  path: string,
  options: SignedFetchOptions = {},
): Promise<Response> {
  const headers = new Headers(options.headers);
  const text = typeof options.body === 'string' ? options.body : '';
  const signer = new DefaultRequestSigner(detailsOf(key));
  const request = { method, uri: url + path, headers, body: text };
  await signer.signHttpRequest(request as never, method === 'PUT');
  options.tamper?.(headers);
  const init: RequestInit & { duplex?: 'half' } = { method, headers, duplex: 'half' };
  if (options.body !== undefined) init.body = options.sentBody ?? options.body;
  return await fetch(url + (options.sentPath ?? path), init);
}
