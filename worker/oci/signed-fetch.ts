/**
 * One signed request over fetch, sent once; what goes wrong on the way is a value. A redirect is an
 * answer like any other: following it would send the signature elsewhere.
 */

import { lostAnswer, notSent } from '../../shared/oci/store-failure.ts';
import type { FailedCall } from '../../shared/ports.ts';
import type { RequestSigner, SignableRequest } from './sign-request.ts';

export interface SignedFetchRequest extends SignableRequest {
  /** Not signed. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What is sent: `signedBody`, unless this is given. */
  readonly body?: string;
}

/** `use` reads the answer; should the connection break meanwhile, there was none. */
export async function signedFetch<T>(
  signer: RequestSigner,
  request: SignedFetchRequest,
  signal: AbortSignal,
  use: (response: Response) => Promise<T>,
  onRequest?: () => void,
): Promise<T | FailedCall> {
  let signed: Record<string, string>;
  try {
    signed = await signer.sign(request, new Date());
  } catch (error) {
    return notSent(error instanceof Error ? error.message : 'the request cannot be signed');
  }
  const { method, url, headers, signedBody, body = signedBody } = request;
  onRequest?.();
  try {
    const response = await fetch(url, {
      method,
      headers: { ...headers, ...signed },
      redirect: 'manual',
      signal,
      // A cached document would have an old ETag for as long as it is cached.
      ...(method === 'GET' && { cache: 'no-store' }),
      ...(body !== undefined && { body }),
    });
    return await use(response);
  } catch (error) {
    return lostAnswer(error);
  }
}
