/** What a visit costs, and what visits that come together share, when the store does as it is asked. */
import { describe, expect, test } from 'vitest';
import { totalsOf } from '../../shared/counter/document.ts';
import { CountingWorld } from './counting-world.ts';

describe('a visit', () => {
  test('is one read and one write for a process that has just begun', async () => {
    const world = new CountingWorld();
    await world.run(world.count(world.writer('other')));
    const writer = world.writer();
    await world.run(world.count(writer));
    expect(world.store.requests.slice(1).map(({ kind }) => kind)).toEqual([
      'write',
      'read',
      'write',
    ]);
  });

  test('is one write and no read when nobody else has counted since', async () => {
    const world = new CountingWorld();
    const writer = world.writer();
    await world.run(world.count(writer));
    const before = world.store.requests.length;
    for (let visit = 0; visit < 10; visit += 1) await world.run(world.count(writer));
    expect(world.store.requests.slice(before).map(({ kind }) => kind)).toEqual(
      Array.from({ length: 10 }, () => 'write'),
    );
  });

  test('is a refused write, a read and a write when somebody else has', async () => {
    const world = new CountingWorld();
    const [writer, other] = [world.writer(), world.writer('other')];
    await world.run(world.count(writer));
    await world.run(world.count(other));
    await world.run(world.count(writer));
    const sent = world.store.requests.filter(({ by }) => by === 'writer');
    expect(sent.slice(-3).map(({ kind }) => kind)).toEqual(['write', 'read', 'write']);
  });
});

describe('visits that come together', () => {
  test('share a commit, and each is told a number of its own', async () => {
    const world = new CountingWorld();
    const writer = world.writer();
    await world.run(world.count(writer));
    const writesBefore = world.store.count('write');
    const together = Array.from({ length: 100 }, () => world.count(writer));
    const told = await world.run(Promise.all(together));
    expect(told.map(({ count }) => count)).toEqual(together.map((_, index) => index + 2));
    expect(world.store.count('write') - writesBefore).toBe(1);
  });

  test('wait for the commit that is under way, and share the next one', async () => {
    const world = new CountingWorld();
    const writer = world.writer();
    await world.run(world.count(writer));
    const writesBefore = world.store.count('write');
    const first = world.count(writer);
    await world.wait(5);
    const next = [1, 2, 3].map(() => world.count(writer));
    await world.run(Promise.all([first, ...next]));
    expect(world.store.count('write') - writesBefore).toBe(2);
    expect(world.document.pageviews).toBe(5);
  });

  test('are at most 5,000 in one commit', async () => {
    const world = new CountingWorld();
    const writer = world.writer();
    await world.run(world.count(writer));
    const writesBefore = world.store.count('write');
    const nobody = { atMs: world.world.nowMs };
    const visits = Array.from({ length: 12_000 }, () => writer.counter.count(nobody));
    const told = await world.run(Promise.all(visits));
    expect(new Set(told.map(({ count }) => count)).size).toBe(12_000);
    expect(world.store.count('write') - writesBefore).toBe(3);
  });
});

test('twenty writers with five visits each all count, each visit once', async () => {
  const world = new CountingWorld({ readMs: 20, writeMs: 30 });
  const writers = Array.from({ length: 20 }, (_, index) => world.writer(`writer-${index}`));
  const fiveVisits = async (writer: (typeof writers)[number]) => {
    const told = [];
    for (let visit = 0; visit < 5; visit += 1) told.push(await world.count(writer));
    return told;
  };
  const told = (await world.run(Promise.all(writers.map(fiveVisits)))).flat();
  const counts = told.map(({ count }) => count).sort((one, other) => one - other);
  expect(counts).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  expect(totalsOf(world.document)).toMatchObject({ count: 100, unique: 100 });
});
