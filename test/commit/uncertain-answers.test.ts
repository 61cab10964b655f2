/** That an answer which leaves it open whether a change is in is never told as a definite word. */
import { describe, expect, test } from 'vitest';
import { dayOf } from '../../shared/counter/calendar.ts';
import type { Fault } from '../doubles/faulty-object-store.ts';
import { CountingWorld, START_MS } from './counting-world.ts';

const CUT_OFF = '{"pageviews": 1, "uniqueVis';

describe('a write that lands unheard, and then a document that cannot be used', () => {
  test.each([
    ['is cut off', CUT_OFF],
    ['is empty', ''],
    ['is another', '[]'],
    ['has another SALT', '{"pageviews":1,"salt":"ffff"}'],
    ['has no room for a view', `{"pageviews":${Number.MAX_SAFE_INTEGER}}`],
  ])('is unavailable when what is read %s', async (_, body) => {
    const world = new CountingWorld();
    const writer = world.writer();
    await world.run(world.count(writer));
    world.store.nextWrites.push({ kind: 'cut-after' });
    world.store.everyRead = { kind: 'after', act: () => world.store.memory.put(body) };
    expect(await world.failureOf(world.count(writer))).toBe('unavailable');
  });

  test('is unavailable when the object is gone by then', async () => {
    const world = new CountingWorld();
    const writer = world.writer();
    await world.run(world.count(writer));
    world.store.nextWrites.push({ kind: 'cut-after' });
    world.store.everyRead = { kind: 'after', act: () => world.store.memory.remove() };
    expect(await world.failureOf(world.count(writer))).toBe('unavailable');
  });

  test('is told as it is when the answer to the write was a conflict, which is certain', async () => {
    const world = new CountingWorld();
    const writer = world.writer();
    await world.run(world.count(writer));
    world.store.memory.put(CUT_OFF);
    expect(await world.failureOf(world.count(writer))).toBe('corrupt-document');
  });
});

describe("a store's date that jumps ahead while a visit is under way", () => {
  /** The write lands unheard; two others commit, and the second drops the mark, which looks old by the new date. */
  async function dropped(jumpMs: number, unheard: Fault) {
    const world = new CountingWorld();
    const [writer, other] = [world.writer('writer'), world.writer('other')];
    await world.run(world.count(writer));
    await world.run(world.count(other));
    await world.run(writer.counter.document());
    world.store.nextWrites.push(unheard);
    const visit = world.count(writer);
    const heard = world.failureOf(visit).catch(() => 'counted' as const);
    await world.wait(20);
    for (let view = 0; view < 2; view += 1) {
      await world.run(world.count(other));
      world.store.clockOffsetMs = jumpMs;
    }
    await world.run(world.count(other));
    return { world, heard: await heard };
  }

  test('leaves the visit unavailable, and counts it once', async () => {
    const { world, heard } = await dropped(120_000, { kind: 'cut-after' });
    expect(heard).toBe('unavailable');
    expect(world.document.pageviews).toBe(6);
    expect(world.document.visitors.count).toBe(6);
  });

  test('leaves it unavailable too when it was to create the document, by a clock that is ahead', async () => {
    const world = new CountingWorld();
    const [writer, other] = [world.writer('writer', 240_000), world.writer('other')];
    world.store.nextWrites.push({ kind: 'cut-after' });
    const heard = world.failureOf(world.count(writer));
    await world.wait(100);
    for (let view = 0; view < 3; view += 1) {
      await world.run(world.count(other));
      world.store.clockOffsetMs = 120_000;
    }
    expect(await heard).toBe('unavailable');
    expect(world.document.pageviews).toBe(4);
  });

  test('does no harm while the mark is still there', async () => {
    const { world, heard } = await dropped(30_000, { kind: 'cut-after' });
    expect(heard).toBe('counted');
    expect(world.document.pageviews).toBe(6);
  });
});

test('a conflict on a site where nothing has been stored for days counts as ever', async () => {
  const world = new CountingWorld();
  const writer = world.writer();
  await world.run(world.count(writer));
  await world.wait(5 * 86_400_000);
  await world.run(world.count(world.writer('other')));
  expect((await world.run(world.count(writer))).count).toBe(3);
});

describe('a claim whose write hangs', () => {
  const claim = (by: string) => ({ day: dayOf(START_MS), by, at: START_MS / 1000 });

  test.each([1_000, 3_000, 6_000, 9_000, 12_000])(
    'and lands %i ms after it was given back leaves the day to the next',
    async (delayMs) => {
      const world = new CountingWorld();
      const [writer, next] = [world.writer('writer'), world.writer('next')];
      await world.run(world.count(writer));
      world.store.everyWrite = { kind: 'late', delayMs: 13_000 + delayMs };
      const first = claim('first');
      expect(await world.failureOf(writer.counter.claimReport(first))).toBe('unavailable');
      world.store.everyWrite = undefined;
      await world.run(writer.counter.releaseReport(first));
      await world.wait(30_000);
      const { claimed } = await world.run(next.counter.claimReport(claim('second')));
      expect(claimed).toBe(true);
    },
  );
});

describe("a given-up commit's requests", () => {
  test('are reported once, although it lands later', async () => {
    const world = new CountingWorld();
    const writer = world.writer();
    await world.run(world.count(writer));
    world.store.everyWrite = { kind: 'late', delayMs: 30_000 };
    expect(await world.failureOf(world.count(writer))).toBe('unavailable');
    world.store.everyWrite = undefined;
    await world.wait(60_000);
    await world.run(world.count(writer));
    await world.run(world.count(writer));
    expect(world.document.pageviews).toBe(4);
    expect(world.document.requests.count).toBe(writer.meter.sent);
  });

  /** It lands late, two others commit, a minute apart, and the second drops its mark. */
  async function dropped(delayMs: number) {
    const world = new CountingWorld();
    const [writer, other] = [world.writer('writer'), world.writer('other')];
    await world.run(world.count(writer));
    world.store.everyWrite = { kind: 'late', delayMs };
    expect(await world.failureOf(world.count(writer))).toBe('unavailable');
    world.store.everyWrite = undefined;
    for (const waitMs of [30_000, 61_000, 1_000]) {
      await world.wait(waitMs);
      await world.run(world.count(other));
    }
    await world.run(world.count(writer));
    return world;
  }

  test('are reported once, although its mark was dropped before anybody looked', async () => {
    const world = await dropped(20_000);
    expect(world.document.pageviews).toBe(6);
    expect(world.document.requests.count).toBe(world.store.requests.length);
  });

  test('are left out up to its first write where nobody can know whether that landed', async () => {
    const world = await dropped(10_000_000);
    expect(world.document.pageviews).toBe(5);
    expect(world.document.requests.count).toBe(world.store.requests.length - 1);
  });

  test('are reported in full where it has never landed, and its mark would still be there', async () => {
    const world = new CountingWorld();
    const [writer, other] = [world.writer('writer'), world.writer('other')];
    await world.run(world.count(writer));
    world.store.everyWrite = { kind: 'cut-before' };
    expect(await world.failureOf(world.count(writer))).toBe('unavailable');
    world.store.everyWrite = undefined;
    await world.run(world.count(other));
    await world.run(world.count(writer));
    expect(world.document.requests.count).toBe(world.store.requests.length);
  });
});
