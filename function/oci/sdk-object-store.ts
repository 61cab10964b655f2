/**
 * ObjectStore over Oracle's official SDK: one object in OCI Object Storage. Sends each call once. What
 * an answer means is said in shared/store-failure.ts.
 */
import type { Readable } from 'node:stream';
import type { AuthenticationDetailsProvider } from 'oci-common';
import { ObjectStorageClient } from 'oci-objectstorage';
import {
  type ETag,
  OBJECT_BYTES_MAX,
  type ObjectStore,
  type ReadOutcome,
  type WriteOutcome,
} from '../../shared/ports.ts';
import { failedRead, failedWrite, noAnswer, storeFailure } from '../../shared/store-failure.ts';
import { answerOf, clientConfiguration, untilAborted } from './sdk-failure.ts';

export interface SdkObjectStoreOptions {
  readonly authentication: AuthenticationDetailsProvider;
  readonly bucket: string;
  readonly object: string;
  /** Looked up once when absent. */
  readonly namespace?: string;
  /** In place of the provider's own. */
  readonly region?: string;
  /** In place of the regional endpoint. */
  readonly url?: string;
  /** Called once for every request that is sent. */
  readonly onRequest?: () => void;
}

export class SdkObjectStore implements ObjectStore {
  readonly #options: SdkObjectStoreOptions;
  readonly #client: ObjectStorageClient;
  #namespace: string | undefined;

  constructor(options: SdkObjectStoreOptions) {
    this.#options = options;
    this.#namespace = options.namespace;
    const authentication = { authenticationDetailsProvider: options.authentication };
    this.#client = new ObjectStorageClient(authentication, clientConfiguration());
    if (options.region !== undefined) this.#client.regionId = options.region;
    if (options.url !== undefined) this.#client.endpoint = options.url;
  }

  async read(signal: AbortSignal): Promise<ReadOutcome> {
    try {
      return await untilAborted(this.#read(), signal);
    } catch (error) {
      const answer = answerOf(error);
      return answer ? failedRead(answer) : noAnswer('the connection failed');
    }
  }

  async write(body: string, expected: ETag | 'absent', signal: AbortSignal): Promise<WriteOutcome> {
    try {
      return await untilAborted(this.#write(body, expected), signal);
    } catch (error) {
      const answer = answerOf(error);
      return answer ? failedWrite(answer) : noAnswer('the connection failed');
    }
  }

  async #read(): Promise<ReadOutcome> {
    const address = await this.#address();
    if ('kind' in address) return address;
    this.#options.onRequest?.();
    const answer = await this.#client.getObject(address);
    const version = versionOf(answer.eTag, answer.lastModified);
    if (version === undefined) return noAnswer('200 without etag or last-modified');
    const stream = answer.value as Readable;
    if (answer.contentLength > OBJECT_BYTES_MAX) {
      stream.destroy();
      return { kind: 'too-large', bytes: answer.contentLength };
    }
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return { kind: 'found', object: { body: Buffer.concat(chunks).toString('utf8'), ...version } };
  }

  async #write(body: string, expected: ETag | 'absent'): Promise<WriteOutcome> {
    const address = await this.#address();
    if ('kind' in address) return address;
    this.#options.onRequest?.();
    const answer = await this.#client.putObject({
      ...address,
      ...(expected === 'absent' ? { ifNoneMatch: '*' } : { ifMatch: expected }),
      contentType: 'application/json',
      contentLength: Buffer.byteLength(body),
      putObjectBody: body,
    });
    const version = versionOf(answer.eTag, answer.lastModified);
    return version ? { kind: 'stored', ...version } : noAnswer('200 without etag or last-modified');
  }

  /** A look-up that is refused must not pass for an answer about the object. */
  async #address() {
    const { bucket: bucketName, object: objectName } = this.#options;
    try {
      this.#namespace ??= await this.#lookUpNamespace();
      return { namespaceName: this.#namespace, bucketName, objectName };
    } catch (error) {
      const answer = answerOf(error);
      if (answer === undefined) return noAnswer('the connection failed');
      return { kind: 'failed', failure: storeFailure(answer) } as const;
    }
  }

  async #lookUpNamespace(): Promise<string> {
    this.#options.onRequest?.();
    const { value } = await this.#client.getNamespace({});
    return value;
  }
}

function versionOf(
  etag: string | undefined,
  lastModified: Date | undefined,
): { etag: ETag; modifiedAtMs: number } | undefined {
  const modifiedAtMs = lastModified?.getTime() ?? Number.NaN;
  if (!etag || Number.isNaN(modifiedAtMs)) return undefined;
  return { etag: etag as ETag, modifiedAtMs };
}
