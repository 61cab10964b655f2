/** What a visit hears when it could not be counted for certain, and that it is never counted twice then. */
import { describe, expect, test } from 'vitest';
import { ANSWERS, type Fault } from '../doubles/faulty-object-store.ts';
import { CountingWorld } from './counting-world.ts';

const DEADLINE_MS = 8_000;
/** What a call may still take that was sent right before the deadline. */
const CALL_MS = 3_000;
/** As many as the old function made. */
const TRIES_MIN = 5;

async function timed(world: CountingWorld, run: () => Promise<unknown>): Promise<number> {
  const startMs = world.world.nowMs;
  await run();
  return world.world.nowMs - startMs;
}

describe('a visit gives up', () => {
  test('with conflict when others came first for eight seconds', async () => {
    const world = new CountingWorld();
    const writer = world.writer();
    await world.run(world.count(writer));
    world.store.everyWrite = { kind: 'refused', answer: ANSWERS.conflict };
    const writesBefore = world.store.count('write');
    const tookMs = await timed(world, async () => {
      expect(await world.failureOf(world.count(writer))).toBe('conflict');
    });
    expect(tookMs).toBeGreaterThanOrEqual(DEADLINE_MS);
    expect(tookMs).toBeLessThan(DEADLINE_MS + 100);
    expect(world.store.count('write') - writesBefore).toBeGreaterThanOrEqual(TRIES_MIN);
  });

  test.each<[string, Fault]>([
    ['fails', { kind: 'refused', answer: ANSWERS.serverError }],
    ['is never heard of', { kind: 'cut-before' }],
    ['seems to have no bucket', { kind: 'refused', answer: ANSWERS.bucketMissing }],
  ])('with unavailable when the store %s for eight seconds', async (_, fault) => {
    const world = new CountingWorld();
    world.store.everyRead = fault;
    world.store.everyWrite = fault;
    const tookMs = await timed(world, async () => {
      expect(await world.failureOf(world.count(world.writer()))).toBe('unavailable');
    });
    expect(tookMs).toBeGreaterThanOrEqual(DEADLINE_MS);
    expect(tookMs).toBeLessThan(DEADLINE_MS + CALL_MS);
  });

  test('as soon as a store that has too much to do asks for more time than is left', async () => {
    const world = new CountingWorld();
    world.store.everyRead = { kind: 'refused', answer: ANSWERS.throttled };
    const tookMs = await timed(world, async () => {
      expect(await world.failureOf(world.count(world.writer()))).toBe('unavailable');
    });
    const { retryAfterMs } = ANSWERS.throttled.failure;
    expect(tookMs).toBeGreaterThanOrEqual(DEADLINE_MS - retryAfterMs);
    expect(tookMs).toBeLessThan(DEADLINE_MS);
  });

  test('at once when the store refuses it for good', async () => {
    const world = new CountingWorld();
    world.store.everyRead = { kind: 'refused', answer: ANSWERS.notAuthenticated };
    const tookMs = await timed(world, async () => {
      expect(await world.failureOf(world.count(world.writer()))).toBe('unavailable');
    });
    expect(tookMs).toBeLessThan(100);
    expect(world.store.requests.length).toBe(1);
  });

  test('at once when what is stored is no counter document, which stays as it is', async () => {
    const world = new CountingWorld();
    world.store.memory.put('[]');
    expect(await world.failureOf(world.count(world.writer()))).toBe('corrupt-document');
    expect(world.body).toBe('[]');
    expect(world.store.count('write')).toBe(0);
  });

  test('together with those who share its commit', async () => {
    const world = new CountingWorld();
    const writer = world.writer();
    world.store.everyWrite = { kind: 'cut-before' };
    const visits = [world.count(writer), world.count(writer)];
    const tookMs = await timed(world, async () => {
      const outcomes = await world.run(Promise.allSettled(visits));
      expect(outcomes).toMatchObject([1, 2].map(() => ({ reason: { kind: 'unavailable' } })));
    });
    expect(tookMs).toBeLessThan(DEADLINE_MS + CALL_MS);
  });
});

describe('a visit whose last write came back as a conflict', () => {
  /** Others come first up to the last moment; then the write is in, and its answer is a retry's, which came second. */
  async function lastMoment(last: Fault) {
    const world = new CountingWorld();
    const writer = world.writer();
    await world.run(world.count(writer));
    world.store.everyWrite = { kind: 'refused', answer: ANSWERS.conflict };
    const visit = world.count(writer);
    await world.wait(DEADLINE_MS - 60);
    world.store.everyWrite = last;
    return { world, visit };
  }

  test('is told its number when it is in after all', async () => {
    const { world, visit } = await lastMoment({ kind: 'answered', answer: ANSWERS.conflict });
    expect((await world.run(visit)).count).toBe(2);
    expect(world.document.pageviews).toBe(2);
  });

  test('hears conflict only when it is certainly not in', async () => {
    const { world, visit } = await lastMoment({ kind: 'refused', answer: ANSWERS.conflict });
    expect(await world.failureOf(visit)).toBe('conflict');
    expect(world.document.pageviews).toBe(1);
  });

  test('hears unavailable while a write of its own may still land', async () => {
    const world = new CountingWorld();
    const writer = world.writer();
    await world.run(world.count(writer));
    // The store works at the first write for long, and refuses all others meanwhile: 409.
    world.store.nextWrites.push({ kind: 'late', delayMs: 20_000 });
    world.store.everyWrite = { kind: 'refused', answer: ANSWERS.conflict };
    expect(await world.failureOf(world.count(writer))).toBe('unavailable');
    await world.wait(30_000);
    expect(world.document.pageviews).toBe(2);
  });

  test('hears conflict when its unanswered write waits for a version that is gone', async () => {
    const world = new CountingWorld();
    const [writer, other] = [world.writer('writer'), world.writer('other')];
    await world.run(world.count(writer));
    world.store.nextWrites.push({ kind: 'late', delayMs: 20_000 });
    const visit = world.count(writer);
    await world.wait(1_000);
    await world.run(world.count(other));
    world.store.everyWrite = { kind: 'refused', answer: ANSWERS.conflict };
    expect(await world.failureOf(visit)).toBe('conflict');
    await world.wait(30_000);
    expect(world.document.pageviews).toBe(2);
  });

  test('hears unavailable when nobody can tell any more', async () => {
    const { world, visit } = await lastMoment({ kind: 'answered', answer: ANSWERS.conflict });
    world.store.everyRead = { kind: 'refused', answer: ANSWERS.serverError };
    expect(await world.failureOf(visit)).toBe('unavailable');
  });
});

describe('a visit that gave up', () => {
  async function giveUp() {
    const world = new CountingWorld();
    const writer = world.writer();
    await world.run(world.count(writer));
    world.store.everyWrite = { kind: 'late', delayMs: 30_000 };
    expect(await world.failureOf(world.count(writer))).toBe('unavailable');
    world.store.everyWrite = undefined;
    return { world, writer };
  }

  test('may still land, once, and leaves the next one its own number', async () => {
    const { world, writer } = await giveUp();
    await world.wait(60_000);
    expect(world.document.pageviews).toBe(2);
    expect((await world.run(world.count(writer))).count).toBe(3);
  });

  test('is overtaken by the next one, and then never lands', async () => {
    const { world, writer } = await giveUp();
    expect((await world.run(world.count(writer))).count).toBe(2);
    await world.wait(60_000);
    expect(world.document.pageviews).toBe(2);
  });
});

describe('a process that was frozen past its deadline', () => {
  /** The one trap that a mark alone does not close: it landed, its mark has been dropped, and an old answer lacks it. */
  test('trusts no answer that it wakes to, and writes nothing more', async () => {
    const world = new CountingWorld();
    const [frozen, other] = [world.writer('frozen'), world.writer('other')];
    await world.run(world.count(other));
    world.store.nextWrites.push({ kind: 'late', delayMs: 3_500 });
    const visit = world.count(frozen);
    await world.wait(3_060);
    expect(world.store.requests.at(-1)).toMatchObject({ by: 'frozen', kind: 'read' });
    frozen.process.freeze();
    for (let minute = 0; minute < 5; minute += 1) {
      await world.wait(60_000);
      await world.run(world.count(other));
    }
    expect(world.document.pageviews).toBe(7);
    const sentBefore = frozen.meter.sent;
    frozen.process.thaw();
    expect(await world.failureOf(visit)).toBe('unavailable');
    await world.wait(60_000);
    expect(frozen.meter.sent).toBe(sentBefore);
    expect(world.document.pageviews).toBe(7);
    expect(world.document.visitors.count).toBe(7);
  });

  test('counts its next visit as any other', async () => {
    const world = new CountingWorld();
    const writer = world.writer();
    world.store.nextWrites.push({ kind: 'cut-before' });
    const visit = world.count(writer);
    await world.wait(100);
    writer.process.freeze();
    await world.wait(600_000);
    writer.process.thaw();
    expect(await world.failureOf(visit)).toBe('unavailable');
    expect((await world.run(world.count(writer))).count).toBe(1);
  });
});
