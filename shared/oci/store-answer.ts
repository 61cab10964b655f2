/**
 * Reads the answers of the store's HTTP interface, for all adapters: versions, bodies of bounded size,
 * error codes. An answer of another form counts as none. Sends nothing.
 */
import {
  type ETag,
  type FailedCall,
  OBJECT_BYTES_MAX,
  type ReadOutcome,
  type WriteOutcome,
} from '../ports.ts';
import { noAnswer, type StoreAnswer } from './store-failure.ts';

/** Headers of a 200, as they came. */
export interface VersionHeaders {
  readonly etag: string | null | undefined;
  readonly lastModified: string | null | undefined;
  /** When it was answered. */
  readonly date?: string | null | undefined;
}

/** A write without a usable version is not known to have landed: the next one would have no `if-match`. */
export function storedVersion({
  etag,
  lastModified,
}: VersionHeaders): FailedCall | (WriteOutcome & { kind: 'stored' }) {
  const modifiedAtMs = Date.parse(lastModified ?? '');
  if (!etag || Number.isNaN(modifiedAtMs)) return noAnswer('200 without etag or last-modified');
  return { kind: 'stored', etag: etag as ETag, modifiedAtMs };
}

/** Takes the body of a 200 in, never more of it than `OBJECT_BYTES_MAX`. Throws when it breaks off. */
export async function foundObject(
  version: VersionHeaders,
  announcedBytes: number,
  chunks: AsyncIterable<Uint8Array>,
): Promise<ReadOutcome> {
  const stored = storedVersion(version);
  if (stored.kind === 'stored' && announcedBytes <= OBJECT_BYTES_MAX) {
    const body = await readText(chunks, OBJECT_BYTES_MAX);
    if (typeof body === 'number') return { kind: 'too-large', bytes: body };
    const { etag, modifiedAtMs } = stored;
    const answeredAtMs = Date.parse(version.date ?? '');
    const dated = Number.isNaN(answeredAtMs) ? {} : { answeredAtMs };
    return { kind: 'found', object: { body, etag, modifiedAtMs }, ...dated };
  }
  await chunks[Symbol.asyncIterator]().return?.();
  return stored.kind === 'failed' ? stored : { kind: 'too-large', bytes: announcedBytes };
}

/** UTF-8 text, or how many bytes had come when there were too many; the rest is not waited for. */
export async function readText(
  chunks: AsyncIterable<Uint8Array>,
  bytesMax: number,
): Promise<string | number> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) return bytes;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** A namespace goes into every URL from now on: nothing else must pass for one. */
export function parseNamespace(value: unknown): string | FailedCall {
  if (typeof value === 'string' && /^[A-Za-z0-9_-]{1,100}$/.test(value)) return value;
  return noAnswer('200 without a namespace');
}

/** An error is a code and a sentence; a proxy's page is cut off. */
const ERROR_BYTES_MAX = 16 * 1024;

/** Throws when the answer breaks off: a 404 whose code is lost says nothing. */
export async function describeRefusal(response: Response): Promise<StoreAnswer> {
  const text = response.body === null ? '' : await readText(response.body, ERROR_BYTES_MAX);
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, code: parseErrorCode(String(text)), retryAfter };
}

/** Codes go to the log, so anything that does not look like one is left out. */
function parseErrorCode(body: string): string | undefined {
  try {
    const { code } = Object(JSON.parse(body)) as { readonly code?: unknown };
    return typeof code === 'string' && /^[A-Za-z]{1,64}$/.test(code) ? code : undefined;
  } catch {
    return undefined;
  }
}
