/**
 * A store that cannot be read: every route that needs it is `unavailable` by the deadline, the cause is
 * for the owner, and nothing is invented or lost once it is back. Concurrent, for most take 8 s.
 */
import { describe, expect, test, vi } from 'vitest';
import type { FaultSettings } from '../../local/oci-emulator/fault-rules.ts';
import { systemClock } from '../../shared/runtime.ts';
import { expectRefusal, OWNER, totalsIn, writeThrough } from './answers.ts';
import { startForTest } from './runtime-lifetime.ts';
import type { Runtime, RuntimeKind, RuntimeOptions } from './runtimes.ts';

/** A visit's 8 s, 3 s each for the last call and a last look, and as much again for a busy machine. */
const ANSWER_MS_MAX = 28_000;

/** Seen by the Function itself; miniflare, between workerd and the network, makes a 500 of it. */
const CUT = /no answer \((ECONNRESET|UND_ERR_SOCKET)\)|500/;

const OUTAGES: readonly (readonly [string, FaultSettings, string | RegExp])[] = [
  ['is down', { rules: [{ fault: 'server-error', request: 'getObject' }] }, '503'],
  ['cuts connections', { rules: [{ fault: 'cut-before', request: 'getObject' }] }, CUT],
  ['is slow past the deadline', { latencyMs: { getObject: 10_000 } }, 'no answer in 3000 ms'],
  [
    'has too much to do',
    { rules: [{ fault: 'throttled', request: 'getObject', retryAfterSeconds: 1 }] },
    '429 TooManyRequests',
  ],
  [
    'does not tell its namespace',
    { rules: [{ fault: 'server-error', request: 'getNamespace', status: 500 }] },
    '500',
  ],
];

const REFUSALS: readonly (readonly [string, RuntimeOptions, string])[] = [
  ['has no such bucket', { settings: { BUCKET: 'no-such-bucket' } }, '404 BucketNotFound'],
  ['grants nothing to us', { credentials: 'without-grants' }, '404 BucketNotFound'],
  ['does not know our key', { credentials: 'unknown' }, '401 NotAuthenticated'],
  ['is of another namespace', { settings: { OCI_NAMESPACE: 'another' } }, '404 '],
];

/** Both are asked at the same time, so that the deadline is waited for once. */
async function expectUnavailable(runtime: Runtime, cause: string | RegExp): Promise<void> {
  const { fetch, logs } = runtime;
  const deepHealth = fetch('/health?deep=1', OWNER);
  await expectRefusals(runtime, ['/counter?vid=v-12345678']);
  const deep = await deepHealth;
  expect([deep.status, await deep.json()]).toEqual([
    503,
    expect.objectContaining({ ok: false, store: expect.stringMatching(cause) }),
  ]);
  expect(logs()).toMatch(cause);
  expect((await fetch('/health')).status).toBe(200);
}

async function expectRefusals({ fetch }: Runtime, paths: readonly string[]): Promise<void> {
  const startMs = performance.now();
  await Promise.all(paths.map((path) => expectRefusal(fetch(path, OWNER), 'unavailable')));
  expect(performance.now() - startMs).toBeLessThan(ANSWER_MS_MAX);
}

/** An image in any case: a page shows nothing else in its place. */
async function expectEmptyBadge({ fetch }: Runtime): Promise<void> {
  const answer = await fetch('/badge.svg');
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(answer.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
  expect(await answer.text()).toContain('<title>views: unavailable</title>');
}

async function expectNothingInvented(runtime: Runtime): Promise<void> {
  expect(await runtime.store.exists()).toBe(false);
  expect(runtime.emulator.outbox.messages()).toEqual([]);
  // After an outage the store is not asked for a second or two; visits that are refused meanwhile are not counted.
  const told = await vi.waitFor(() => totalsIn(runtime.fetch('/counter?vid=v-12345678')), 10_000);
  expect(told).toMatchObject({ count: 1, unique: 1 });
  await writeThrough(runtime);
  expect(await runtime.store.document()).toMatchObject({ pageviews: 1, uniqueVisitors: 1 });
}

export function describeOutages(kind: RuntimeKind): void {
  const two = { containersMax: 2 };
  describe(`the ${kind.name} on a store`, () => {
    test.concurrent.for(OUTAGES)('that %s', async ([_, faults, cause], { onTestFinished }) => {
      const runtime = await startForTest(kind, two, onTestFinished);
      runtime.emulator.faults.set(faults);
      await expectUnavailable(runtime, cause);
      runtime.emulator.faults.clear();
      await expectNothingInvented(runtime);
    });

    test.concurrent('that is down, on every route that needs it', async ({ onTestFinished }) => {
      const runtime = await startForTest(kind, { containersMax: 5 }, onTestFinished);
      runtime.emulator.faults.set({ rules: [{ fault: 'server-error', request: 'getObject' }] });
      const refusals = ['/counter', '/totals', '/report', '/report?once=day'];
      await Promise.all([expectRefusals(runtime, refusals), expectEmptyBadge(runtime)]);
      runtime.emulator.faults.clear();
      await expectNothingInvented(runtime);
    });

    test.concurrent.for(REFUSALS)('that %s', async ([_, options, cause], { onTestFinished }) => {
      const runtime = await startForTest(kind, { ...two, ...options }, onTestFinished);
      await expectUnavailable(runtime, cause);
      expect(await runtime.store.exists()).toBe(false);
      expect(runtime.emulator.outbox.messages()).toEqual([]);
    });

    test.concurrent.for([10, -10])(
      'whose clock is %i minutes off',
      async (minutes, { onTestFinished }) => {
        let addedMs = 0;
        const clock = { ...systemClock, now: () => Date.now() + addedMs };
        const runtime = await startForTest(kind, { ...two, clock }, onTestFinished);
        addedMs = minutes * 60_000;
        await expectUnavailable(runtime, '401 NotAuthenticated');
        addedMs = 0;
        await expectNothingInvented(runtime);
      },
    );
  });
}
