/**
 * GetObject, HeadObject, PutObject and DeleteObject. Conditions as measured on the real service in
 * August 2026: if-match on an absent object is 412 on PUT, if-none-match takes only `*` there, a stale
 * if-match leaves the object alone on DELETE. Ranges, versions and encryption answer 501.
 */
import { type Call, refuseUnknown } from './call.ts';
import { digestMd5, type ObjectHead, type StoredObject } from './object-file.ts';
import type { Admit } from './object-folder.ts';
import { objectNotFound, ServiceError } from './service-error.ts';
import type { Storage } from './storage.ts';

const CONTENT_HEADERS = [
  'content-type',
  'content-language',
  'content-encoding',
  'content-disposition',
  'cache-control',
];
const METADATA_PREFIX = 'opc-meta-';
const UNKNOWN_ON_READ = ['range', 'opc-sse-customer-algorithm'];
const UNKNOWN_ON_WRITE = [
  'opc-checksum-algorithm',
  'opc-content-crc32c',
  'opc-content-sha256',
  'opc-content-sha384',
  'opc-sse-customer-algorithm',
  'opc-sse-kms-key-id',
  'storage-tier',
];

/** GET and HEAD: the router leaves a HEAD's body out. */
export async function readObject(call: Call, storage: Storage): Promise<Response> {
  refuseUnknown('GetObject', call, [], UNKNOWN_ON_READ);
  const bucket = storage.findBucket(call);
  storage.requirePermission(call, 'OBJECT_READ');
  const name = call.parameter('object');
  const object = bucket.find(name);
  if (object === undefined) throw objectNotFound(name, bucket.name, storage.namespace);
  const { head, body } = object;
  requireMatch(call.header('if-match'), object);
  const known = call.header('if-none-match');
  if (known === '*' || known === head.etag) {
    return new Response(null, { status: 304, headers: versionHeaders(head) });
  }
  const headers = {
    ...versionHeaders(head),
    ...head.headers,
    'content-length': String(head.bytes),
    'content-md5': head.md5,
    'opc-content-md5': head.md5,
  };
  return new Response(body, { headers });
}

export async function putObject(call: Call, storage: Storage): Promise<Response> {
  refuseUnknown('PutObject', call, [], UNKNOWN_ON_WRITE);
  const bucket = storage.findBucket(call);
  const checkCondition = parseWriteCondition(call);
  checkMd5(call);
  const admit: Admit = (current) => {
    storage.requirePermission(call, current === undefined ? 'OBJECT_CREATE' : 'OBJECT_OVERWRITE');
    checkCondition(current);
  };
  const draft = { name: call.parameter('object'), body: call.body, headers: keptHeaders(call) };
  const { head } = await bucket.write(draft, admit);
  const headers = { ...versionHeaders(head), 'opc-content-md5': head.md5 };
  return new Response(null, { status: 200, headers });
}

export async function deleteObject(call: Call, storage: Storage): Promise<Response> {
  refuseUnknown('DeleteObject', call, [], []);
  const bucket = storage.findBucket(call);
  storage.requirePermission(call, 'OBJECT_DELETE');
  const name = call.parameter('object');
  await bucket.remove(name, (current) => {
    if (current === undefined) throw objectNotFound(name, bucket.name, storage.namespace);
    requireMatch(call.header('if-match'), current);
  });
  return new Response(null, { status: 204 });
}

function parseWriteCondition(call: Call): Admit {
  const expected = call.header('if-match');
  const unexpected = call.header('if-none-match');
  if (expected !== undefined && unexpected !== undefined) {
    throw new ServiceError(
      'InvalidConditionalHeaders',
      'if-match and if-none-match exclude each other.',
    );
  }
  if (unexpected === undefined) return (current) => requireMatch(expected, current);
  if (unexpected !== '*') {
    throw new ServiceError('IfNoneMatchDisallowed', "The only valid value is '*'.");
  }
  return (current) => {
    if (current === undefined) return;
    throw new ServiceError('IfNoneMatchFailed', `The object '${current.head.name}' already exists`);
  };
}

function requireMatch(expected: string | undefined, current: StoredObject | undefined): void {
  if (expected === undefined || expected === current?.head.etag) return;
  throw new ServiceError('IfMatchFailed', `The If-Match header '${expected}' is not the ETag`);
}

function checkMd5(call: Call): void {
  const claimed = call.header('content-md5');
  const computed = digestMd5(call.body);
  if (claimed === undefined || claimed === computed) return;
  throw new ServiceError(
    'UnmatchedContentMD5',
    `The computed MD5 of the request body (${computed}) does not match the Content-MD5 header (${claimed})`,
  );
}

/** A PUT replaces all metadata: nothing of the version before stays. */
function keptHeaders(call: Call): Readonly<Record<string, string>> {
  const content = CONTENT_HEADERS.map((name) => [name, call.header(name)] as const);
  const sent = content.filter((entry): entry is readonly [string, string] => !!entry[1]);
  return {
    'content-type': 'application/octet-stream',
    ...Object.fromEntries(sent),
    ...Object.fromEntries(call.headersWith(METADATA_PREFIX)),
  };
}

function versionHeaders(head: ObjectHead): Readonly<Record<string, string>> {
  return {
    etag: head.etag,
    'last-modified': new Date(head.modifiedAtMs).toUTCString(),
    'version-id': head.versionId,
  };
}
