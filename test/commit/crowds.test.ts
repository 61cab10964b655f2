/** More writers than the document has room for: the bound holds, and no mark that is alive is dropped. */
import { expect, test } from 'vitest';
import { MARKS_MAX } from '../../shared/counter/marks.ts';
import { ANSWERS, type Fault } from '../doubles/faulty-object-store.ts';
import { CountingWorld } from './counting-world.ts';

const MINUTE_MS = 60_000;

/** As many writers as there is room for, each with a mark in the document. */
async function crowdedWorld() {
  const world = new CountingWorld();
  const writers = Array.from({ length: MARKS_MAX }, (_, index) => world.writer(`writer-${index}`));
  for (const writer of writers) await world.run(world.count(writer));
  expect(world.document.writers.size).toBe(MARKS_MAX);
  return { world, writers };
}

test('a writer for whom there is no room is refused, and counts nothing', async () => {
  const { world } = await crowdedWorld();
  for (let late = 0; late < 3; late += 1) {
    const writer = world.writer(`late-${late}`);
    expect(await world.failureOf(world.count(writer))).toBe('unavailable');
  }
  expect(world.document.pageviews).toBe(MARKS_MAX);
  expect(world.document.writers.size).toBe(MARKS_MAX);
});

test('those who have a mark go on counting, whoever is refused', async () => {
  const { world, writers } = await crowdedWorld();
  await world.failureOf(world.count(world.writer('late')));
  for (const writer of writers.slice(0, 5)) await world.run(world.count(writer));
  expect(world.document.pageviews).toBe(MARKS_MAX + 5);
});

test('a visit whose answer was lost is told from its mark, however many are refused meanwhile', async () => {
  const { world, writers } = await crowdedWorld();
  const [first] = writers;
  if (first === undefined) throw new Error('there is no writer');
  world.store.nextWrites.push({ kind: 'cut-after' });
  const lost = world.count(first);
  await world.wait(100);
  for (let late = 0; late < 20; late += 1) {
    await world.failureOf(world.count(world.writer(`late-${late}`)));
  }
  expect((await world.run(lost)).count).toBe(MARKS_MAX + 1);
  expect(world.document.pageviews).toBe(MARKS_MAX + 1);
});

test('there is room again a minute later, though nobody has written since', async () => {
  const { world } = await crowdedWorld();
  await world.wait(MINUTE_MS);
  const late = world.writer('late');
  expect((await world.run(world.count(late))).count).toBe(MARKS_MAX + 1);
  expect(world.document.writers.size).toBeLessThan(MARKS_MAX);
});

test('an edge that finds no room keeps its visits until there is some', async () => {
  const { world } = await crowdedWorld();
  const edge = world.edge();
  expect((await world.run(world.count(edge))).count).toBe(MARKS_MAX + 1);
  await world.wait(4 * MINUTE_MS);
  expect((await edge.counter.status()).pending).toBe(0);
  expect(world.document.pageviews).toBe(MARKS_MAX + 1);
});

test.each<readonly [string, Fault]>([
  ['a conflict', { kind: 'refused', answer: ANSWERS.conflict }],
  ['a lost answer', { kind: 'cut-after' }],
  ['a landing 20 s late', { kind: 'late', delayMs: 20_000 }],
])('%s of the write that makes room costs no visit', async (_, fault) => {
  const { world } = await crowdedWorld();
  await world.wait(MINUTE_MS);
  const late = world.writer('late');
  world.store.nextWrites.push(fault);
  expect((await world.run(world.count(late))).count).toBe(MARKS_MAX + 1);
  await world.wait(MINUTE_MS);
  expect(world.document.pageviews).toBe(MARKS_MAX + 1);
});
