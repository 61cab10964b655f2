/** More visits at once than an isolate of the edge serves: those beyond are refused at once, the others count. */
import { expect, test } from 'vitest';
import { REQUESTS_MAX } from '../../worker/admission.ts';
import { writeThrough } from './answers.ts';
import { startEdge } from './edge-runtime.ts';
import { startForTest } from './runtime-lifetime.ts';

const STORE_MS = 2_000;

test('refuses visits beyond its bound while it waits for the store, and counts all others', async () => {
  const runtime = await startForTest({ name: 'edge', start: startEdge });
  runtime.emulator.faults.set({ latencyMs: { getObject: STORE_MS } });
  const startedAtMs = performance.now();
  const visit = async () => {
    const { headers, status } = await runtime.fetch('/counter');
    return {
      status,
      retryAfter: headers.get('retry-after'),
      atMs: performance.now() - startedAtMs,
    };
  };
  const answers = await Promise.all(Array.from({ length: REQUESTS_MAX + 200 }, visit));
  const counted = answers.filter(({ status }) => status === 200);
  const refused = answers.filter(({ status }) => status === 503);
  expect(refused.length).toBeGreaterThanOrEqual(200);
  expect(counted.length + refused.length).toBe(answers.length);
  expect(new Set(refused.map(({ retryAfter }) => retryAfter))).toEqual(new Set(['5']));
  // None of them waited for the store, as each of the others did.
  const firstCountedMs = Math.min(...counted.map(({ atMs }) => atMs));
  expect(Math.min(...refused.map(({ atMs }) => atMs))).toBeLessThan(firstCountedMs);
  await writeThrough(runtime);
  expect((await runtime.store.document()).pageviews).toBe(counted.length);
  expect((await runtime.fetch('/counter')).status).toBe(200);
});
