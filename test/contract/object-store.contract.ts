/**
 * What every ObjectStore promises, in memory or over HTTP. Written once; object-store.test.ts runs it
 * on each implementation. Each test has an object of its own, absent at first.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ETag,
  OBJECT_BYTES_MAX,
  type ObjectStore,
  type StoredObject,
  type WriteOutcome,
} from '../../shared/ports.ts';

export interface ObjectStoreSubject {
  readonly store: ObjectStore;
  /** A second client of the same object. */
  readonly otherWriter: ObjectStore;
  /** Requests of both, as counted by their hooks. */
  requestsSent(): number;
  remove(): Promise<void>;
}

const UNKNOWN_ETAG = '11111111-2222-4333-8444-555555555555' as ETag;
const noAbort = () => new AbortController().signal;

export function describeObjectStore(name: string, create: () => Promise<ObjectStoreSubject>): void {
  describe(`${name} as an ObjectStore`, () => {
    test('finds nothing before the first write', async () => {
      const { store } = await create();
      expect(await store.read(noAbort())).toEqual({ kind: 'absent' });
    });

    test('reads back what was written, under the same ETag and date', async () => {
      const { store, otherWriter } = await create();
      const body = '{"pageviews":1,"name":"Zoë 🦊"}';
      const { etag, modifiedAtMs } = await storedBy(store.write(body, 'absent', noAbort()));
      expect(await foundBy(otherWriter)).toEqual({ body, etag, modifiedAtMs });
      expect(modifiedAtMs % 1000).toBe(0);
    });

    test('reads back any text', async () => {
      const { store } = await create();
      let expected: ETag | 'absent' = 'absent';
      const texts = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 });
      await fc.assert(
        // TextDecoder takes a leading byte order mark for no part of the text.
        fc.asyncProperty(texts, async (text) => {
          fc.pre(!text.startsWith('\ufeff'));
          expected = (await storedBy(store.write(text, expected, noAbort()))).etag;
          expect((await foundBy(store)).body).toBe(text);
        }),
        { numRuns: 25 },
      );
    });

    test('creates only what is absent', async () => {
      const { store, otherWriter } = await create();
      await storedBy(otherWriter.write('theirs', 'absent', noAbort()));
      expect(await store.write('ours', 'absent', noAbort())).toEqual({ kind: 'conflict' });
      expect((await foundBy(store)).body).toBe('theirs');
    });

    test('replaces only the version that was expected', async () => {
      const { store, otherWriter } = await create();
      const first = await storedBy(store.write('first', 'absent', noAbort()));
      const second = await storedBy(otherWriter.write('second', first.etag, noAbort()));
      expect(await store.write('late', first.etag, noAbort())).toEqual({ kind: 'conflict' });
      expect(await store.write('odd', UNKNOWN_ETAG, noAbort())).toEqual({ kind: 'conflict' });
      expect((await foundBy(store)).etag).toBe(second.etag);
    });

    test('calls the replacing of an absent object a conflict, not an absence', async () => {
      const { store, remove } = await create();
      expect(await store.write('x', UNKNOWN_ETAG, noAbort())).toEqual({ kind: 'conflict' });
      const { etag } = await storedBy(store.write('x', 'absent', noAbort()));
      await remove();
      expect(await store.write('y', etag, noAbort())).toEqual({ kind: 'conflict' });
      expect(await store.read(noAbort())).toEqual({ kind: 'absent' });
    });

    test('gives a new ETag even to the same bytes', async () => {
      const { store } = await create();
      const first = await storedBy(store.write('same', 'absent', noAbort()));
      const second = await storedBy(store.write('same', first.etag, noAbort()));
      expect(second.etag).not.toBe(first.etag);
    });

    test('lets one of many racing writers win', async () => {
      const { store, otherWriter } = await create();
      const writers = Array.from({ length: 8 }, (_, index) => (index % 2 ? store : otherWriter));
      const outcomes = await Promise.all(
        writers.map((writer, index) => writer.write(`writer ${index}`, 'absent', noAbort())),
      );
      const winner = outcomes.findIndex(({ kind }) => kind === 'stored');
      expect(outcomes.filter(({ kind }) => kind === 'conflict')).toHaveLength(7);
      expect((await foundBy(store)).body).toBe(`writer ${winner}`);
    });

    test('reads an object of the largest size, and no larger one', async () => {
      const { store } = await create();
      const largest = 'x'.repeat(OBJECT_BYTES_MAX);
      const { etag } = await storedBy(store.write(largest, 'absent', noAbort()));
      expect((await foundBy(store)).body.length).toBe(OBJECT_BYTES_MAX);
      await storedBy(store.write(`${largest}x`, etag, noAbort()));
      const tooLarge = { kind: 'too-large', bytes: OBJECT_BYTES_MAX + 1 };
      expect(await store.read(noAbort())).toEqual(tooLarge);
    });

    test('sends nothing once the signal is aborted', async () => {
      const { store, requestsSent } = await create();
      const unknown = { kind: 'failed', failure: { kind: 'unknown', detail: 'aborted' } };
      expect(await store.read(AbortSignal.abort())).toEqual(unknown);
      expect(await store.write('x', 'absent', AbortSignal.abort())).toEqual(unknown);
      expect(requestsSent()).toBe(0);
      expect(await store.read(noAbort())).toEqual({ kind: 'absent' });
    });

    test('sends one request a call', async () => {
      const { store, requestsSent } = await create();
      await store.read(noAbort());
      await store.write('first', 'absent', noAbort());
      await store.write('second', 'absent', noAbort());
      expect(requestsSent()).toBe(3);
    });
  });
}

export async function storedBy(write: Promise<WriteOutcome>) {
  const outcome = await write;
  if (outcome.kind !== 'stored') throw new Error(`not stored: ${JSON.stringify(outcome)}`);
  return outcome;
}

export async function foundBy(store: ObjectStore): Promise<StoredObject> {
  const outcome = await store.read(noAbort());
  if (outcome.kind !== 'found') throw new Error(`not found: ${JSON.stringify(outcome)}`);
  return outcome.object;
}
