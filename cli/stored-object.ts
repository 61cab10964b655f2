/**
 * What lies in the bucket, whatever it is: for commands that put something else in its place. A person's
 * copy is taken first, byte for byte, and only the version that was copied is replaced.
 */

import { CorruptDocument } from '../shared/counter/corrupt-document.ts';
import {
  type CounterDocument,
  emptyDocument,
  parseDocument,
  serialiseDocument,
} from '../shared/counter/document.ts';
import { saltProblem } from '../shared/counter/salt.ts';
import type { VisitorLimits } from '../shared/counter/visitor-set.ts';
import { Failure } from '../shared/errors.ts';
import { storedVersion, type VersionHeaders } from '../shared/oci/store-answer.ts';
import {
  type ETag,
  type FailedCall,
  OBJECT_BYTES_MAX,
  type ObjectStore,
  type ReadOutcome,
  type WriteOutcome,
} from '../shared/ports.ts';
import type { Connection } from './connection.ts';
import { personPath } from './person-file.ts';
import { writePrivateFile } from './private-file.ts';

export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly etag: ETag;
  /** Whatever SALT it was counted with. */
  readonly content:
    | { readonly kind: 'document'; readonly document: CounterDocument }
    | { readonly kind: 'damaged'; readonly problem: string };
}

/** A damaged object may be far larger than a document. */
const READ_MS = 60_000;
/** Copies of the same second, before something is wrong. */
const COPIES_MAX = 100;

/** Undefined when there is none. @throws Failure when nobody could tell. */
export async function readStoredObject({
  rules,
  store,
}: Pick<Connection, 'rules' | 'store'>): Promise<StoredObject | undefined> {
  const read = await store.get(takeBytes, AbortSignal.timeout(READ_MS));
  if (read.kind === 'failed') throw new Failure('unavailable', read.failure.detail);
  if (read.kind === 'absent') return undefined;
  const { bytes, etag } = read;
  return { bytes, etag, content: contentOf(bytes, rules) };
}

interface Bytes {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
  readonly etag: ETag;
}

/** The object byte for byte, whatever it is and however large. Throws when the body breaks off. */
async function takeBytes(
  version: VersionHeaders,
  _announcedBytes: number,
  chunks: AsyncIterable<Uint8Array>,
): Promise<Bytes | FailedCall> {
  const stored = storedVersion(version);
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  if (stored.kind === 'failed') return stored;
  return { kind: 'bytes', bytes: Buffer.concat(parts), etag: stored.etag };
}

function contentOf(bytes: Uint8Array, limits: VisitorLimits): StoredObject['content'] {
  if (bytes.length > OBJECT_BYTES_MAX) {
    return { kind: 'damaged', problem: `it is larger than ${OBJECT_BYTES_MAX} bytes` };
  }
  try {
    // As the store's adapter decodes it.
    const document = parseDocument(new TextDecoder().decode(bytes), limits);
    return { kind: 'document', document };
  } catch (error) {
    if (!(error instanceof CorruptDocument)) throw error;
    return { kind: 'damaged', problem: error.message };
  }
}

/** Undefined when it may be counted in with the settings' SALT, or is no document at all. */
export function storedSaltProblem(
  stored: StoredObject | undefined,
  rules: Connection['rules'],
): string | undefined {
  if (stored?.content.kind !== 'document') return undefined;
  return saltProblem(stored.content.document, rules);
}

/** One line for a person. */
export function describeObject(stored: StoredObject | undefined): string {
  if (stored === undefined) return 'There is no document.';
  const size = `${stored.bytes.length} bytes`;
  const { content } = stored;
  if (content.kind === 'damaged') {
    return `What is there is no document (${size}): ${content.problem}.`;
  }
  const { pageviews, visitors } = content.document;
  return `There is a document (${size}) with ${pageviews} views and ${visitors.count} visitors.`;
}

/** @returns the name of a new file, in the folder that the person stands in. @throws Failure */
export function keepCopy({ bytes }: StoredObject, nowMs: number): string {
  const time = new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '-');
  for (let copy = 1; copy <= COPIES_MAX; copy += 1) {
    const path = personPath(`counter-before-${time}Z${copy === 1 ? '' : `-${copy}`}.json`);
    try {
      writePrivateFile(path, bytes, false);
      return path;
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'conflict') throw error;
    }
  }
  throw new Failure('conflict', `there are ${COPIES_MAX} copies of this second already`);
}

/**
 * The store, in which one version reads as a document that may be counted in: an empty one where it is
 * damaged, and one without a fingerprint of its SALT where it is not. Every other version is as it is.
 */
export class MendedStore implements ObjectStore {
  readonly #store: ObjectStore;
  readonly #etag: ETag;
  readonly #body: string;

  constructor(store: ObjectStore, { content, etag }: StoredObject, limits: VisitorLimits) {
    this.#store = store;
    this.#etag = etag;
    this.#body = mendedBody(content, limits);
  }

  async read(signal: AbortSignal): Promise<ReadOutcome> {
    const read = await this.#store.read(signal);
    // A version that is too large is not named. Whichever it is, the write names the one that was copied.
    if (read.kind === 'too-large') {
      const object = { body: this.#body, etag: this.#etag, modifiedAtMs: Date.now() };
      return { kind: 'found', object };
    }
    if (read.kind !== 'found' || read.object.etag !== this.#etag) return read;
    return { kind: 'found', object: { ...read.object, body: this.#body } };
  }

  write(body: string, expected: ETag | 'absent', signal: AbortSignal): Promise<WriteOutcome> {
    return this.#store.write(body, expected, signal);
  }
}

function mendedBody(content: StoredObject['content'], limits: VisitorLimits): string {
  if (content.kind === 'damaged') return serialiseDocument(emptyDocument(limits));
  const { salt: _, ...document } = content.document;
  return serialiseDocument(document);
}
