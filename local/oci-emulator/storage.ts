/** The one namespace and its buckets; finds what a path names, or refuses as the service does. */
import { join } from 'node:path';
import type { Call } from './call.ts';
import type { Permission } from './grants.ts';
import { ObjectFolder } from './object-folder.ts';
import { bucketNotFound, namespaceNotFound } from './service-error.ts';

/** Names that are folder names on every system; OCI allows the same characters. */
const BUCKET_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}$/;

export class Storage {
  readonly namespace: string;
  readonly #buckets: ReadonlyMap<string, ObjectFolder>;

  private constructor(namespace: string, buckets: ReadonlyMap<string, ObjectFolder>) {
    this.namespace = namespace;
    this.#buckets = buckets;
  }

  /** Opens the buckets, and creates those that are new. */
  static async open(
    folder: string,
    namespace: string,
    bucketNames: readonly string[],
    now: () => number,
  ): Promise<Storage> {
    const buckets = new Map<string, ObjectFolder>();
    for (const name of bucketNames) {
      if (!BUCKET_NAME.test(name)) throw new Error(`'${name}' is not a bucket name.`);
      buckets.set(name, await ObjectFolder.open(name, join(folder, name), now));
    }
    return new Storage(namespace, buckets);
  }

  /** The bucket of the path, if the caller may know of it at all. */
  findBucket(call: Call): ObjectFolder {
    const namespace = call.parameter('namespace');
    if (namespace !== this.namespace) throw namespaceNotFound(namespace);
    const bucket = this.#buckets.get(call.parameter('bucket'));
    if (bucket === undefined) throw bucketNotFound(call.parameter('bucket'), namespace);
    return bucket;
  }

  /** For the emulator's owner, who needs no permission. */
  bucket(name: string): ObjectFolder | undefined {
    return this.#buckets.get(name);
  }

  /** Throws `BucketNotFound` unless the caller has one of the permissions on what the path names. */
  requirePermission(call: Call, ...permissions: readonly Permission[]): void {
    const bucket = call.parameter('bucket');
    const object = call.parameter('object');
    const target = object === '' ? { bucket } : { bucket, object };
    if (permissions.some((permission) => call.may(permission, target))) return;
    throw bucketNotFound(bucket, this.namespace);
  }
}
