/** No clock but the store's decides what counts: those of the writers may be minutes off, or jump. */
import { describe, expect, test } from 'vitest';
import { Deadline } from '../../shared/commit/deadline.ts';
import { CountingWorld } from './counting-world.ts';

const MINUTE_MS = 60_000;

describe('clocks that are minutes apart', () => {
  test.each([
    ['ahead of the store', 4 * MINUTE_MS],
    ['behind the store', -4 * MINUTE_MS],
  ])('do not drop the mark of a visit whose answer was lost, with another %s', async (_, offMs) => {
    const world = new CountingWorld();
    const [writer, other] = [world.writer(), world.writer('other', offMs)];
    await world.run(world.count(other));
    world.store.nextWrites.push({ kind: 'cut-after' });
    const lost = world.count(writer);
    await world.wait(100);
    for (let visit = 0; visit < 3; visit += 1) await world.run(world.count(other));
    expect((await world.run(lost)).count).toBe(2);
    expect(world.document.pageviews).toBe(5);
  });

  test('count each of many visits once', async () => {
    const world = new CountingWorld({ clockOffsetMs: 2 * MINUTE_MS });
    const offsets = [-4, -1, 0, 3, 4].map((minutes) => minutes * MINUTE_MS);
    const writers = offsets.map((offsetMs, index) => world.writer(`writer-${index}`, offsetMs));
    for (let round = 0; round < 4; round += 1) {
      await world.run(Promise.all(writers.map((writer) => world.count(writer))));
      await world.wait(40_000);
    }
    expect(world.document.pageviews).toBe(20);
    expect(world.document.visitors.count).toBe(20);
  });

  test('drop a mark a minute after the store took it, and keep it until then', async () => {
    const world = new CountingWorld();
    const [brief, other] = [world.writer('brief', 4 * MINUTE_MS), world.writer('other')];
    await world.run(world.count(brief));
    const marks = () => world.document.writers.size;
    await world.run(world.count(other));
    await world.wait(58_000);
    await world.run(world.count(other));
    expect(marks()).toBe(2);
    await world.wait(10_000);
    await world.run(world.count(other));
    await world.run(world.count(other));
    expect(marks()).toBe(1);
  });
});

test('a process whose clock was set, or which was suspended, reads before it writes', async () => {
  const world = new CountingWorld();
  const writer = world.writer();
  await world.run(world.count(writer));
  await world.run(world.count(writer));
  expect(world.store.count('read')).toBe(1);
  writer.process.clockOffsetMs = 4 * MINUTE_MS;
  await world.run(world.count(writer));
  expect(world.store.count('read')).toBe(2);
  writer.process.freeze(true);
  await world.wait(MINUTE_MS);
  writer.process.thaw();
  await world.run(world.count(writer));
  await world.run(world.count(writer));
  expect(world.store.count('read')).toBe(3);
});

describe('a deadline', () => {
  const start = { wallMs: 1_000_000, monotonicMs: 50 };

  test.each([
    ['has time left while neither clock has passed it', 7_999, 7_999, false],
    ['passes by the wall clock of a machine that was suspended', 8_000, 10, true],
    ['passes by the other one when the wall clock was set back', -3_600_000, 8_000, true],
  ])('%s', (_, wallPassedMs, monotonicPassedMs, passed) => {
    let time = start;
    const deadline = new Deadline(
      {
        now: () => time.wallMs,
        monotonicMs: () => time.monotonicMs,
        sleep: () => Promise.resolve(),
      },
      8_000,
    );
    time = {
      wallMs: start.wallMs + wallPassedMs,
      monotonicMs: start.monotonicMs + monotonicPassedMs,
    };
    expect(deadline.passed()).toBe(passed);
    expect(deadline.leftMs() > 0).toBe(!passed);
  });
});
