/**
 * What an ObjectStore over HTTP makes of the service's refusals and of lost answers, against the
 * emulator: each a value, and never a second request.
 */
import { describe, expect, test, vi } from 'vitest';
import { mintApiKey } from '../../local/oci-emulator/api-key.ts';
import type { FaultRule } from '../../local/oci-emulator/fault-rules.ts';
import type { StoreFailure } from '../../shared/ports.ts';
import { type CreateStore, LOST_ANSWERS, toApiKey, useEmulatedOci } from './emulated-oci.ts';
import { foundBy, storedBy } from './object-store.contract.ts';

/** Longer than any test: whoever waits for the answer is found out. */
const HELD_MS = 60_000;
const POLL = { interval: 2 };
const noAbort = () => new AbortController().signal;

/** Faults that a read and a write meet alike. */
const FAILURES: Readonly<Record<string, readonly [Partial<FaultRule>, Partial<StoreFailure>]>> = {
  'a 429': [
    { fault: 'throttled', retryAfterSeconds: 7 },
    { kind: 'throttled', retryAfterMs: 7000, detail: '429 TooManyRequests' },
  ],
  'a BucketNotFound': [
    { fault: 'bucket-not-found' },
    { kind: 'bucket-missing', detail: '404 BucketNotFound' },
  ],
  ...LOST_ANSWERS,
};

export function describeHttpObjectStore(name: string, createStore: CreateStore): void {
  describe(`${name} over HTTP`, () => {
    const oci = useEmulatedOci();

    function setUp() {
      const onRequest = vi.fn();
      const store = createStore({ ...oci().newObject(), onRequest });
      const { faults, requests } = oci().emulator;
      return { store, faults, requests, onRequest };
    }

    test.each(Object.entries(FAILURES))(
      'tells %s from other failures',
      async (_, [fault, failure]) => {
        const { store, faults, requests, onRequest } = setUp();
        const rule = { times: 1, ...fault };
        const rules = [
          { ...rule, request: 'getObject' },
          { ...rule, request: 'putObject' },
        ];
        faults.set({ rules: rules as FaultRule[] });
        const expected = { kind: 'failed', failure: expect.objectContaining(failure) };
        expect(await store.read(noAbort())).toEqual(expected);
        expect(await store.write('body', 'absent', noAbort())).toEqual(expected);
        expect(requests.counts()).toMatchObject({ getObject: 1, putObject: 1, getNamespace: 0 });
        expect(onRequest).toHaveBeenCalledTimes(2);
      },
    );

    test.each(['precondition-failed', 'concurrent-update'] as const)(
      'calls %s on a write a conflict, and sends it once',
      async (fault) => {
        const { store, faults, requests } = setUp();
        faults.add({ fault, request: 'putObject' });
        expect(await store.write('body', 'absent', noAbort())).toEqual({ kind: 'conflict' });
        expect(requests.count('putObject')).toBe(1);
        expect(await store.read(noAbort())).toEqual({ kind: 'absent' });
      },
    );

    test.each([
      ['a lost answer', { fault: 'cut-after', request: 'putObject' }],
      ['a 5xx that took place', { fault: 'server-error', tookPlace: true, request: 'putObject' }],
    ] as const)('does not hide a write that landed behind %s', async (_, rule) => {
      const { store, faults } = setUp();
      faults.add({ ...rule, times: 1 });
      const outcome = await store.write('landed', 'absent', noAbort());
      expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'unknown' } });
      expect((await foundBy(store)).body).toBe('landed');
    });

    test('does not take half a body for a document', async () => {
      const { store, faults } = setUp();
      await storedBy(store.write('{"pageviews":1234}', 'absent', noAbort()));
      faults.add({ fault: 'truncated-answer', request: 'getObject' });
      const lost = { kind: 'failed', failure: { kind: 'unknown' } };
      expect(await store.read(noAbort())).toMatchObject(lost);
    });

    test('gives up waiting as soon as it is told to', async () => {
      const { store, faults, requests } = setUp();
      for (const request of ['getObject', 'putObject'] as const) {
        faults.add({ fault: 'cut-after', holdMs: HELD_MS, request });
      }
      const abort = new AbortController();
      const calls = [store.read(abort.signal), store.write('landed', 'absent', abort.signal)];
      await vi.waitFor(() => {
        expect(requests.count('getObject') + requests.count('putObject')).toBe(2);
      }, POLL);
      abort.abort();
      for (const outcome of await Promise.all(calls)) {
        expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'unknown' } });
      }
    });

    test('tells a key that the service does not know from a key that may do nothing', async () => {
      const options = oci().newObject();
      const unknown = createStore({ ...options, apiKey: toApiKey(await mintApiKey()) });
      const refused = { kind: 'refused', detail: '401 NotAuthenticated' };
      expect(await unknown.read(noAbort())).toEqual({ kind: 'failed', failure: refused });
      const mayNothing = toApiKey(await oci().emulator.addApiKey([]));
      const missing = { kind: 'bucket-missing', detail: '404 BucketNotFound' };
      const outcome = await createStore({ ...options, apiKey: mayNothing }).read(noAbort());
      expect(outcome).toEqual({ kind: 'failed', failure: missing });
    });

    test('takes a missing bucket or namespace for no missing object', async () => {
      const options = oci().newObject();
      const elsewhere = createStore({ ...options, bucket: 'none' });
      const missing = { kind: 'bucket-missing', detail: '404 BucketNotFound' };
      expect(await elsewhere.read(noAbort())).toEqual({ kind: 'failed', failure: missing });
      const nowhere = createStore({ ...options, namespace: 'none' });
      const refused = { kind: 'refused', detail: '404 NamespaceNotFound' };
      expect(await nowhere.read(noAbort())).toEqual({ kind: 'failed', failure: refused });
      expect(await nowhere.write('x', 'absent', noAbort())).toEqual({
        kind: 'failed',
        failure: refused,
      });
    });

    test.each(['a b+c.json', 'ü/é.json', '100%', 'a%2Fb', 'x?y#z&w=1', "it's (ok)!*"])(
      'keeps the object name %s as it is',
      async (object) => {
        const onRequest = vi.fn();
        const store = createStore({ ...oci().newObject(), object, onRequest });
        await storedBy(store.write(object, 'absent', noAbort()));
        expect((await foundBy(store)).body).toBe(object);
        await oci().removeObject(oci().newObject().bucket, object);
      },
    );

    test('prints nothing, whatever is refused', async () => {
      const { store, faults } = setUp();
      const printers = (['debug', 'info', 'log', 'warn', 'error'] as const).map((level) =>
        vi.spyOn(console, level),
      );
      faults.add({ fault: 'cut-before', request: 'putObject', times: 1 });
      await store.read(noAbort());
      await store.write('x', 'absent', noAbort());
      await store.write('x', 'absent', noAbort());
      expect(await store.write('x', 'absent', noAbort())).toEqual({ kind: 'conflict' });
      for (const printer of printers) expect(printer).not.toHaveBeenCalled();
      vi.restoreAllMocks();
    });
  });
}
