/**
 * ObjectStore over Oracle's Object Storage: one object. Sends each call once, and looks the namespace up
 * when it is not told.
 * https://docs.oracle.com/iaas/api/#/en/objectstorage/20160918/Object/
 */
import type { ETag, FailedCall, ObjectStore, ReadOutcome, WriteOutcome } from '../ports.ts';
import type { ObjectName, ObjectStorage, TakeObject } from './oracle.ts';
import { foundObject, parseNamespace, storedVersion } from './store-answer.ts';
import { failedCall, failedRead, failedWrite, untilAborted } from './store-failure.ts';

export interface ObjectPlace extends Omit<ObjectName, 'namespace'> {
  /** Looked up once when absent. */
  readonly namespace?: string;
}

export class OciObjectStore implements ObjectStore {
  readonly #storage: ObjectStorage;
  readonly #place: ObjectPlace;
  #namespace: Promise<string | FailedCall> | undefined;

  constructor(storage: ObjectStorage, { bucket, namespace, object }: ObjectPlace) {
    this.#storage = storage;
    this.#place = { bucket, object };
    if (namespace !== undefined) this.#namespace = Promise.resolve(namespace);
  }

  read(signal: AbortSignal): Promise<ReadOutcome> {
    return this.get(foundObject, signal);
  }

  /** The result of `take` for the object, when there is one. */
  get<T>(
    take: TakeObject<T>,
    signal: AbortSignal,
  ): Promise<T | FailedCall | { readonly kind: 'absent' }> {
    return this.#call(signal, async (name) => {
      const answer = await this.#storage.getObject(name, take, signal);
      if (answer.kind === 'refused') return failedRead(answer.answer);
      return answer.kind === 'answered' ? answer.value : answer;
    });
  }

  write(body: string, expected: ETag | 'absent', signal: AbortSignal): Promise<WriteOutcome> {
    return this.#call(signal, async (name) => {
      const answer = await this.#storage.putObject(name, body, expected, signal);
      if (answer.kind === 'refused') return failedWrite(answer.answer);
      return answer.kind === 'answered' ? storedVersion(answer.value) : answer;
    });
  }

  #call<T>(signal: AbortSignal, call: (name: ObjectName) => Promise<T>): Promise<T | FailedCall> {
    return untilAborted(signal, async () => {
      const namespace = await this.#findNamespace(signal);
      return typeof namespace === 'string' ? call({ ...this.#place, namespace }) : namespace;
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
    const answer = await this.#storage.getNamespace(signal);
    if (answer.kind === 'refused') return failedCall(answer.answer);
    return answer.kind === 'answered' ? parseNamespace(answer.value) : answer;
  }
}
