/**
 * ObjectStore over fetch: one object in OCI Object Storage. Sends each call once. What an answer means
 * is said in shared/store-failure.ts.
 * https://docs.oracle.com/iaas/api/#/en/objectstorage/20160918/Object/
 */
import {
  type ETag,
  OBJECT_BYTES_MAX,
  type ObjectStore,
  type ReadOutcome,
  type StoreFailure,
  type WriteOutcome,
} from '../../shared/ports.ts';
import type { ApiKey } from '../../shared/settings.ts';
import {
  failedRead,
  failedWrite,
  noAnswer,
  parseErrorCode,
  type StoreAnswer,
  storeFailure,
} from '../../shared/store-failure.ts';
import { RequestSigner, type UnsignedRequest } from './sign-request.ts';

export interface OciObjectStoreOptions {
  readonly apiKey: ApiKey;
  readonly region: string;
  readonly bucket: string;
  readonly object: string;
  /** Looked up once when absent. */
  readonly namespace?: string;
  /** In place of the regional endpoint. */
  readonly url?: string;
  /** Called once for every request that is sent. */
  readonly onRequest?: () => void;
}

interface FailedCall {
  readonly kind: 'failed';
  readonly failure: StoreFailure;
}

export class OciObjectStore implements ObjectStore {
  readonly #options: OciObjectStoreOptions;
  readonly #endpoint: string;
  readonly #signer: RequestSigner;
  #namespace: string | undefined;

  constructor(options: OciObjectStoreOptions) {
    this.#options = options;
    this.#endpoint = options.url ?? `https://objectstorage.${options.region}.oraclecloud.com`;
    this.#signer = new RequestSigner(options.apiKey);
    this.#namespace = options.namespace;
  }

  async read(signal: AbortSignal): Promise<ReadOutcome> {
    const url = await this.#objectUrl(signal);
    if (!(url instanceof URL)) return url;
    const response = await this.#send({ method: 'GET', url }, signal);
    if (!(response instanceof Response)) return response;
    if (response.status !== 200) return failedRead(await describeFailure(response));
    const version = versionOf(response);
    if (version === undefined) return noAnswer('200 without etag or last-modified');
    const bytes = Number(response.headers.get('content-length') ?? 0);
    if (bytes > OBJECT_BYTES_MAX) {
      await response.body?.cancel();
      return { kind: 'too-large', bytes };
    }
    try {
      return { kind: 'found', object: { body: await response.text(), ...version } };
    } catch {
      return noAnswer('the answer broke off');
    }
  }

  async write(body: string, expected: ETag | 'absent', signal: AbortSignal): Promise<WriteOutcome> {
    const url = await this.#objectUrl(signal);
    if (!(url instanceof URL)) return url;
    const condition: Record<string, string> =
      expected === 'absent' ? { 'if-none-match': '*' } : { 'if-match': expected };
    const headers = { 'content-type': 'application/json', ...condition };
    const response = await this.#send(
      { method: 'PUT', url, headers, body, signBody: false },
      signal,
    );
    if (!(response instanceof Response)) return response;
    if (response.status !== 200) return failedWrite(await describeFailure(response));
    await response.body?.cancel();
    const version = versionOf(response);
    if (version === undefined) return noAnswer('200 without etag or last-modified');
    return { kind: 'stored', ...version };
  }

  async #objectUrl(signal: AbortSignal): Promise<URL | FailedCall> {
    const namespace = await this.#findNamespace(signal);
    if (typeof namespace !== 'string') return namespace;
    const { bucket, object } = this.#options;
    const [inNamespace, inBucket, name] = [namespace, bucket, object].map(encodeURIComponent);
    return new URL(`/n/${inNamespace}/b/${inBucket}/o/${name}`, this.#endpoint);
  }

  /** Kept once it is known; a failure is not. */
  async #findNamespace(signal: AbortSignal): Promise<string | FailedCall> {
    if (this.#namespace !== undefined) return this.#namespace;
    const url = new URL('/n/', this.#endpoint);
    const response = await this.#send({ method: 'GET', url }, signal);
    if (!(response instanceof Response)) return response;
    if (response.status !== 200) {
      return { kind: 'failed', failure: storeFailure(await describeFailure(response)) };
    }
    const namespace: unknown = await response.json().catch(() => undefined);
    if (typeof namespace !== 'string') return noAnswer('200 without a namespace');
    this.#namespace = namespace;
    return namespace;
  }

  async #send(request: UnsignedRequest, signal: AbortSignal): Promise<Response | FailedCall> {
    let signed: Request;
    try {
      signed = await this.#signer.sign(request, new Date());
    } catch (error) {
      const detail = error instanceof Error ? error.message : 'the request cannot be signed';
      return { kind: 'failed', failure: { kind: 'refused', detail } };
    }
    this.#options.onRequest?.();
    try {
      return await fetch(signed, { signal });
    } catch {
      return noAnswer('the connection failed');
    }
  }
}

function versionOf(response: Response): { etag: ETag; modifiedAtMs: number } | undefined {
  const etag = response.headers.get('etag');
  const modifiedAtMs = Date.parse(response.headers.get('last-modified') ?? '');
  if (etag === null || etag === '' || Number.isNaN(modifiedAtMs)) return undefined;
  return { etag: etag as ETag, modifiedAtMs };
}

async function describeFailure(response: Response): Promise<StoreAnswer> {
  const body: unknown = await response.json().catch(() => undefined);
  const code = parseErrorCode((body as { code?: unknown } | undefined | null)?.code);
  return { status: response.status, code, retryAfter: response.headers.get('retry-after') };
}
