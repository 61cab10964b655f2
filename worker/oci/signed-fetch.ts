/**
 * One signed request over fetch, sent once; what goes wrong on the way is a value. A redirect is an
 * answer like any other: following it would send the signature elsewhere.
 */
import type { Answer } from '../../shared/oci/oracle.ts';
import { describeRefusal } from '../../shared/oci/store-answer.ts';
import { lostAnswer, notSent } from '../../shared/oci/store-failure.ts';
import type { RequestSigner, SignableRequest } from './sign-request.ts';

export interface SignedFetchRequest extends SignableRequest {
  /** Not signed. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What is sent: `signedBody`, unless this is given. */
  readonly body?: string;
}

/** `use` reads the answer; should the connection break meanwhile, there was none. */
export type SignedFetch = <T>(
  request: SignedFetchRequest,
  signal: AbortSignal,
  use: (response: Response) => Promise<T>,
) => Promise<Answer<T>>;

/** The status of success: 200, or 202 for a publish, which Oracle accepts and carries out later. */
const DONE = { GET: 200, PUT: 200, POST: 202, DELETE: 204 } as const;

export function signedFetch(signer: RequestSigner, onRequest?: () => void): SignedFetch {
  return async (request, signal, use) => {
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
      if (response.status === DONE[method]) return { kind: 'answered', value: await use(response) };
      return { kind: 'refused', answer: await describeRefusal(response) };
    } catch (error) {
      return lostAnswer(error);
    }
  };
}
