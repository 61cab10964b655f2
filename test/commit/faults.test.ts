import { describe, expect, it } from 'vitest';
import { totalsOf } from '../../shared/counter/document.ts';
import { ANSWERS, type Fault } from '../doubles/faulty-object-store.ts';
import { CountingWorld } from './counting-world.ts';

/** What can happen to one write, with the most milliseconds that a visit may take then. */
const WRITE_FAULTS: readonly [name: string, fault: Fault, withinMs: number][] = [
  ['a conflict (412, 409)', { kind: 'refused', answer: ANSWERS.conflict }, 150],
  ['429', { kind: 'refused', answer: ANSWERS.throttled }, 1_400],
  ['500 before it landed', { kind: 'refused', answer: ANSWERS.serverError }, 200],
  ['500 after it landed', { kind: 'answered', answer: ANSWERS.serverError }, 200],
  ['404 BucketNotFound', { kind: 'refused', answer: ANSWERS.bucketMissing }, 300],
  ['a connection cut before it landed', { kind: 'cut-before' }, 3_300],
  ['a connection cut after it landed', { kind: 'cut-after' }, 3_300],
  [
    'a hidden retry that took our own success for a conflict',
    { kind: 'answered', answer: ANSWERS.conflict },
    150,
  ],
  ['a landing 1 s late', { kind: 'late', delayMs: 1_000 }, 3_300],
  ['a landing 3 s late, while it is tried again', { kind: 'late', delayMs: 3_020 }, 3_600],
  ['a landing 20 s late', { kind: 'late', delayMs: 20_000 }, 3_300],
  ['an answer 2 s late', { kind: 'slow', delayMs: 2_000 }, 2_100],
  ['an answer 6 s late', { kind: 'slow', delayMs: 6_000 }, 3_300],
  ['a bug of the adapter', { kind: 'throws' }, 250],
];

const READ_FAULTS: readonly [name: string, fault: Fault, withinMs: number][] = [
  ['429', { kind: 'refused', answer: ANSWERS.throttled }, 1_400],
  ['500', { kind: 'refused', answer: ANSWERS.serverError }, 200],
  ['404 BucketNotFound', { kind: 'refused', answer: ANSWERS.bucketMissing }, 300],
  ['a cut connection', { kind: 'cut-before' }, 3_300],
  ['an answer 6 s late', { kind: 'slow', delayMs: 6_000 }, 3_300],
  ['a bug of the adapter', { kind: 'throws' }, 200],
];

/** The document that a fault meets: none yet, one to read first, or one known from the last commit. */
const READING = ['the first ever', 'the first of its process'] as const;
const SITUATIONS = [...READING, 'a later one'] as const;

async function arrange(situation: (typeof SITUATIONS)[number]) {
  const world = new CountingWorld();
  const other = world.writer('other');
  if (situation !== 'the first ever') await world.run(world.count(other));
  const writer = situation === 'a later one' ? other : world.writer('writer');
  const unreported = () =>
    writer === other ? other.meter.unreported : other.meter.unreported + writer.meter.unreported;
  return { world, writer, unreported, before: situation === 'the first ever' ? 0 : 1 };
}

describe.each(SITUATIONS)('a visit, %s', (situation) => {
  it.each(WRITE_FAULTS)('counts once through %s of its write', async (_, fault, withinMs) => {
    const { world, writer, before, unreported } = await arrange(situation);
    world.store.nextWrites.push(fault);
    const startMs = world.world.nowMs;
    const told = await world.run(world.count(writer));
    expect(told.count).toBe(before + 1);
    expect(world.world.nowMs - startMs).toBeLessThan(withinMs);
    await world.wait(60_000);
    expect(totalsOf(world.document)).toMatchObject({ count: before + 1, unique: before + 1 });
    const reported = world.document.requests.count;
    expect(reported + unreported()).toBe(world.store.requests.length);
  });

  it.each(WRITE_FAULTS)('leaves the next visit its own number after %s', async (_, fault) => {
    const { world, writer, before } = await arrange(situation);
    world.store.nextWrites.push(fault);
    await world.run(world.count(writer));
    expect((await world.run(world.count(writer))).count).toBe(before + 2);
    await world.wait(60_000);
    expect((await world.run(world.count(world.writer('late')))).count).toBe(before + 3);
    expect(totalsOf(world.document)).toMatchObject({ count: before + 3, unique: before + 3 });
  });

  it.each(WRITE_FAULTS)('counts once through %s of every other write', async (_, fault) => {
    const { world, writer, before } = await arrange(situation);
    world.store.nextWrites.push(fault, undefined, fault, undefined, fault);
    const told = [];
    for (let visit = 0; visit < 4; visit += 1) told.push(await world.run(world.count(writer)));
    expect(told.map(({ count }) => count)).toEqual([1, 2, 3, 4].map((visit) => before + visit));
    await world.wait(60_000);
    expect(world.document.visitors.count).toBe(before + 4);
    expect(world.document.pageviews).toBe(before + 4);
  });

  it.each(READ_FAULTS)('counts once through a conflict and then %s', async (_, fault) => {
    const { world, writer, before } = await arrange(situation);
    world.store.nextWrites.push({ kind: 'answered', answer: ANSWERS.conflict });
    if (situation !== 'a later one') world.store.nextReads.push(undefined);
    world.store.nextReads.push(fault);
    expect((await world.run(world.count(writer))).count).toBe(before + 1);
    expect(world.document.pageviews).toBe(before + 1);
  });
});

describe.each(READING)('a visit, %s', (situation) => {
  it.each(READ_FAULTS)('counts once through %s of its read', async (_, fault, withinMs) => {
    const { world, writer, before } = await arrange(situation);
    world.store.nextReads.push(fault);
    const startMs = world.world.nowMs;
    expect((await world.run(world.count(writer))).count).toBe(before + 1);
    expect(world.world.nowMs - startMs).toBeLessThan(withinMs);
    expect(world.document.pageviews).toBe(before + 1);
  });
});

describe('a visit whose answer was lost', () => {
  it('is told its own number, although others have counted since', async () => {
    const world = new CountingWorld();
    const [first, second] = [world.writer('first'), world.writer('second')];
    world.store.nextWrites.push({ kind: 'cut-after' });
    const lost = world.count(first);
    await world.wait(100);
    for (const count of [2, 3, 4]) expect((await world.run(world.count(second))).count).toBe(count);
    expect((await world.run(lost)).count).toBe(1);
    expect(world.document.pageviews).toBe(4);
  });

  it('is told the number under which it landed late, and not that of its second try', async () => {
    const world = new CountingWorld();
    const [first, second] = [world.writer('first'), world.writer('second')];
    await world.run(world.count(second));
    // It lands while the read of the second try is under way, just behind it.
    world.store.nextWrites.push({ kind: 'late', delayMs: 3_100 });
    const late = world.count(first);
    await world.wait(3_080);
    const between = world.count(second);
    const told = [await world.run(late), await world.run(between)].map(({ count }) => count);
    expect(told.sort()).toEqual([2, 3]);
    expect(world.document.visitors.count).toBe(3);
  });

  it('waits as long as the store asks before it is sent again', async () => {
    const world = new CountingWorld();
    const writer = world.writer();
    await world.run(world.count(writer));
    world.store.nextWrites.push({ kind: 'refused', answer: ANSWERS.throttled });
    await world.run(world.count(writer));
    const [refused, again] = world.store.requests.slice(-2);
    expect(again?.kind).toBe('write');
    expect((again?.atMs ?? 0) - (refused?.atMs ?? 0)).toBeGreaterThanOrEqual(1_030);
  });
});
