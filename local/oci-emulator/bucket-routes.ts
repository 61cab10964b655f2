/** GetNamespace, CreateBucket, GetBucket, HeadBucket, DeleteBucket and ListObjects. */
import * as z from 'zod/mini';
import { type Call, refuseUnknown } from './call.ts';
import type { ObjectHead } from './object-file.ts';
import { notImplemented, ServiceError } from './service-error.ts';
import { BUCKET_NAME, type Bucket, type Storage } from './storage.ts';
import {
  parseDetails,
  requireCompartment,
  requirePermission,
  requireRoom,
} from './tenancy/collection-rules.ts';
import { TAGS } from './tenancy/details.ts';
import type { Tenancy } from './tenancy/tenancy.ts';

/** Private and without versions: what else the service offers is 501. */
const BUCKET_DETAILS = z.strictObject({
  compartmentId: z.string(),
  name: z.string().check(z.regex(BUCKET_NAME)),
  publicAccessType: z.optional(z.literal('NoPublicAccess')),
  storageTier: z.optional(z.literal('Standard')),
  versioning: z.optional(z.literal('Disabled')),
  freeformTags: TAGS,
});

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

export async function createBucket(
  call: Call,
  storage: Storage,
  tenancy: Tenancy,
): Promise<Response> {
  refuseUnknown('CreateBucket', call, [], []);
  storage.requireNamespace(call);
  const { compartmentId, name, ...fields } = parseDetails(call, BUCKET_DETAILS);
  requirePermission(call, 'BUCKET_CREATE', compartmentId, tenancy);
  requireCompartment(compartmentId, tenancy);
  requireRoom('bucket', tenancy);
  const bucket = await storage.create(name, call.region, compartmentId, fields);
  return answerBucket(bucket, storage);
}

export async function getBucket(call: Call, storage: Storage): Promise<Response> {
  refuseUnknown('GetBucket', call, [], []);
  const bucket = storage.requireBucket(call);
  storage.requirePermission(call, 'BUCKET_READ');
  return answerBucket(bucket, storage);
}

export async function headBucket(call: Call, storage: Storage): Promise<Response> {
  refuseUnknown('HeadBucket', call, [], []);
  const { resource } = storage.requireBucket(call);
  storage.requirePermission(call, 'BUCKET_INSPECT', 'BUCKET_READ');
  return new Response(null, { headers: { etag: resource.etag } });
}

/** Only an empty one can go. */
export async function deleteBucket(call: Call, storage: Storage): Promise<Response> {
  refuseUnknown('DeleteBucket', call, [], []);
  const bucket = storage.requireBucket(call);
  storage.requirePermission(call, 'BUCKET_DELETE');
  await storage.remove(bucket);
  return new Response(null, { status: 204 });
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

function answerBucket({ resource, objects }: Bucket, storage: Storage): Response {
  const { compartmentId, etag, fields, id, name } = resource;
  const described = {
    namespace: storage.namespace,
    id,
    name,
    compartmentId,
    metadata: {},
    createdBy: 'oci-emulator',
    timeCreated: new Date(objects.createdAtMs).toISOString(),
    etag,
    publicAccessType: 'NoPublicAccess',
    storageTier: 'Standard',
    versioning: 'Disabled',
    freeformTags: {},
    definedTags: {},
    ...fields,
  };
  return Response.json(described, { headers: { etag } });
}
