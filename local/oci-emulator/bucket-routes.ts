/** GetNamespace, GetBucket, HeadBucket and ListObjects. */
import { createHash } from 'node:crypto';
import { EMULATOR_TENANCY_ID } from './api-key.ts';
import { type Call, refuseUnknown } from './call.ts';
import type { ObjectHead } from './object-file.ts';
import type { ObjectFolder } from './object-folder.ts';
import { notImplemented, ServiceError } from './service-error.ts';
import type { Storage } from './storage.ts';

/** The service's own page size, and its largest. */
const LIST_LIMIT_MAX = 1000;

const FIELDS: Readonly<Record<string, (head: ObjectHead) => string | number>> = {
  name: (head) => head.name,
  size: (head) => head.bytes,
  etag: (head) => head.etag,
  md5: (head) => head.md5,
  timeCreated: (head) => new Date(head.createdAtMs).toISOString(),
  timeModified: (head) => new Date(head.modifiedAtMs).toISOString(),
};

/** A bare JSON string. */
export async function getNamespace(call: Call, storage: Storage): Promise<Response> {
  refuseUnknown('GetNamespace', call, ['compartmentId'], []);
  return Response.json(storage.namespace);
}

export async function getBucket(call: Call, storage: Storage): Promise<Response> {
  refuseUnknown('GetBucket', call, [], []);
  const bucket = storage.findBucket(call);
  storage.requirePermission(call, 'BUCKET_READ');
  const etag = etagOf(bucket);
  const described = {
    namespace: storage.namespace,
    name: bucket.name,
    compartmentId: EMULATOR_TENANCY_ID,
    metadata: {},
    createdBy: 'oci-emulator',
    timeCreated: new Date(bucket.createdAtMs).toISOString(),
    etag,
    publicAccessType: 'NoPublicAccess',
    storageTier: 'Standard',
    versioning: 'Disabled',
  };
  return Response.json(described, { headers: { etag } });
}

export async function headBucket(call: Call, storage: Storage): Promise<Response> {
  refuseUnknown('HeadBucket', call, [], []);
  const bucket = storage.findBucket(call);
  storage.requirePermission(call, 'BUCKET_INSPECT', 'BUCKET_READ');
  return new Response(null, { headers: { etag: etagOf(bucket) } });
}

/** `start` is the first name of the page, and `nextStartWith` that of the next one. */
export async function listObjects(call: Call, storage: Storage): Promise<Response> {
  refuseUnknown('ListObjects', call, ['prefix', 'start', 'limit', 'fields'], []);
  const bucket = storage.findBucket(call);
  storage.requirePermission(call, 'OBJECT_INSPECT');
  const prefix = call.query.get('prefix') ?? '';
  const start = Buffer.from(call.query.get('start') ?? '');
  const limit = parseLimit(call.query.get('limit'));
  const fields = parseFields(call.query.get('fields'));
  const heads = bucket
    .list()
    .map((object) => object.head)
    .filter((head) => head.name.startsWith(prefix))
    .filter((head) => Buffer.compare(Buffer.from(head.name), start) >= 0);
  const next = heads[limit];
  return Response.json({
    objects: heads.slice(0, limit).map((head) => describeObject(head, fields)),
    ...(next === undefined ? {} : { nextStartWith: next.name }),
  });
}

function parseLimit(value: string | null): number {
  if (value === null) return LIST_LIMIT_MAX;
  const limit = Number(value);
  if (Number.isInteger(limit) && limit >= 1 && limit <= LIST_LIMIT_MAX) return limit;
  throw new ServiceError('InvalidLimit', `limit must be between 1 and ${LIST_LIMIT_MAX}.`);
}

/** The name is always told. */
function parseFields(value: string | null): readonly string[] {
  const fields = ['name', ...(value ?? '').split(',').filter((field) => field !== '')];
  for (const field of fields) {
    if (!(field in FIELDS)) throw notImplemented(`ListObjects with the field ${field}`);
  }
  return fields;
}

function describeObject(head: ObjectHead, fields: readonly string[]) {
  return Object.fromEntries(fields.map((field) => [field, FIELDS[field]?.(head)]));
}

/** Buckets do not change here, so neither does their ETag. */
function etagOf(bucket: ObjectFolder): string {
  const hex = createHash('sha256').update(bucket.name).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
