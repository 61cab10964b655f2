/**
 * An ObjectStore in memory: conditions and dates as Object Storage has them, no faults, no delay. Other
 * writers and the owner act through `put` and `remove`.
 */
import {
  type Clock,
  type ETag,
  OBJECT_BYTES_MAX,
  type ObjectStore,
  type ReadOutcome,
  type StoredObject,
  type WriteOutcome,
} from '../../shared/ports.ts';

export interface MemoryObjectStoreOptions {
  /** The store's own clock; it tells whole seconds. */
  readonly clock: Pick<Clock, 'now'>;
  /** A new version's name; a simulation hands in its own, to be repeatable. */
  readonly newEtag?: () => string;
  /** Called for every call that is not aborted beforehand. */
  readonly onRequest?: () => void;
}

const ABORTED = { kind: 'failed', failure: { kind: 'unknown', detail: 'aborted' } } as const;

export class MemoryObjectStore implements ObjectStore {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #newEtag: () => string;
  readonly #onRequest: (() => void) | undefined;
  #object: StoredObject | undefined;

  constructor({ clock, newEtag, onRequest }: MemoryObjectStoreOptions) {
    this.#clock = clock;
    this.#newEtag = newEtag ?? (() => crypto.randomUUID());
    this.#onRequest = onRequest;
  }

  /** What is stored now. */
  get object(): StoredObject | undefined {
    return this.#object;
  }

  async read(signal: AbortSignal): Promise<ReadOutcome> {
    if (signal.aborted) return ABORTED;
    this.#onRequest?.();
    if (this.#object === undefined) return { kind: 'absent' };
    const bytes = new TextEncoder().encode(this.#object.body).byteLength;
    if (bytes > OBJECT_BYTES_MAX) return { kind: 'too-large', bytes };
    return { kind: 'found', object: this.#object, answeredAtMs: this.#clock.now() };
  }

  async write(body: string, expected: ETag | 'absent', signal: AbortSignal): Promise<WriteOutcome> {
    if (signal.aborted) return ABORTED;
    this.#onRequest?.();
    if ((this.#object?.etag ?? 'absent') !== expected) return { kind: 'conflict' };
    const { etag, modifiedAtMs } = this.put(body);
    return { kind: 'stored', etag, modifiedAtMs };
  }

  /** Somebody else's write, whatever is there. */
  put(body: string): StoredObject {
    const modifiedAtMs = Math.floor(this.#clock.now() / 1000) * 1000;
    this.#object = { body, etag: this.#newEtag() as ETag, modifiedAtMs };
    return this.#object;
  }

  remove(): void {
    this.#object = undefined;
  }
}
