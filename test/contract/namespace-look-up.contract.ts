/** How an ObjectStore over HTTP finds its namespace when it was not told. */
import { describe, expect, test, vi } from 'vitest';
import { type CreateStore, useEmulatedOci } from './emulated-oci.ts';
import { storedBy } from './object-store.contract.ts';

const noAbort = () => new AbortController().signal;

export function describeNamespaceLookUp(name: string, createStore: CreateStore): void {
  describe(`${name} without a namespace`, () => {
    const oci = useEmulatedOci();

    test('looks the namespace up once, for calls at the same time too', async () => {
      const onRequest = vi.fn();
      const { namespace: _, ...options } = oci().newObject();
      const store = createStore({ ...options, onRequest });
      const reads = await Promise.all([store.read(noAbort()), store.read(noAbort())]);
      expect(reads).toEqual([{ kind: 'absent' }, { kind: 'absent' }]);
      await storedBy(store.write('x', 'absent', noAbort()));
      expect(oci().emulator.requests.counts()).toMatchObject({ getNamespace: 1, getObject: 2 });
      expect(onRequest).toHaveBeenCalledTimes(4);
    });

    test('looks the namespace up again after a failure, which is the failure of the call', async () => {
      const { namespace: _, ...options } = oci().newObject();
      const store = createStore(options);
      oci().emulator.faults.set({
        rules: [
          { fault: 'throttled', retryAfterSeconds: 2, request: 'getNamespace', times: 1 },
          { fault: 'cut-before', request: 'getNamespace', times: 1 },
        ],
      });
      const throttled = { kind: 'throttled', retryAfterMs: 2000, detail: '429 TooManyRequests' };
      expect(await store.read(noAbort())).toEqual({ kind: 'failed', failure: throttled });
      const lost = { kind: 'failed', failure: { kind: 'unknown' } };
      expect(await store.write('x', 'absent', noAbort())).toMatchObject(lost);
      await storedBy(store.write('x', 'absent', noAbort()));
      expect(oci().emulator.requests.counts()).toMatchObject({ getNamespace: 3, putObject: 1 });
    });

    test('gives up waiting for the look-up of another call', async () => {
      const { namespace: _, ...options } = oci().newObject();
      const store = createStore(options);
      const { faults, requests } = oci().emulator;
      faults.add({ fault: 'cut-before', holdMs: 60_000, request: 'getNamespace', times: 1 });
      const [first, second] = [new AbortController(), new AbortController()];
      const calls = [store.read(first.signal), store.read(second.signal)];
      await vi.waitFor(() => expect(requests.count('getNamespace')).toBe(1), { interval: 2 });
      second.abort();
      const aborted = { kind: 'failed', failure: { kind: 'unknown', detail: 'aborted' } };
      expect(await calls[1]).toEqual(aborted);
      first.abort();
      expect(await calls[0]).toEqual(aborted);
    });
  });
}
