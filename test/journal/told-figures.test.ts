/** Whoever looks twice never sees a figure go down, whichever copy of the document the second look finds. */
import { describe, expect, test } from 'vitest';
import { applyVisits } from '../../shared/counter/apply-visits.ts';
import { emptyDocument, serialiseDocument, totalsOf } from '../../shared/counter/document.ts';
import { CountingWorld, RULES, START_MS } from '../commit/counting-world.ts';
import { hashesOf, hashOf } from '../counter/visitor-hashes.ts';

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
    await world.run(counter.counter.document({ fresh: true }));
    expect(await counter.counter.status()).toEqual(committed);
  });

  test('knows of no commit after a look alone', async () => {
    const world = new CountingWorld();
    await world.run(world.count(world.writer('other')));
    const counter = start(world);
    await world.run(counter.counter.document({ fresh: true }));
    expect(await counter.counter.status()).toEqual({ pending: 0 });
  });
});

describe('an edge whose store does not answer', () => {
  async function readers(looks: number) {
    const world = new CountingWorld();
    const edge = world.edge();
    await world.run(world.count(edge));
    await world.wait(120_000);
    world.store.everyRead = { kind: 'cut-before' };
    const waitsMs: number[] = [];
    for (let look = 0; look < looks; look += 1) {
      const startMs = world.world.nowMs;
      expect((await world.run(edge.counter.totals())).count).toBe(1);
      waitsMs.push(world.world.nowMs - startMs);
    }
    return { world, edge, waitsMs };
  }

  test('tells what it knows after a second, and then at once', async () => {
    const { waitsMs } = await readers(3);
    const [first = Number.NaN, ...others] = waitsMs;
    expect(first).toBeLessThanOrEqual(1_001);
    expect(Math.max(...others)).toBeLessThan(5);
  });

  test('asks again after a while, and tells what is new then', async () => {
    const { world, edge } = await readers(1);
    await world.wait(10_000);
    world.store.everyRead = undefined;
    await world.run(world.count(world.writer('other')));
    await world.wait(60_000);
    expect((await world.run(edge.counter.totals())).count).toBe(2);
  });
});

/** The order of arrival decides by how much, if at all: of these crowds, some come to less. */
test.each([1, 2, 3, 4, 5])(
  'an estimate of crowd %i stays when some of the visits that made it one are counted by another as well',
  async (crowdNumber) => {
    const world = new CountingWorld();
    const exact = hashesOf(2_000).map((visitor) => ({ atMs: START_MS, visitor }));
    // Each came twice: estimates never exceed the views.
    const before = applyVisits(emptyDocument(RULES), [...exact, ...exact]).document;
    world.store.memory.put(serialiseDocument(before));
    const [edge, gateway] = [world.edge(), world.writer('gateway')];
    await world.run(edge.counter.totals());
    const visits = Array.from({ length: 1_000 }, (_, index) => {
      return { atMs: START_MS, visitor: hashOf(1_000_000 * crowdNumber + index) };
    });
    const told = await world.run(Promise.all(visits.map((visit) => edge.counter.count(visit))));
    // For the gateway the count is exact still; for the edge, its few come first from now on.
    await world.run(Promise.all(visits.slice(-48).map((visit) => gateway.counter.count(visit))));
    const looked = totalsOf(await world.run(edge.counter.document({ fresh: true })));
    expect(looked.unique).toBeGreaterThanOrEqual(told.at(-1)?.unique ?? Number.NaN);
    await world.wait(120_000);
    expect(totalsOf(world.document).unique).toBeGreaterThanOrEqual(looked.unique);
  },
);

/** HIP counts by the order of arrival: these visitors come to three less in the order of the gateway. */
test('an estimate stays when the gateway has counted the same visitors in another order', async () => {
  const world = new CountingWorld();
  const crowd = hashesOf(5_000).map((visitor) => ({ atMs: START_MS, visitor }));
  // Each came twice: estimates never exceed the views.
  const before = applyVisits(emptyDocument(RULES), [...crowd, ...crowd]).document;
  world.store.memory.put(serialiseDocument(before));
  const [edge, gateway] = [world.edge(), world.writer('gateway')];
  const visits = Array.from({ length: 300 }, (_, index) => {
    return { atMs: START_MS, visitor: hashOf(2_600_000 + index) };
  });
  const told = await world.run(Promise.all(visits.map((visit) => edge.counter.count(visit))));
  const inReverse = [...visits].reverse();
  await world.run(Promise.all(inReverse.map((visit) => gateway.counter.count(visit))));
  const inGateway = await world.run(gateway.counter.totals());
  await world.wait(120_000);
  const after = await world.run(edge.counter.totals());
  expect(after.count).toBe(10_600);
  expect(inGateway.unique).toBeLessThan(told.at(-1)?.unique ?? 0);
  expect(after.unique).toBeGreaterThanOrEqual(told.at(-1)?.unique ?? Number.NaN);
});
