/** Whoever looks twice never sees a figure go down, whichever copy of the document the second look finds. */
import { describe, expect, test } from 'vitest';
import { applyVisits } from '../../shared/counter/apply-visits.ts';
import { emptyDocument, serialiseDocument } from '../../shared/counter/document.ts';
import { hashesOf, hashOf } from '../counter/visitor-hashes.ts';
import { CountingWorld, RULES, START_MS } from './counting-world.ts';

const BOTH = [
  ['that writes through', (world: CountingWorld) => world.writer()],
  ['with a journal', (world: CountingWorld) => world.edge()],
] as const;

describe.each(BOTH)('a counter %s', (_, start) => {
  test('tells what it has read last, until it is a minute old', async () => {
    const world = new CountingWorld();
    const [reader, other] = [start(world), world.writer('other')];
    await world.run(world.count(reader));
    await world.wait(5_000);
    for (let visit = 0; visit < 4; visit += 1) await world.run(world.count(other));
    await world.wait(61_000);
    const sentBefore = reader.meter.sent;
    const counts = [];
    for (let look = 0; look < 3; look += 1) {
      counts.push((await world.run(reader.counter.totals())).count);
      await world.wait(10_000);
    }
    expect(counts).toEqual([5, 5, 5]);
    expect(reader.meter.sent - sentBefore).toBe(1);
  });

  test('takes the clock from its own commit, and never from a document that it only read', async () => {
    const world = new CountingWorld();
    const counter = start(world);
    await world.run(world.count(counter));
    await world.wait(5_000);
    const committed = await counter.counter.status();
    expect(Math.abs(committed.lastCommit?.clockBehindMs ?? Number.NaN)).toBeLessThan(1_000);
    await world.wait(3_600_000);
    await world.run(counter.counter.freshDocument());
    expect(await counter.counter.status()).toEqual(committed);
  });

  test('knows of no commit after a look alone', async () => {
    const world = new CountingWorld();
    await world.run(world.count(world.writer('other')));
    const counter = start(world);
    await world.run(counter.counter.freshDocument());
    expect(await counter.counter.status()).toEqual({ pending: 0 });
  });
});

/** HIP counts by the order of arrival: these visitors come to three less in the order of the gateway. */
test('an estimate stays when the gateway has counted the same visitors in another order', async () => {
  const world = new CountingWorld();
  const crowd = hashesOf(5_000).map((visitor) => ({ atMs: START_MS, visitor }));
  world.store.memory.put(serialiseDocument(applyVisits(emptyDocument(RULES), crowd).document));
  const [edge, gateway] = [world.edge(), world.writer('gateway')];
  const visits = Array.from({ length: 300 }, (_, index) => {
    return { atMs: START_MS, visitor: hashOf(2_600_000 + index) };
  });
  const before = await world.run(Promise.all(visits.map((visit) => edge.counter.count(visit))));
  const inReverse = [...visits].reverse();
  await world.run(Promise.all(inReverse.map((visit) => gateway.counter.count(visit))));
  const inGateway = await world.run(gateway.counter.totals());
  await world.wait(120_000);
  const after = await world.run(edge.counter.totals());
  expect(after.count).toBe(5_600);
  expect(inGateway.unique).toBeLessThan(before.at(-1)?.unique ?? 0);
  expect(after.unique).toBeGreaterThanOrEqual(before.at(-1)?.unique ?? Number.NaN);
});
