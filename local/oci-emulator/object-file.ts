/**
 * How an object lies on disk: one line of JSON (name, ETag, metadata, size, MD5), then its bytes. One
 * file holds both, so that a body can never meet another version's metadata.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';

export type Bytes = Uint8Array<ArrayBuffer>;

const HEAD = z.readonly(
  z.strictObject({
    name: z.string(),
    etag: z.string(),
    versionId: z.string(),
    /** Base64, as in Content-MD5. */
    md5: z.string(),
    bytes: z.number(),
    createdAtMs: z.number(),
    /** Whole seconds: the resolution of `last-modified`. */
    modifiedAtMs: z.number(),
    /** Content headers and `opc-meta-*`, by lower-case name. */
    headers: z.readonly(z.record(z.string(), z.string())),
  }),
);

export type ObjectHead = z.infer<typeof HEAD>;

export interface StoredObject {
  readonly head: ObjectHead;
  readonly body: Bytes;
}

const NEWLINE = 0x0a;

export function digestMd5(body: Uint8Array): string {
  return createHash('md5').update(body).digest('base64');
}

export function encodeObject(object: StoredObject): Bytes {
  return Buffer.concat([Buffer.from(`${JSON.stringify(object.head)}\n`), object.body]);
}

/** Throws when the file is not whole: a torn file must be noticed, never served. */
export function parseObject(file: Bytes, path: string): StoredObject {
  const end = file.indexOf(NEWLINE);
  if (end < 0) throw damaged(path, 'it has no head');
  const head = HEAD.parse(JSON.parse(Buffer.from(file.subarray(0, end)).toString()));
  const body = file.subarray(end + 1);
  if (body.byteLength !== head.bytes) {
    throw damaged(path, `it has ${body.byteLength} of ${head.bytes} bytes`);
  }
  if (digestMd5(body) !== head.md5) throw damaged(path, 'its bytes do not match its MD5');
  return { head, body };
}

function damaged(path: string, reason: string): Error {
  return new Error(`The stored object ${path} is damaged: ${reason}. Delete the file to go on.`);
}
