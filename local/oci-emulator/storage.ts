/** The one namespace and its buckets; finds what a path names, or refuses as the service does. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Call } from './call.ts';
import type { Permission } from './grants.ts';
import { ObjectFolder } from './object-folder.ts';
import { bucketNotFound, namespaceNotFound, ServiceError } from './service-error.ts';
import { createResource, type Resource } from './tenancy/resource.ts';
import type { Tenancy } from './tenancy/tenancy.ts';

/** Names that are folder names on every system; OCI allows the same characters. */
export const BUCKET_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}$/;

export interface Bucket {
  readonly resource: Resource;
  readonly objects: ObjectFolder;
}

export class Storage {
  readonly namespace: string;
  readonly #folder: string;
  readonly #tenancy: Tenancy;
  /** By the bucket's OCID. */
  readonly #objects = new Map<string, ObjectFolder>();

  private constructor(namespace: string, folder: string, tenancy: Tenancy) {
    this.namespace = namespace;
    this.#folder = folder;
    this.#tenancy = tenancy;
  }

  /** Opens the tenancy's buckets. */
  static async open(folder: string, namespace: string, tenancy: Tenancy): Promise<Storage> {
    const storage = new Storage(namespace, folder, tenancy);
    for (const bucket of tenancy.inventory.list('bucket')) {
      if (!BUCKET_NAME.test(bucket.name)) throw new Error(`'${bucket.name}' is not a bucket name.`);
      await storage.#openObjects(bucket);
    }
    return storage;
  }

  requireNamespace(call: Call): void {
    const namespace = call.parameter('namespace');
    if (namespace !== this.namespace) throw namespaceNotFound(namespace);
  }

  /** The bucket of the path, if the caller may know of it at all. */
  findBucket(call: Call): ObjectFolder {
    return this.requireBucket(call).objects;
  }

  requireBucket(call: Call): Bucket {
    this.requireNamespace(call);
    const name = call.parameter('bucket');
    const bucket = this.#find(name, call.region);
    if (bucket === undefined) throw bucketNotFound(name, this.namespace);
    return bucket;
  }

  /** For the emulator's owner, who needs no permission; in the home region. */
  bucket(name: string): ObjectFolder | undefined {
    return this.#find(name, this.#tenancy.homeRegion)?.objects;
  }

  /** Throws `BucketAlreadyExists`: names are unique in a namespace, whatever the compartment. */
  async create(
    name: string,
    region: string,
    compartmentId: string,
    fields: Resource['fields'],
  ): Promise<Bucket> {
    if (this.#find(name, region) !== undefined) {
      throw new ServiceError('BucketAlreadyExists', `The bucket '${name}' already exists`);
    }
    const createdAtMs = this.#tenancy.now();
    const draft = { kind: 'bucket', region, compartmentId, name, createdAtMs, fields } as const;
    const resource = createResource(draft);
    const objects = await this.#openObjects(resource);
    await this.#tenancy.inventory.put(resource);
    return { resource, objects };
  }

  /** Throws `BucketNotEmpty`. */
  async remove({ objects, resource }: Bucket): Promise<void> {
    if (objects.list().length > 0) {
      throw new ServiceError('BucketNotEmpty', `The bucket '${resource.name}' is not empty`);
    }
    this.#objects.delete(resource.id);
    await this.#tenancy.inventory.remove(resource.id);
    await rm(this.#folderOf(resource), { recursive: true });
  }

  /** Throws `BucketNotFound` unless the caller has one of the permissions on what the path names. */
  requirePermission(call: Call, ...permissions: readonly Permission[]): void {
    const bucket = call.parameter('bucket');
    const object = call.parameter('object');
    const compartmentId = this.#find(bucket, call.region)?.resource.compartmentId;
    const compartments =
      compartmentId === undefined ? [] : this.#tenancy.inventory.lineage(compartmentId);
    const target = { compartments, bucket, ...(object !== '' && { object }) };
    if (permissions.some((permission) => call.may(permission, target))) return;
    throw bucketNotFound(bucket, this.namespace);
  }

  #find(name: string, region: string): Bucket | undefined {
    const resource = this.#tenancy.inventory
      .list('bucket')
      .find((bucket) => bucket.name === name && bucket.region === region);
    const objects = this.#objects.get(resource?.id ?? '');
    return resource === undefined || objects === undefined ? undefined : { resource, objects };
  }

  async #openObjects(bucket: Resource): Promise<ObjectFolder> {
    const folder = this.#folderOf(bucket);
    const objects = await ObjectFolder.open(bucket.name, folder, this.#tenancy.now);
    this.#objects.set(bucket.id, objects);
    return objects;
  }

  /** Other regions have a folder each; none of their names can be a bucket's of the home region. */
  #folderOf({ name, region }: Resource): string {
    const isHome = region === undefined || region === this.#tenancy.homeRegion;
    return isHome ? join(this.#folder, name) : join(this.#folder, `@${region}`, name);
  }
}
