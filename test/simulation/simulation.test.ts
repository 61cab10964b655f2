/** Seeds of the simulator; `npm run simulate` runs more of them, and the nightly workflow an hour's worth. */
import { describe, expect, test } from 'vitest';
import type { ExtraCheck } from './extra-checks.ts';
import { Simulation } from './simulation.ts';

const SEEDS = 200;
/** Tests of a handful of seeds, so that a failing one is named soon and none takes long. */
const SEEDS_A_TEST = 20;
/** All that is kept beside them: dates that jump, releases that race, requests that are reported. */
const WITH_OWNERS = ['owners', 'store-dates', 'released-claims', 'request-sums'] as const;

describe('a day with everything that can go wrong', () => {
  for (let first = 1; first <= SEEDS; first += SEEDS_A_TEST) {
    const last = first + SEEDS_A_TEST - 1;
    test(`keeps every promise with seeds ${first} to ${last}`, async () => {
      let acknowledged = 0;
      for (let seed = first; seed <= last; seed += 1) {
        acknowledged += (await runSeed(seed)).acknowledged;
      }
      expect(acknowledged).toBeGreaterThan(0);
    });
  }

  test('lets nothing out before its write is durable, though its object ends in the same moment', async () => {
    expect((await runSeed(5_021_204)).acknowledged).toBeGreaterThan(0);
  });

  test("keeps every promise while the store's dates jump ahead", async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      expect((await runSeed(seed, 1, ['store-dates'])).acknowledged).toBeGreaterThan(0);
    }
  });

  for (let first = 1; first <= SEEDS; first += SEEDS_A_TEST) {
    const last = first + SEEDS_A_TEST - 1;
    test(`keeps every promise to an owner who deletes, restores and imports, with seeds ${first} to ${last}`, async () => {
      let acknowledged = 0;
      for (let seed = first; seed <= last; seed += 1) {
        acknowledged += (await runSeed(seed, 1, WITH_OWNERS)).acknowledged;
      }
      expect(acknowledged).toBeGreaterThan(0);
    });
  }

  test('keeps a claim out of the document that was given back unheard', async () => {
    expect((await runSeed(324, 1, ['released-claims'])).acknowledged).toBeGreaterThan(0);
  });

  test('counts a visit once that was to create the document, by a clock that is ahead', async () => {
    expect((await runSeed(2_892, 1, WITH_OWNERS)).acknowledged).toBeGreaterThan(0);
  });

  // A mark was dropped meanwhile; a store's date has whole seconds; a clock was set between two visits.
  test.each([34, 2_988, 3_612])('reports no request twice with seed %i', async (seed) => {
    expect((await runSeed(seed, 1, ['request-sums'])).acknowledged).toBeGreaterThan(0);
  });

  test('keeps every promise over 40 days', async () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const { landings } = await runSeed(seed, 40);
      expect(landings).toBeGreaterThan(0);
    }
  });

  test('is the same for the same seed, and another for another', async () => {
    const [first, again, other] = [await runSeed(7), await runSeed(7), await runSeed(8)];
    expect(again).toEqual(first);
    expect(other.traceHash).not.toBe(first.traceHash);
  });
});

async function runSeed(seed: number, days = 1, extraChecks: readonly ExtraCheck[] = []) {
  try {
    return await new Simulation(seed, days, extraChecks).run();
  } catch (error) {
    const replay = `npm run simulate -- --seeds 1 --days ${days} --from ${seed}${extraChecks.map((name) => ` --with ${name}`).join('')}`;
    throw new Error(`seed ${seed}; replay it: ${replay}`, { cause: error });
  }
}
