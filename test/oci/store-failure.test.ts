/** The mapping from the service's answers to outcomes, at its edges. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { foundObject, readText, storedVersion } from '../../shared/oci/store-answer.ts';
import {
  failedCall,
  failedPublish,
  failedRead,
  failedWrite,
  lostAnswer,
  notSent,
  untilAborted,
} from '../../shared/oci/store-failure.ts';
import { OBJECT_BYTES_MAX } from '../../shared/ports.ts';

const LAST_MODIFIED = 'Mon, 23 Nov 2026 20:00:00 GMT';

const codes = fc.constantFrom(
  undefined,
  'BucketNotFound',
  'IfMatchFailed',
  'NamespaceNotFound',
  'NotAuthorizedOrNotFound',
  'ObjectNotFound',
);
const answers = fc.record({ status: fc.integer({ min: 100, max: 599 }), code: codes });

describe('a refusal', () => {
  test('is an absence for a 404 ObjectNotFound on a read, and for nothing else', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const isAbsent = answer.status === 404 && answer.code === 'ObjectNotFound';
        expect(failedRead(answer).kind).toBe(isAbsent ? 'absent' : 'failed');
      }),
    );
  });

  test('is a conflict for a 412 or 409 on a write, and for nothing else', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const isConflict = answer.status === 412 || answer.status === 409;
        expect(failedWrite(answer).kind).toBe(isConflict ? 'conflict' : 'failed');
        expect(failedRead(answer).kind).not.toBe('conflict');
      }),
    );
  });

  test('never passes for a definite no when the write may have landed', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const { status } = answer;
        const mayHaveLanded = status < 300 || status >= 500 || status === 408;
        expect(failedCall(answer).failure.kind === 'unknown').toBe(mayHaveLanded);
      }),
    );
  });

  test.each([
    [{ status: 429, code: 'TooManyRequests' }, 'throttled', '429 TooManyRequests'],
    [{ status: 404, code: 'BucketNotFound' }, 'bucket-missing', '404 BucketNotFound'],
    [{ status: 404, code: 'NamespaceNotFound' }, 'refused', '404 NamespaceNotFound'],
    [{ status: 403, code: 'BucketNotFound' }, 'refused', '403 BucketNotFound'],
    [{ status: 401, code: 'NotAuthenticated' }, 'refused', '401 NotAuthenticated'],
    [{ status: 400 }, 'refused', '400'],
    [{ status: 302 }, 'refused', '302'],
    [{ status: 503, code: 'ServiceUnavailable' }, 'unknown', '503 ServiceUnavailable'],
    [{ status: 204 }, 'unknown', '204'],
  ])('of %j is %s', (answer, kind, detail) => {
    expect(failedCall(answer).failure).toEqual({ kind, detail });
  });

  test.each([
    ['0', 0],
    ['7', 7000],
    ['86400', 60_000],
    ['', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    [LAST_MODIFIED, undefined],
    [null, undefined],
  ])('with Retry-After %s asks for %s ms', (retryAfter, retryAfterMs) => {
    const { failure } = failedCall({ status: 503, retryAfter });
    expect(failure.retryAfterMs).toBe(retryAfterMs);
  });

  test('of a publish is unknown only when the message may have been sent', () => {
    const published = (status: number) => failedPublish(failedCall({ status })).kind;
    expect([400, 401, 404, 413, 429].map(published)).toEqual(Array(5).fill('refused'));
    expect([200, 408, 500, 503].map(published)).toEqual(Array(4).fill('unknown'));
    expect(failedPublish(notSent('no key'))).toEqual({ kind: 'refused', detail: 'no key' });
    expect(failedPublish(lostAnswer(new Error('x'))).kind).toBe('unknown');
  });
});

describe('a lost answer', () => {
  test.each([
    [new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } }), 'ECONNRESET'],
    [Object.assign(new Error('x'), { code: 'ENOTFOUND' }), 'ENOTFOUND'],
    [new TypeError('fetch failed', { cause: new Error('bad port') }), 'bad port'],
    [new TypeError('fetch failed', { cause: new Error('a secret') }), 'TypeError'],
    [new DOMException('x', 'AbortError'), 'AbortError'],
    [new Error('Authorization: Signature keyId="secret"'), 'Error'],
    [Object.assign(new Error('x'), { name: 'a secret, or worse' }), 'unknown error'],
    ['thrown text', 'unknown error'],
    [undefined, 'unknown error'],
  ])('of %s is unknown, and says no more than a word', (error, word) => {
    const failure = { kind: 'unknown', detail: `no answer (${word})` };
    expect(lostAnswer(error)).toEqual({ kind: 'failed', failure });
  });

  test('is what an aborted call comes to, at once', async () => {
    const abort = new AbortController();
    const call = untilAborted(abort.signal, () => new Promise<never>(() => undefined));
    abort.abort();
    const failure = { kind: 'unknown', detail: 'aborted' };
    expect(await call).toEqual({ kind: 'failed', failure });
  });
});

describe('a body', () => {
  test('is the same text however it is cut into chunks', async () => {
    const texts = fc.tuple(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 5 }));
    await fc.assert(
      fc.asyncProperty(texts, async ([text, chunkBytes]) => {
        fc.pre(!text.startsWith('\ufeff'));
        const bytes = new TextEncoder().encode(text);
        expect(await readText(chunksOf(bytes, chunkBytes), bytes.length)).toBe(text);
        if (bytes.length === 0) return;
        const tooMany = await readText(chunksOf(bytes, chunkBytes), bytes.length - 1);
        expect(tooMany).toBe(bytes.length);
      }),
    );
  });

  test('that is announced as too large is let go unread', async () => {
    const cancel = vi.fn();
    const stream = new ReadableStream<Uint8Array>({ cancel });
    const version = { etag: 'e', lastModified: LAST_MODIFIED };
    const bytes = OBJECT_BYTES_MAX + 1;
    expect(await foundObject(version, bytes, stream)).toEqual({ kind: 'too-large', bytes });
    expect(cancel).toHaveBeenCalledOnce();
  });
});

test('a version is an ETag and a date in Unix milliseconds', () => {
  const stored = storedVersion({ etag: 'e', lastModified: LAST_MODIFIED });
  expect(stored).toEqual({ kind: 'stored', etag: 'e', modifiedAtMs: Date.UTC(2026, 10, 23, 20) });
});

async function* chunksOf(bytes: Uint8Array, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    yield bytes.subarray(start, start + chunkBytes);
  }
}
