/**
 * The buckets and their objects: in memory to serve from, on disk to outlive a crash. A write is on
 * disk before it is visible or acknowledged. Writes of one object run one at a time, and the check
 * of the current version happens in that turn: a compare-and-swap. One process a folder.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openFolder, removeFile, writeFileAtomically } from './atomic-file.ts';
import {
  type Bytes,
  digestMd5,
  encodeObject,
  parseObject,
  type StoredObject,
} from './object-file.ts';
import { ServiceError } from './service-error.ts';
import { TurnQueue } from './turn-queue.ts';

/** The memory that one bucket may take: 60 times the largest document the counter reads. */
export const BUCKET_BYTES_MAX = 256 * 1024 * 1024;

const OBJECT_SUFFIX = '.object';

/** Throws a `ServiceError` when the write may not replace (or create over) this version. */
export type Admit = (current: StoredObject | undefined) => void;

export interface ObjectDraft {
  readonly name: string;
  readonly body: Bytes;
  readonly headers: Readonly<Record<string, string>>;
}

export class ObjectFolder {
  readonly name: string;
  readonly createdAtMs: number;
  readonly #folder: string;
  readonly #objects = new Map<string, StoredObject>();
  readonly #turns = new TurnQueue();
  readonly #now: () => number;

  private constructor(name: string, folder: string, createdAtMs: number, now: () => number) {
    this.name = name;
    this.createdAtMs = createdAtMs;
    this.#folder = folder;
    this.#now = now;
  }

  static async open(name: string, folder: string, now: () => number): Promise<ObjectFolder> {
    const paths = await openFolder(folder, OBJECT_SUFFIX);
    const opened = new ObjectFolder(name, folder, (await stat(folder)).birthtimeMs, now);
    for (const path of paths) {
      const object = parseObject(await readFile(path), path);
      opened.#objects.set(object.head.name, object);
    }
    return opened;
  }

  find(name: string): StoredObject | undefined {
    return this.#objects.get(name);
  }

  /** All objects, in the order of their names' UTF-8 bytes. */
  list(): readonly StoredObject[] {
    return [...this.#objects.values()].sort((left, right) =>
      Buffer.compare(Buffer.from(left.head.name), Buffer.from(right.head.name)),
    );
  }

  write(draft: ObjectDraft, admit: Admit): Promise<StoredObject> {
    return this.#turns.run(draft.name, async () => {
      const current = this.#objects.get(draft.name);
      admit(current);
      this.#checkSpace(draft.body.byteLength - (current?.body.byteLength ?? 0));
      const next = this.#nextVersion(draft, current);
      await writeFileAtomically(this.#pathOf(draft.name), encodeObject(next));
      this.#objects.set(draft.name, next);
      return next;
    });
  }

  remove(name: string, admit: Admit): Promise<void> {
    return this.#turns.run(name, async () => {
      admit(this.#objects.get(name));
      await removeFile(this.#pathOf(name));
      this.#objects.delete(name);
    });
  }

  #nextVersion(draft: ObjectDraft, current: StoredObject | undefined): StoredObject {
    const nowMs = Math.floor(this.#now() / 1000) * 1000;
    const head = {
      name: draft.name,
      etag: randomUUID(),
      versionId: randomUUID(),
      md5: digestMd5(draft.body),
      bytes: draft.body.byteLength,
      createdAtMs: current?.head.createdAtMs ?? nowMs,
      modifiedAtMs: nowMs,
      headers: draft.headers,
    };
    return { head, body: draft.body };
  }

  #checkSpace(addedBytes: number): void {
    let usedBytes = 0;
    for (const object of this.#objects.values()) usedBytes += object.body.byteLength;
    if (usedBytes + addedBytes <= BUCKET_BYTES_MAX) return;
    throw new ServiceError(
      'StorageLimitExceeded',
      `An emulator's bucket holds ${BUCKET_BYTES_MAX} bytes; delete its data folder to start afresh.`,
    );
  }

  /** Names may be longer than a file name may be, and may hold any character. */
  #pathOf(name: string): string {
    return join(this.#folder, createHash('sha256').update(name).digest('hex') + OBJECT_SUFFIX);
  }
}
