/** The store's free allowance under ordinary traffic; `npm run simulate:traffic` plays a whole year of it. */
import { describe, expect, test } from 'vitest';
import { TRAFFIC_SHAPES, TrafficYear } from './traffic-year.ts';

/** A month of 31 days that begins with a full bucket, and its border to the next. */
const START_MS = Date.UTC(2027, 6, 1);
const DAYS = 33;

describe('the flush budget', () => {
  test.each(TRAFFIC_SHAPES)(
    'holds in every month at $name',
    async (shape) => {
      const { edgeRequests, staleness } = await new TrafficYear(
        shape,
        START_MS,
        DAYS,
        45_000,
      ).run();
      expect([...edgeRequests.keys()].slice(0, 2)).toEqual(['2027-07', '2027-08']);
      expect(Math.max(...edgeRequests.values())).toBeLessThanOrEqual(45_000);
      expect(staleness.medianMs).toBeLessThanOrEqual(60_000);
      expect(staleness.maxMs).toBeLessThan(600_000);
    },
    60_000,
  );

  test('holds where it is small, and the numbers are older then', async () => {
    const shape = { name: '', edgeVisitsPerDay: 5_000, gatewayVisitsPerDay: 500, peaks: true };
    const { edgeRequests, staleness } = await new TrafficYear(shape, START_MS, DAYS, 1_000).run();
    expect(Math.max(...edgeRequests.values())).toBeLessThanOrEqual(1_000);
    expect(staleness.medianMs).toBeGreaterThan(600_000);
  });
});
