/**
 * ObjectStore over fetch: one object in OCI Object Storage. Sends each call once, and looks the
 * namespace up when it is not told. What an answer means is said in shared/oci/store-failure.ts.
 * https://docs.oracle.com/iaas/api/#/en/objectstorage/20160918/Object/
 */

import type { StoreOptions } from '../../shared/compose.ts';
import {
  describeRefusal,
  foundObject,
  parseNamespace,
  storedVersion,
  type VersionHeaders,
} from '../../shared/oci/store-answer.ts';
import {
  failedCall,
  failedRead,
  failedWrite,
  noAnswer,
  untilAborted,
} from '../../shared/oci/store-failure.ts';
import type {
  ETag,
  FailedCall,
  ObjectStore,
  ReadOutcome,
  WriteOutcome,
} from '../../shared/ports.ts';
import type { ApiKey } from '../../shared/settings/settings.ts';
import { RequestSigner } from './sign-request.ts';
import { type SignedFetchRequest, signedFetch } from './signed-fetch.ts';

export interface OciObjectStoreOptions extends StoreOptions {
  readonly apiKey: ApiKey;
  readonly region: string;
}

export class OciObjectStore implements ObjectStore {
  readonly #options: OciObjectStoreOptions;
  readonly #endpoint: string;
  readonly #signer: RequestSigner;
  #namespace: Promise<string | FailedCall> | undefined;

  constructor(options: OciObjectStoreOptions) {
    this.#options = options;
    this.#endpoint = options.url ?? `https://objectstorage.${options.region}.oraclecloud.com`;
    this.#signer = new RequestSigner(options.apiKey);
    if (options.namespace !== undefined) this.#namespace = Promise.resolve(options.namespace);
  }

  read(signal: AbortSignal): Promise<ReadOutcome> {
    return untilAborted(signal, async () => {
      const url = await this.#objectUrl(signal);
      if (!(url instanceof URL)) return url;
      return await this.#send({ method: 'GET', url }, signal, readAnswer);
    });
  }

  write(body: string, expected: ETag | 'absent', signal: AbortSignal): Promise<WriteOutcome> {
    const condition: Record<string, string> =
      expected === 'absent' ? { 'if-none-match': '*' } : { 'if-match': expected };
    const headers = { 'content-type': 'application/json', ...condition };
    return untilAborted(signal, async () => {
      const url = await this.#objectUrl(signal);
      if (!(url instanceof URL)) return url;
      return await this.#send({ method: 'PUT', url, headers, body }, signal, writeAnswer);
    });
  }

  async #objectUrl(signal: AbortSignal): Promise<URL | FailedCall> {
    const namespace = await this.#findNamespace(signal);
    if (typeof namespace !== 'string') return namespace;
    const { bucket, object } = this.#options;
    const path = `/n/${namespace}/b/${encodeURIComponent(bucket)}/o/${encodeURIComponent(object)}`;
    return new URL(path, this.#endpoint);
  }

  /** Calls that need it at once share a look-up, the first one's; only a namespace is kept. */
  #findNamespace(signal: AbortSignal): Promise<string | FailedCall> {
    this.#namespace ??= this.#lookUpNamespace(signal).then((found) => {
      if (typeof found !== 'string') this.#namespace = undefined;
      return found;
    });
    return this.#namespace;
  }

  #lookUpNamespace(signal: AbortSignal): Promise<string | FailedCall> {
    const url = new URL('/n/', this.#endpoint);
    return this.#send({ method: 'GET', url }, signal, async (response) =>
      response.status === 200
        ? parseNamespace(await response.json())
        : failedCall(await describeRefusal(response)),
    );
  }

  #send<T>(
    request: SignedFetchRequest,
    signal: AbortSignal,
    use: (response: Response) => Promise<T>,
  ): Promise<T | FailedCall> {
    return signedFetch(this.#signer, request, signal, use, this.#options.onRequest);
  }
}

async function readAnswer(response: Response): Promise<ReadOutcome> {
  if (response.status !== 200) return failedRead(await describeRefusal(response));
  if (response.body === null) return noAnswer('200 without a body');
  const announcedBytes = Number(response.headers.get('content-length'));
  return await foundObject(versionOf(response), announcedBytes, response.body);
}

async function writeAnswer(response: Response): Promise<WriteOutcome> {
  if (response.status !== 200) return failedWrite(await describeRefusal(response));
  await response.body?.cancel();
  return storedVersion(versionOf(response));
}

function versionOf({ headers }: Response): VersionHeaders {
  const [etag, lastModified, date] = ['etag', 'last-modified', 'date'].map((name) =>
    headers.get(name),
  );
  return { etag, lastModified, date };
}
