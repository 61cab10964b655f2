/** What a writer does when the document that it knew is gone, or another one lies in its place. */
import { describe, expect, test } from 'vitest';
import { documentChange } from '../../cli/import-changes.ts';
import { emptyDocument, parseDocument, serialiseDocument } from '../../shared/counter/document.ts';
import { ANSWERS } from '../doubles/faulty-object-store.ts';
import { CountingWorld, RULES } from './counting-world.ts';

/** An edge whose views have landed, and a store that an owner has done something to. */
async function landedEdge(views: number) {
  const world = new CountingWorld();
  const edge = world.edge();
  for (let view = 0; view < views; view += 1) await world.run(world.count(edge));
  await world.wait(70_000);
  expect(world.document.pageviews).toBe(views);
  return { world, edge };
}

describe('a document that is gone', () => {
  test('is missed by the process that wrote it, which begins no new one', async () => {
    const world = new CountingWorld();
    const writer = world.writer();
    for (let view = 0; view < 5; view += 1) await world.run(world.count(writer));
    world.store.memory.remove();
    for (let view = 0; view < 3; view += 1) {
      expect(await world.failureOf(world.count(writer))).toBe('corrupt-document');
    }
    expect(await world.failureOf(writer.counter.document())).toBe('corrupt-document');
    expect(world.store.memory.object).toBeUndefined();
  });

  test('is missed by a process that has only read it', async () => {
    const world = new CountingWorld();
    const [writer, reader] = [world.writer('writer'), world.writer('reader')];
    await world.run(world.count(writer));
    await world.run(reader.counter.document());
    world.store.memory.remove();
    expect(await world.failureOf(world.count(reader))).toBe('corrupt-document');
  });

  test('is missed by a process that has read it in vain, and gave its visit up', async () => {
    const world = new CountingWorld();
    const [writer, late] = [world.writer('writer'), world.writer('late')];
    await world.run(world.count(writer));
    world.store.everyWrite = { kind: 'refused', answer: ANSWERS.conflict };
    expect(await world.failureOf(world.count(late))).toBe('conflict');
    world.store.everyWrite = undefined;
    world.store.memory.remove();
    expect(await world.failureOf(world.count(late))).toBe('corrupt-document');
  });

  test('is missed by the very visit that has read it', async () => {
    const world = new CountingWorld();
    await world.run(world.count(world.writer('writer')));
    world.store.nextWrites.push({ kind: 'after', act: () => world.store.memory.remove() });
    expect(await world.failureOf(world.count(world.writer('late')))).toBe('corrupt-document');
    expect(world.store.memory.object).toBeUndefined();
  });

  test('is missed by an edge that has written it, and could not save that', async () => {
    const world = new CountingWorld();
    const edge = world.edge();
    await world.run(world.count(edge));
    edge.storage.failing = 1;
    await world.wait(70_000);
    expect(world.document.pageviews).toBe(1);
    edge.storage.failing = 0;
    world.store.memory.remove();
    await world.run(world.count(edge));
    await world.wait(200_000);
    expect(world.store.memory.object).toBeUndefined();
    expect((await edge.counter.status()).pending).toBe(2);
  });

  test('begins anew where nobody knew of it', async () => {
    const world = new CountingWorld();
    await world.run(world.count(world.writer('before')));
    world.store.memory.remove();
    expect((await world.run(world.count(world.writer('after')))).count).toBe(1);
  });

  test('is gone on with by that process once somebody has imported a copy', async () => {
    const world = new CountingWorld();
    const writer = world.writer();
    for (let view = 0; view < 3; view += 1) await world.run(world.count(writer));
    const copy = world.body;
    world.store.memory.remove();
    expect(await world.failureOf(world.count(writer))).toBe('corrupt-document');
    const change = documentChange(parseDocument(copy, RULES), false, world.world.nowMs);
    await world.run(world.writer('owner').counter.change(change));
    expect((await world.run(world.count(writer))).count).toBe(4);
  });
});

describe('a document with fewer views than an edge has landed', () => {
  test('is not counted in when the mark of the edge is gone too', async () => {
    const { world, edge } = await landedEdge(5);
    world.store.memory.remove();
    expect((await world.run(world.count(world.writer('cold')))).count).toBe(1);
    await world.run(world.count(edge));
    await world.wait(200_000);
    expect(world.document.pageviews).toBe(1);
    expect((await edge.counter.status()).pending).toBe(1);
    expect(await world.failureOf(edge.counter.document({ fresh: true }))).toBe('corrupt-document');
  });

  test('nor by the edge that wakes over the same storage', async () => {
    const { world, edge } = await landedEdge(5);
    world.store.memory.remove();
    await world.run(world.count(world.writer('cold')));
    edge.process.kill();
    const woken = world.restart(edge);
    expect(await world.failureOf(woken.counter.document({ fresh: true }))).toBe('corrupt-document');
  });

  test('is taken with a warning when a person put it there on purpose', async () => {
    const { world, edge } = await landedEdge(5);
    world.store.memory.remove();
    const change = documentChange(emptyDocument(RULES), false, world.world.nowMs);
    await world.run(world.writer('owner').counter.change(change));
    expect((await world.run(edge.counter.document({ fresh: true }))).pageviews).toBe(0);
    await world.run(world.count(edge));
    await world.wait(200_000);
    expect(world.document.pageviews).toBe(1);
    expect(edge.log.events).toContainEqual({
      level: 'warn',
      event: 'stored-views-fell',
      fields: { before: 5, after: 0 },
    });
  });

  test('is taken with a warning when it is an older version of the same document', async () => {
    const { world, edge } = await landedEdge(2);
    const older = world.body;
    for (let view = 0; view < 3; view += 1) await world.run(world.count(edge));
    await world.wait(70_000);
    world.store.memory.put(older);
    expect((await world.run(edge.counter.document({ fresh: true }))).pageviews).toBe(2);
    expect(edge.log.names).toContain('stored-views-fell');
  });

  test('is told of by a process, which knows no mark that lasts', async () => {
    const world = new CountingWorld();
    const writer = world.writer();
    const older = serialiseDocument(emptyDocument(RULES));
    for (let view = 0; view < 3; view += 1) await world.run(world.count(writer));
    world.store.memory.put(older);
    expect((await world.run(world.count(writer))).count).toBe(1);
    expect(writer.log.names).toContain('stored-views-fell');
  });
});

test('a document whose marks an old function has dropped is counted on in, as long as its views stay', async () => {
  const { world, edge } = await landedEdge(5);
  const { writers: _, ...old } = JSON.parse(world.body);
  world.store.memory.put(JSON.stringify({ ...old, pageviews: 7 }));
  await world.run(world.count(edge));
  await world.wait(200_000);
  expect(world.document.pageviews).toBe(8);
});
