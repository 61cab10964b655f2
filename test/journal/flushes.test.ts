/** How often an edge asks the store, when all is well and when it is not. */
import { describe, expect, test } from 'vitest';
import { dayOf } from '../../shared/counter/calendar.ts';
import { CountingWorld, START_MS } from '../commit/counting-world.ts';
import { ANSWERS } from '../doubles/faulty-object-store.ts';

const MINUTE_MS = 60_000;
/** A flush that fails sends at most three reads first, and three writes with a read after each. */
const FLUSH_REQUESTS_MAX = 9;

describe('an edge without a first document', () => {
  test('asks for it at least five times before a visit that waits is refused', async () => {
    const world = new CountingWorld();
    world.store.everyRead = { kind: 'refused', answer: ANSWERS.bucketMissing };
    const edge = world.edge();
    expect(await world.failureOf(world.count(edge))).toBe('unavailable');
    expect(edge.meter.sent).toBeGreaterThanOrEqual(5);
    expect(world.world.nowMs - START_MS).toBeGreaterThanOrEqual(8_000);
  });

  test('lets 10,000 visits wait for it, refuses the next at once, and counts those that waited', async () => {
    const world = new CountingWorld();
    world.store.everyRead = { kind: 'refused', answer: ANSWERS.serverError };
    const edge = world.edge();
    const waiting = Array.from({ length: 10_000 }, () => edge.counter.count({ atMs: START_MS }));
    await expect(edge.counter.count({ atMs: START_MS })).rejects.toThrow('too many visits wait');
    expect(world.world.nowMs).toBe(START_MS);
    world.store.everyRead = undefined;
    await world.run(Promise.all(waiting));
    await world.wait(3_000);
    expect(world.document.pageviews).toBe(10_000);
  });

  test('spares the store between two attempts, and counts within a minute of its return', async () => {
    const world = new CountingWorld();
    world.store.everyRead = { kind: 'refused', answer: ANSWERS.notAuthenticated };
    const edge = world.edge();
    for (let second = 0; second < 3_600; second += 1) {
      expect(await world.failureOf(world.count(edge))).toBe('unavailable');
      await world.wait(1_000);
    }
    expect(edge.meter.sent).toBeLessThan(80);
    world.store.everyRead = undefined;
    await world.wait(MINUTE_MS);
    expect((await world.run(world.count(edge))).count).toBe(1);
  });
});

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

  test('flushes on when its clock has been days ahead for a while', async () => {
    const world = new CountingWorld();
    const edge = world.edge();
    await world.run(world.count(edge));
    await world.wait(5_000);
    edge.process.clockOffsetMs = 2 * 86_400_000;
    await world.run(world.count(edge));
    await world.wait(2 * MINUTE_MS);
    edge.process.clockOffsetMs = 0;
    for (let minute = 0; minute < 15 * 60; minute += 1) {
      await world.run(world.count(edge));
      await world.wait(MINUTE_MS);
    }
    expect((await edge.counter.status()).pending).toBeLessThan(30);
  });

  test('flushes on, and keeps to its budget, while somebody asks for its health twice a minute', async () => {
    const world = new CountingWorld();
    const edge = world.edge();
    await world.run(world.count(edge));
    const days = 3;
    for (let halfMinute = 0; halfMinute < days * 2_880; halfMinute += 1) {
      await world.run(edge.counter.document({ fresh: true }));
      if (halfMinute % 2 === 0) await world.run(world.count(edge));
      await world.wait(MINUTE_MS / 2);
    }
    expect((await edge.counter.status()).pending).toBeLessThan(30);
    expect(edge.meter.sent).toBeLessThanOrEqual(500 + (44_500 / 31) * days);
  });

  test('sends no more than five tries, each with a read, for a report that the store refuses', async () => {
    const world = new CountingWorld();
    const edge = world.edge();
    await world.run(world.count(edge));
    await world.wait(5_000);
    const broken = { kind: 'refused', answer: ANSWERS.serverError } as const;
    world.store.everyRead = broken;
    world.store.everyWrite = broken;
    const sentBefore = edge.meter.sent;
    const claim = { day: dayOf(world.world.nowMs), by: 'somebody', at: 1 };
    expect(await world.failureOf(edge.counter.claimReport(claim))).toBe('unavailable');
    expect(edge.meter.sent - sentBefore).toBeLessThanOrEqual(10);
  });

  test('flushes rows that it finds when it starts, also when their alarm was lost and nobody comes', async () => {
    const world = new CountingWorld();
    const edge = world.edge();
    await world.run(world.count(edge));
    await world.wait(5_000);
    await world.run(world.count(edge));
    await world.wait(100);
    edge.process.kill();
    await world.wait(10 * MINUTE_MS);
    expect(world.document.pageviews).toBe(1);
    world.restart(edge);
    await world.wait(2 * MINUTE_MS);
    expect(world.document.pageviews).toBe(2);
  });

  test('takes 200,000 visits while the store is unreachable, refuses the next, and loses none', async () => {
    const world = new CountingWorld();
    const edge = world.edge();
    await world.run(world.count(edge));
    world.store.everyWrite = { kind: 'refused', answer: ANSWERS.serverError };
    const anonymous = { atMs: world.world.nowMs };
    for (let batch = 1; batch < 40; batch += 1) {
      const visits = Array.from({ length: 5_000 }, () => edge.counter.count(anonymous));
      await world.run(Promise.all(visits));
    }
    const last = Array.from({ length: 5_000 }, () => edge.counter.count(anonymous));
    const outcomes = await world.run(Promise.allSettled(last));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']));
    const fitting = Array.from({ length: 4_999 }, () => edge.counter.count(anonymous));
    await world.run(Promise.all(fitting));
    expect((await edge.counter.status()).pending).toBe(200_000);
    expect(await world.failureOf(edge.counter.count(anonymous))).toBe('unavailable');
    world.store.everyWrite = undefined;
    await world.wait(3 * MINUTE_MS);
    expect(world.document.pageviews).toBe(200_000);
    expect((await world.run(edge.counter.count(anonymous))).count).toBe(200_001);
  });

  test('pauses before it asks an unreachable store again, also when it reads first', async () => {
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
