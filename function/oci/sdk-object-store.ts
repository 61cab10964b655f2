/**
 * ObjectStore over Oracle's official SDK: one object in OCI Object Storage. Sends each call once, and
 * looks the namespace up when it is not told. What an answer means is said in shared/oci/store-failure.ts.
 */
import { ObjectStorageClient } from 'oci-objectstorage';
import type { StoreOptions } from '../../shared/compose.ts';
import {
  foundObject,
  parseNamespace,
  storedVersion,
  type VersionHeaders,
} from '../../shared/oci/store-answer.ts';
import {
  failedCall,
  failedRead,
  failedWrite,
  untilAborted,
} from '../../shared/oci/store-failure.ts';
import type {
  ETag,
  FailedCall,
  ObjectStore,
  ReadOutcome,
  WriteOutcome,
} from '../../shared/ports.ts';
import type { Authentication } from './authentication.ts';
import { SdkTransport } from './sdk-transport.ts';

/** `absent` is `ObjectNotFound`, and nothing else. */
export type BytesOutcome =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly etag: ETag }
  | { readonly kind: 'absent' }
  | FailedCall;

export interface SdkObjectStoreOptions extends StoreOptions {
  readonly authentication: Authentication;
}

export class SdkObjectStore implements ObjectStore {
  readonly #transport: SdkTransport;
  readonly #client: ObjectStorageClient;
  readonly #names: { readonly bucketName: string; readonly objectName: string };
  #namespace: Promise<string | FailedCall> | undefined;

  constructor(options: SdkObjectStoreOptions) {
    const { authentication, bucket, object, namespace, url, onRequest } = options;
    this.#transport = new SdkTransport(authentication, onRequest);
    const { clientConfiguration } = this.#transport;
    this.#client = new ObjectStorageClient({ httpClient: this.#transport }, clientConfiguration);
    if (url === undefined) this.#client.regionId = authentication.regionId;
    else this.#client.endpoint = url;
    this.#names = { bucketName: bucket, objectName: object };
    if (namespace !== undefined) this.#namespace = Promise.resolve(namespace);
  }

  read(signal: AbortSignal): Promise<ReadOutcome> {
    return this.#read(signal, foundObject);
  }

  /** The object byte for byte, whatever it is and however large: for a copy of what cannot be read. */
  readBytes(signal: AbortSignal): Promise<BytesOutcome> {
    return this.#read(signal, foundBytes);
  }

  #read<T extends BytesOutcome | ReadOutcome>(
    signal: AbortSignal,
    take: (
      version: VersionHeaders,
      announcedBytes: number,
      chunks: AsyncIterable<Uint8Array>,
    ) => Promise<T>,
  ): Promise<T | Exclude<ReadOutcome, { kind: 'found' | 'too-large' }>> {
    return untilAborted(signal, async () => {
      const namespaceName = await this.#findNamespace(signal);
      if (typeof namespaceName !== 'string') return namespaceName;
      const request = { ...this.#names, namespaceName };
      const outcome = await this.#transport.run(signal, async (versionOf) => {
        const { contentLength, value } = await this.#client.getObject(request);
        // The SDK hands on the body of `fetch`, whatever its types allow for.
        const chunks = value as AsyncIterable<Uint8Array>;
        return take(versionOf(), Number(contentLength ?? 0), chunks);
      });
      if (outcome.kind === 'refused') return failedRead(outcome.answer);
      return outcome.kind === 'answered' ? outcome.value : outcome;
    });
  }

  write(body: string, expected: ETag | 'absent', signal: AbortSignal): Promise<WriteOutcome> {
    return untilAborted(signal, async () => {
      const namespaceName = await this.#findNamespace(signal);
      if (typeof namespaceName !== 'string') return namespaceName;
      const request = {
        ...this.#names,
        namespaceName,
        ...(expected === 'absent' ? { ifNoneMatch: '*' } : { ifMatch: expected }),
        contentType: 'application/json',
        contentLength: Buffer.byteLength(body),
        putObjectBody: body,
      };
      const outcome = await this.#transport.run(signal, async (versionOf) => {
        await this.#client.putObject(request);
        return storedVersion(versionOf());
      });
      if (outcome.kind === 'refused') return failedWrite(outcome.answer);
      return outcome.kind === 'answered' ? outcome.value : outcome;
    });
  }

  /** Calls that need it at once share a look-up, the first one's; only a namespace is kept. */
  #findNamespace(signal: AbortSignal): Promise<string | FailedCall> {
    this.#namespace ??= this.#lookUpNamespace(signal).then((found) => {
      if (typeof found !== 'string') this.#namespace = undefined;
      return found;
    });
    return this.#namespace;
  }

  async #lookUpNamespace(signal: AbortSignal): Promise<string | FailedCall> {
    const outcome = await this.#transport.run(signal, () => this.#client.getNamespace({}));
    if (outcome.kind === 'refused') return failedCall(outcome.answer);
    return outcome.kind === 'answered' ? parseNamespace(outcome.value.value) : outcome;
  }
}

/** Throws when the body breaks off. */
async function foundBytes(
  version: VersionHeaders,
  _announcedBytes: number,
  chunks: AsyncIterable<Uint8Array>,
): Promise<BytesOutcome> {
  const stored = storedVersion(version);
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  if (stored.kind !== 'stored') return stored.kind === 'failed' ? stored : { kind: 'absent' };
  return { kind: 'bytes', bytes: Buffer.concat(parts), etag: stored.etag };
}
