/** Both runtimes at once on one document: the sum is right, every visitor is one, and a day has one mail. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { expectRefusal, OWNER, replaceDocument, totalsIn, writeThrough } from './answers.ts';
import { startEdge } from './edge-runtime.ts';
import { EmulatedStore } from './emulated-store.ts';
import { startGatewayRuntime } from './gateway-runtime.ts';
import type { Runtime } from './runtimes.ts';

const VISITS = 200;
/** As many browsers as ask one runtime at a time. */
const CONCURRENCY = 10;
const VISITORS = Array.from({ length: 80 }, () => randomUUID());

let store: EmulatedStore;
let edge: Runtime;
let gateway: Runtime;

beforeAll(async () => {
  store = await EmulatedStore.start();
  edge = await startEdge({ store });
  // Two containers, so that there are three writers.
  gateway = await startGatewayRuntime({ store, containersMax: 2 });
});
afterAll(async () => {
  await gateway.close();
  await edge.close();
  await store.close();
});
beforeEach(async () => {
  store.emulator.faults.clear();
  await replaceDocument(edge);
});

/** How many visits were acknowledged, each with its number; the others met `conflict` at their deadline. */
async function visitOften({ fetch }: Runtime): Promise<number> {
  const counts: number[] = [];
  let sent = 0;
  const browse = async () => {
    while (sent < VISITS) {
      const vid = VISITORS[sent % VISITORS.length];
      sent += 1;
      const response = await fetch(`/counter?vid=${vid}`);
      if (response.status === 200) counts.push((await totalsIn(response)).count);
      else await expectRefusal(response, 'conflict');
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, browse));
  expect(new Set(counts).size).toBe(counts.length);
  return counts.length;
}

/** By itself the edge would write once a minute, and never meet the gateway. */
async function writeOften({ fetch }: Runtime): Promise<void> {
  for (let write = 0; write < 5; write += 1) {
    const response = await fetch('/report?once=day', OWNER);
    if (response.status !== 200) await expectRefusal(response, 'conflict');
  }
}

const mailed = () => store.emulator.outbox.messages().length;

describe('both runtimes at once', () => {
  test('count every visit once, and tell no two of their visitors the same number', async () => {
    const mailedBefore = mailed();
    const [byEdge, byGateway] = await Promise.all([
      visitOften(edge),
      visitOften(gateway),
      writeOften(edge),
    ]);
    expect(byEdge).toBe(VISITS);
    // On a machine that has much else to do, a container may lose every race for 8 s.
    expect(byGateway).toBeGreaterThan(VISITS * 0.9);
    await writeThrough(edge);
    const document = await store.document();
    expect(document.uniqueVisitors).toBe(VISITORS.length);
    // Whoever was refused heard `conflict`: that view is not in.
    expect(document.pageviews).toBe(byEdge + byGateway);
    expect(mailed()).toBe(mailedBefore + 1);
  });

  test('tell the same totals once each has read what the other wrote', async () => {
    await totalsIn(edge.fetch('/counter?vid=v-12345678'));
    await writeThrough(edge);
    const told = await totalsIn(gateway.fetch('/counter?vid=v-12345678'));
    expect(told).toMatchObject({ count: 2, unique: 1 });
    expect((await edge.fetch('/health?deep=1', OWNER)).status).toBe(200);
    expect(await totalsIn(edge.fetch('/totals'))).toEqual(told);
  });

  test.each(['edge', 'gateway'])(
    'mail the report of a day once, the %s being asked first',
    async (first) => {
      const mailedBefore = mailed();
      const asked = first === 'edge' ? [edge, gateway] : [gateway, edge];
      const replies: unknown[] = [];
      for (const { fetch } of [...asked, ...asked]) {
        replies.push(await (await fetch('/report?once=day', OWNER)).json());
      }
      const already = { ok: true, report: false, already: true };
      expect(replies).toEqual([{ ok: true, report: true }, already, already, already]);
      expect(mailed()).toBe(mailedBefore + 1);
    },
  );

  test('mail a report that the other had claimed and gave back', async () => {
    const mailedBefore = mailed();
    const { faults } = store.emulator;
    const rules = [{ fault: 'throttled', request: 'publishMessage', times: 1 } as const];
    faults.set({ rules, latencyMs: { publishMessage: 500 } });
    const claimed = edge.fetch('/report?once=day', OWNER);
    await vi.waitUntil(async () => 'day' in Object((await store.document()).report));
    // Now the gateway has a copy of the document with the claim in it.
    await totalsIn(gateway.fetch('/counter'));
    await expectRefusal(claimed, 'unavailable');
    const reply = await (await gateway.fetch('/report?once=day', OWNER)).json();
    expect(reply).toEqual({ ok: true, report: true });
    expect(mailed()).toBe(mailedBefore + 1);
  });

  test('mail the report of a day once, when both are asked together', async () => {
    const mailedBefore = mailed();
    const asked = [edge, gateway, edge, gateway].map(({ fetch }) =>
      fetch('/report?once=day', OWNER),
    );
    const replies: { report: boolean }[] = [];
    for (const response of await Promise.all(asked)) replies.push(await response.json());
    expect(replies.filter(({ report }) => report)).toHaveLength(1);
    expect(mailed()).toBe(mailedBefore + 1);
  });
});
