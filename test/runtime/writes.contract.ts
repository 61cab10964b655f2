/** Writes that go wrong: each acknowledged visit is in the document once, whatever became of the answer. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../../local/oci-emulator/fault-rules.ts';
import { expectRefusal, replaceDocument, totalsIn, writeThrough } from './answers.ts';
import type { Runtime, RuntimeKind } from './runtimes.ts';

const PUT = { request: 'putObject' } as const;

/** Each hits two writes one after the other. */
const FAULTS: readonly (readonly [string, FaultRule])[] = [
  ['is refused for another version', { ...PUT, fault: 'precondition-failed' }],
  ['is refused for another write', { ...PUT, fault: 'concurrent-update' }],
  ['is refused for too much to do', { ...PUT, fault: 'throttled' }],
  ['is said to have no bucket', { ...PUT, fault: 'bucket-not-found' }],
  ['fails', { ...PUT, fault: 'server-error', status: 503 }],
  ['fails after it took place', { ...PUT, fault: 'server-error', status: 500, tookPlace: true }],
  ['is cut before it took place', { ...PUT, fault: 'cut-before' }],
  ['is cut after it took place', { ...PUT, fault: 'cut-after' }],
  ['lands late', { ...PUT, fault: 'late-landing', landsAfterMs: 100 }],
];

/** A store that takes no write and says no word, until the test is over. */
const SILENT: FaultRule = { ...PUT, fault: 'cut-before', holdMs: 60_000 };

export function describeWrites(kind: RuntimeKind, runtime: () => Runtime): void {
  describe(`a write of the ${kind.name}`, () => {
    test.each(FAULTS)('that %s leaves each visit in once', async (_, rule) => {
      const { emulator, fetch, store } = runtime();
      const { count: before, unique } = await totalsIn(fetch('/counter'));
      emulator.faults.set({ rules: [{ ...rule, times: 2 }] });
      const vid = randomUUID();
      const told = await totalsIn(fetch(`/counter?vid=${vid}`));
      expect(told).toMatchObject({ count: before + 1, unique: unique + 1 });
      await writeThrough(runtime());
      const [{ hits } = { hits: 0 }] = emulator.faults.report().rules;
      expect(hits).toBeGreaterThanOrEqual(1);
      emulator.faults.clear();
      await emulator.lateWritesSettled();

      expect((await totalsIn(fetch(`/counter?vid=${vid}`))).count).toBe(before + 2);
      await writeThrough(runtime());
      const document = await store.document();
      expect(document).toMatchObject({ pageviews: before + 2, uniqueVisitors: unique + 1 });
    });
  });

  describe(`a store that takes no writes, on the ${kind.name},`, () => {
    test('costs no acknowledged visit', async () => {
      const { emulator, fetch, store } = runtime();
      await replaceDocument(runtime());
      await totalsIn(fetch('/counter'));
      await writeThrough(runtime());
      emulator.faults.set({ rules: [SILENT] });
      const response = await fetch('/counter');
      // The edge has it in its journal; the Function has nowhere else to keep it.
      if (kind.name === 'edge') expect((await totalsIn(response)).count).toBe(2);
      else await expectRefusal(response, 'unavailable');
      const health = await (await fetch('/health')).json();
      expect(health).toMatchObject({ ok: true, pending: kind.name === 'edge' ? 1 : 0 });

      emulator.faults.clear();
      const expected = kind.name === 'edge' ? 3 : 2;
      expect((await totalsIn(fetch('/counter'))).count).toBe(expected);
      await writeThrough(runtime());
      expect(await store.document()).toMatchObject({ pageviews: expected });
    });
  });
}
