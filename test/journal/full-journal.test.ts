/** What a journal takes of memory that is full: an object has 128 MB, and needs some for all else. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('./fill-journal.ts', import.meta.url));
const HEAP_MB = 64;
/** V8 has three of them. */
const NEW_SPACE_MB = 1;

test('takes at most 64 MB with a row for each of 200,000 visits, flush included, and then refuses more', async () => {
  // A process that needs more than this of heap dies, and the promise is rejected. Little of it is for
  // what is new, or garbage that waits to be collected would count as well.
  const { stdout } = await promisify(execFile)(process.execPath, [
    `--max-old-space-size=${HEAP_MB - 3 * NEW_SPACE_MB}`,
    `--max-semi-space-size=${NEW_SPACE_MB}`,
    PROGRAM,
  ]);
  const { heapMax, ...outcome } = JSON.parse(stdout);
  console.info(`${(heapMax / 2 ** 20).toFixed(1)} MB of heap at most`);
  // The first visit is stored before the store becomes unreachable, or waits with the others.
  expect(outcome.acknowledged).toBeGreaterThanOrEqual(200_000);
  expect(outcome.acknowledged).toBeLessThanOrEqual(200_001);
  expect(outcome).toMatchObject({ refused: 'unavailable', pending: 0 });
  expect(outcome.pageviews).toBe(outcome.acknowledged);
  expect(heapMax).toBeLessThanOrEqual(HEAP_MB * 2 ** 20);
}, 60_000);
