/** What an edge visit costs of Cloudflare's free plan, which counts every SQLite row that is written. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestHarness, type TestHarness } from 'wrangler';

interface Traffic {
  readonly visits: number;
  readonly gapMs: number;
  readonly together: number;
  readonly visitsInOutage?: number;
}

interface Measurement {
  readonly rowsWritten: number;
  readonly alarms: number;
  readonly flushes: number;
  readonly counted: number;
  readonly rowsReadAtStart: number;
}

let harness: TestHarness;
let url: URL;

beforeAll(async () => {
  harness = createTestHarness({ workers: [{ configPath: 'test/rows-written/wrangler.toml' }] });
  url = (await harness.listen()).url;
});

afterAll(() => harness.close());

async function measure(traffic: Traffic): Promise<Measurement> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(traffic) });
  const measurement = (await response.json()) as Measurement;
  const perVisit = (measurement.rowsWritten / traffic.visits).toFixed(3);
  console.info(`${JSON.stringify(traffic)}: ${perVisit} rows a visit`, measurement);
  return measurement;
}

describe('SQLite rows written', () => {
  test('are at most 1.07 for each visit at one visit a second', async () => {
    const { alarms, counted, flushes, rowsWritten } = await measure({
      visits: 7_200,
      gapMs: 1_000,
      together: 1,
    });
    expect(counted).toBe(7_200);
    expect(flushes).toBeGreaterThan(110);
    expect(alarms).toBeLessThanOrEqual(flushes + 1);
    expect(rowsWritten / 7_200).toBeGreaterThanOrEqual(1);
    // A table for the rows of each flush, so that nothing is left of them: two rows.
    expect((rowsWritten - 2 * flushes) / 7_200).toBeLessThanOrEqual(1.05);
    expect(rowsWritten / 7_200).toBeLessThanOrEqual(1.07);
  });

  test('are fewer when visits come together', async () => {
    const { counted, rowsWritten } = await measure({ visits: 20_000, gapMs: 10, together: 10 });
    expect(counted).toBe(20_000);
    expect(rowsWritten / 20_000).toBeLessThanOrEqual(0.11);
  });

  test('stay few after five hours without the store, and so do rows read when an object starts', async () => {
    const outage = { visits: 18_000, gapMs: 1_000, together: 1, visitsInOutage: 18_000 };
    const during = await measure(outage);
    expect(during.rowsReadAtStart).toBeGreaterThan(17_000);
    expect(during.rowsReadAtStart).toBeLessThan(18_100);
    const after = await measure({ ...outage, visits: 25_200 });
    expect(after.counted).toBe(25_200);
    expect(after.rowsReadAtStart).toBeLessThanOrEqual(1_200);
    // Each row of the outage was written once, and went without being written again.
    expect(after.rowsWritten).toBeLessThanOrEqual(1.07 * 25_200);
  });

  test('are few more on a quiet site, whose every visit is a flush of its own', async () => {
    const { counted, rowsWritten } = await measure({ visits: 24, gapMs: 3_600_000, together: 1 });
    expect(counted).toBe(24);
    expect(rowsWritten / 24).toBeLessThanOrEqual(5.2);
  });
});

interface Remains {
  readonly counted: number;
  readonly unique: number;
  readonly pending: number;
  /** All that SQL reads in the object's tables, but for its copy of the document. */
  readonly readable: string;
  readonly tables: readonly string[];
  /** What the visits were made of. */
  readonly times: readonly number[];
  readonly hashes: readonly string[];
}

async function remainsAfter(story: string): Promise<Remains> {
  const response = await fetch(new URL(`/remains?story=${story}`, url));
  return (await response.json()) as Remains;
}

describe('what is left in the storage of visits that have landed', () => {
  test.each([
    ['flushed', 40],
    ['flushed-while-others-come', 60],
    ['flushed-after-failures', 60],
    ['claimed', 40],
    ['taken-over-from-1.0', 45],
    ['taken-over-from-1.0-twice', 45],
  ])('is neither a time nor a hash: %s', async (story, visits) => {
    const { counted, hashes, pending, readable, tables, times, unique } = await remainsAfter(story);
    expect({ counted, unique, pending }).toEqual({ counted: visits, unique: visits, pending: 0 });
    expect(hashes).toHaveLength(visits);
    expect(times.filter((atMs) => readable.includes(String(atMs)))).toEqual([]);
    expect(hashes.filter((hash) => readable.includes(hash))).toEqual([]);
    expect(tables).toEqual(['state']);
  });
});
