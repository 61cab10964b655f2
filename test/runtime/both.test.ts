/** Both runtimes at once on one document: the sum is right, every visitor is one, and a day has one mail. */
import { randomUUID } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { OWNER, type TotalsAnswer, totalsIn, writeThrough } from './answers.ts';
import { startEdge } from './edge-runtime.ts';
import { EmulatedStore } from './emulated-store.ts';
import { startGatewayRuntime } from './gateway-runtime.ts';
import { startForTest } from './runtime-lifetime.ts';
import type { Runtime } from './runtimes.ts';

const VISITS = 200;
/** As many browsers as ask one runtime at a time. */
const CONCURRENCY = 10;
const VISITORS = Array.from({ length: 80 }, () => randomUUID());

interface Both {
  readonly store: EmulatedStore;
  readonly edge: Runtime;
  readonly gateway: Runtime;
}

async function startBoth(): Promise<Both> {
  const store = await EmulatedStore.start();
  // Hooks run last in, first out: the runtimes end before their store does.
  onTestFinished(() => store.close());
  const edge = await startForTest({ name: 'edge', start: startEdge }, { store });
  const kind = { name: 'gateway', start: startGatewayRuntime } as const;
  // Two containers, so that there are three writers.
  const gateway = await startForTest(kind, { store, containersMax: 2 });
  return { store, edge, gateway };
}

/** Each visit's answer, in no order. */
async function visitOften({ fetch }: Runtime): Promise<readonly TotalsAnswer[]> {
  const answers: TotalsAnswer[] = [];
  let sent = 0;
  const browse = async () => {
    while (sent < VISITS) {
      const vid = VISITORS[sent % VISITORS.length];
      sent += 1;
      answers.push(await totalsIn(fetch(`/counter?vid=${vid}`)));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, browse));
  return answers;
}

describe('both runtimes at once', () => {
  test('count every visit once, and tell no two of their visitors the same number', async () => {
    const { edge, gateway, store } = await startBoth();
    let visiting = true;
    const counted = Promise.all([edge, gateway].map(visitOften)).finally(() => {
      visiting = false;
    });
    // By itself the edge would write once a minute, and never meet the gateway.
    while (visiting) await writeThrough(edge);
    for (const answers of await counted) {
      const counts = answers.map(({ count }) => count);
      expect(counts).toHaveLength(VISITS);
      expect(new Set(counts).size).toBe(VISITS);
    }
    await writeThrough(edge);
    expect(await store.document()).toMatchObject({
      pageviews: 2 * VISITS,
      uniqueVisitors: VISITORS.length,
    });
    expect(store.emulator.outbox.messages()).toHaveLength(1);
  });

  test('tell the same totals once each has read what the other wrote', async () => {
    const { edge, gateway } = await startBoth();
    await totalsIn(edge.fetch('/counter?vid=v-12345678'));
    await writeThrough(edge);
    const told = await totalsIn(gateway.fetch('/counter?vid=v-12345678'));
    expect(told).toMatchObject({ count: 2, unique: 1 });
    expect((await edge.fetch('/health?deep=1', OWNER)).status).toBe(200);
    expect(await totalsIn(edge.fetch('/totals'))).toEqual(told);
  });

  test('mail the report of a day once, whoever is asked first', async () => {
    for (const order of ['edge first', 'gateway first']) {
      const { edge, gateway, store } = await startBoth();
      const asked = order === 'edge first' ? [edge, gateway] : [gateway, edge];
      const replies: unknown[] = [];
      for (const { fetch } of [...asked, ...asked]) {
        replies.push(await (await fetch('/report?once=day', OWNER)).json());
      }
      const already = { ok: true, report: false, already: true };
      expect(replies).toEqual([{ ok: true, report: true }, already, already, already]);
      expect(store.emulator.outbox.messages()).toHaveLength(1);
    }
  });

  test('mail the report of a day once, when both are asked together', async () => {
    const { edge, gateway, store } = await startBoth();
    const asked = [edge, gateway, edge, gateway].map(({ fetch }) =>
      fetch('/report?once=day', OWNER),
    );
    const replies: { report: boolean }[] = [];
    for (const response of await Promise.all(asked)) replies.push(await response.json());
    expect(replies.filter(({ report }) => report)).toHaveLength(1);
    expect(store.emulator.outbox.messages()).toHaveLength(1);
  });
});
