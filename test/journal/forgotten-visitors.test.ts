/** A document that something else has rewritten: its owner hears of it in the log, once. */
import { describe, expect, test } from 'vitest';
import { CountingWorld } from '../commit/counting-world.ts';
import type { RecordingLog } from '../doubles/recording-log.ts';

const warnings = (log: RecordingLog) =>
  log.events.filter(({ event }) => event === 'visitors-forgotten').map(({ fields }) => fields);

const COUNTERS = [
  ['that writes through', (world: CountingWorld) => world.writer()],
  ['with a journal', (world: CountingWorld) => world.edge()],
] as const;

describe.each(COUNTERS)('a counter %s', (_, start) => {
  test('warns once when visitors are counted that no document remembers', async () => {
    const world = new CountingWorld();
    const writer = start(world);
    await world.run(world.count(writer));
    await world.wait(5_000);
    expect(warnings(writer.log)).toEqual([]);
    // What an old function leaves of a document with a sketch: four fields, and no hashes.
    world.store.memory.put(
      '{"pageviews":9000,"uniqueVisitors":4000,"seen":[],"updatedAt":1795521600}',
    );
    for (let visit = 0; visit < 3; visit += 1) {
      await world.run(world.count(writer));
      await world.wait(120_000);
    }
    expect(warnings(writer.log)).toEqual([{ forgotten: 4_000 }]);
    expect(world.document.pageviews).toBe(9_003);
  });
});
