/** How often an edge asks the store, when all is well and when it is not. */
import { describe, expect, test } from 'vitest';
import { ANSWERS } from '../doubles/faulty-object-store.ts';
import { CountingWorld } from './counting-world.ts';

const MINUTE_MS = 60_000;
/** A flush that fails sends at most three reads first, and three writes with a read after each. */
const FLUSH_REQUESTS_MAX = 9;

describe('an edge', () => {
  test('puts a visit into the document within 3 s on a quiet site', async () => {
    const world = new CountingWorld();
    const edge = world.edge();
    await world.run(world.count(edge));
    await world.wait(3_000);
    expect(world.document.pageviews).toBe(1);
  });

  test('asks once a minute on a busy site, however many visits wait', async () => {
    const world = new CountingWorld();
    const edge = world.edge();
    await world.run(world.count(edge));
    await world.wait(3_000);
    const sentBefore = edge.meter.sent;
    for (let visit = 0; visit < 600; visit += 1) {
      await world.run(world.count(edge));
      await world.wait(1_000);
    }
    expect(edge.meter.sent - sentBefore).toBeGreaterThanOrEqual(9);
    expect(edge.meter.sent - sentBefore).toBeLessThanOrEqual(11);
  });

  test('keeps its distance to a store that is away, also when it wants to read first', async () => {
    const world = new CountingWorld();
    const [edge, gateway] = [world.edge(), world.writer('gateway')];
    await world.run(world.count(edge));
    await world.wait(5_000);
    await world.run(world.count(gateway));
    await world.run(world.count(edge));
    await world.wait(2 * MINUTE_MS);
    expect(world.document.pageviews).toBe(3);
    world.store.everyRead = { kind: 'refused', answer: ANSWERS.serverError };
    world.store.everyWrite = { kind: 'refused', answer: ANSWERS.serverError };
    await world.run(world.count(edge));
    const sentBefore = edge.meter.sent;
    await world.wait(10 * MINUTE_MS);
    const sent = edge.meter.sent - sentBefore;
    expect(sent).toBeGreaterThan(10);
    expect(sent).toBeLessThanOrEqual(11 * FLUSH_REQUESTS_MAX);
    world.store.everyRead = undefined;
    world.store.everyWrite = undefined;
    await world.wait(10 * MINUTE_MS);
    expect(world.document.pageviews).toBe(4);
  });
});
