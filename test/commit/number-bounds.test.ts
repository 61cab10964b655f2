/** A number that has no room for another view is told before anything is written or acknowledged. */
import { describe, expect, test } from 'vitest';
import { COUNT_MAX } from '../../shared/counter/count.ts';
import { CountingWorld } from './counting-world.ts';

describe.each(['writer', 'edge'] as const)(
  'views up to the largest number, for the %s,',
  (kind) => {
    test('are counted, and the next is refused', async () => {
      const world = new CountingWorld();
      world.store.memory.put(JSON.stringify({ pageviews: COUNT_MAX - 1, seen: [] }));
      const counting = world[kind]();
      expect((await world.run(world.count(counting))).count).toBe(COUNT_MAX);
      expect(await world.failureOf(world.count(counting))).toBe('corrupt-document');
      await world.wait(200_000);
      expect(world.document.pageviews).toBe(COUNT_MAX);
      expect((await counting.counter.status()).pending).toBe(0);
    });
  },
);

test.each(['days', 'months'] as const)('%s at the largest number stay there', async (columns) => {
  const world = new CountingWorld();
  const row = { pageviews: [COUNT_MAX], newVisitors: [COUNT_MAX] };
  const history = {
    days: { start: '2026-11-24', visitors: [1], today: { seen: '' }, ...row },
    months: { start: '2026-11', ...row },
  };
  world.store.memory.put(JSON.stringify({ pageviews: 5, seen: [], ...history }));
  await world.run(world.count(world.writer()));
  expect(world.document.pageviews).toBe(6);
  expect(world.document.history[columns][0]).toMatchObject({ pageviews: COUNT_MAX });
});
