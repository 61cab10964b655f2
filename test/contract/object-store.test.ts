/** Runs the contracts of ObjectStore on everything that says it is one. */
import { MemoryObjectStore } from '../doubles/memory-object-store.ts';
import { HTTP_STORES, useEmulatedOci } from './emulated-oci.ts';
import { describeHttpObjectStore } from './http-object-store.contract.ts';
import { describeNamespaceLookUp } from './namespace-look-up.contract.ts';
import { describeObjectStore } from './object-store.contract.ts';
import { describeOddAnswers } from './odd-answers.contract.ts';

describeObjectStore('MemoryObjectStore', async () => {
  let requests = 0;
  const onRequest = () => {
    requests += 1;
  };
  const store = new MemoryObjectStore({ clock: { now: () => 1_795_450_000_123 }, onRequest });
  const remove = async () => store.remove();
  return { store, otherWriter: store, requestsSent: () => requests, remove };
});

const oci = useEmulatedOci();

for (const [name, createStore] of Object.entries(HTTP_STORES)) {
  describeObjectStore(name, async () => {
    let requests = 0;
    const onRequest = () => {
      requests += 1;
    };
    const options = { ...oci().newObject(), onRequest };
    return {
      store: createStore(options),
      otherWriter: createStore(options),
      requestsSent: () => requests,
      remove: () => oci().removeObject(options.bucket, options.object),
    };
  });
  describeHttpObjectStore(name, createStore);
  describeNamespaceLookUp(name, createStore);
  describeOddAnswers(name, createStore);
}
