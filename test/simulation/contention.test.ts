/** Fifty containers that count into one document; the whole experiment is `npm run simulate:contention`. */
import { expect, test } from 'vitest';
import { simulateContention } from './contention.ts';

test('fifty containers lose nothing and refuse nobody at 15 visits a second', async () => {
  for (let seed = 1; seed <= 3; seed += 1) {
    const options = { containers: 50, visitsPerSecond: 15, visits: 1_500, seed };
    const { conflicts, counted, maxMs } = await simulateContention(options);
    expect({ conflicts, counted }).toEqual({ conflicts: 0, counted: 1_500 });
    expect(maxMs).toBeLessThan(8_000);
  }
});

test('beyond what the store can bear, callers hear conflict only after the deadline', async () => {
  const options = { containers: 50, visitsPerSecond: 200, visits: 2_000, seed: 1 };
  const { conflicts, counted, firstConflictMs, maxMs } = await simulateContention(options);
  expect(conflicts).toBeGreaterThan(0);
  expect(counted).toBe(2_000 - conflicts);
  expect(firstConflictMs).toBeGreaterThanOrEqual(8_000);
  expect(maxMs).toBeLessThan(8_100);
});
