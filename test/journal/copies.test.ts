/** A copy of the document that left the edge while visits waited there, and comes back to the store. */
import { describe, expect, test } from 'vitest';
import { documentChange } from '../../cli/import-changes.ts';
import { parseDocument, serialiseDocument } from '../../shared/counter/document.ts';
import { CountingWorld, type Edge, RULES } from '../commit/counting-world.ts';

/** 10 views have landed, 20 wait in the journal, and the copy holds all of them. */
async function copiedEdge() {
  const world = new CountingWorld();
  const edge = world.edge();
  for (let view = 0; view < 10; view += 1) await world.run(world.count(edge));
  await world.wait(70_000);
  for (let view = 0; view < 20; view += 1) await world.run(world.count(edge));
  const copy = serialiseDocument(await world.run(edge.counter.document()));
  expect(parseDocument(copy, RULES).pageviews).toBe(30);
  return { world, edge, copy };
}

async function bring(world: CountingWorld, copy: string, replace: boolean): Promise<void> {
  const change = documentChange(parseDocument(copy, RULES), replace, world.world.nowMs);
  await world.run(world.writer('owner').counter.change(change));
}

async function flushed(world: CountingWorld, edge: Edge): Promise<number> {
  await world.wait(200_000);
  expect((await edge.counter.status()).pending).toBe(0);
  return world.document.pageviews;
}

describe('a copy that holds visits which still wait', () => {
  test('is imported after the object was deleted, and each visit counts once', async () => {
    const { world, edge, copy } = await copiedEdge();
    world.store.memory.remove();
    await bring(world, copy, false);
    expect(await flushed(world, edge)).toBe(30);
    expect(world.document.visitors.count).toBe(30);
  });

  test('takes the place of what is stored, and each visit counts once', async () => {
    const { world, edge, copy } = await copiedEdge();
    await bring(world, copy, true);
    expect(await flushed(world, edge)).toBe(30);
  });

  test('is followed by the visits that came after it was made', async () => {
    const { world, edge, copy } = await copiedEdge();
    for (let view = 0; view < 5; view += 1) await world.run(world.count(edge));
    await bring(world, copy, true);
    expect(await flushed(world, edge)).toBe(35);
  });

  test('comes back once its visits have landed, and each still counts once', async () => {
    const { world, edge, copy } = await copiedEdge();
    expect(await flushed(world, edge)).toBe(30);
    await bring(world, copy, true);
    await world.run(world.count(edge));
    expect(await flushed(world, edge)).toBe(31);
  });

  test('comes to an edge that has woken meanwhile, and each visit counts once', async () => {
    const { world, edge, copy } = await copiedEdge();
    await world.wait(1_000);
    edge.process.kill();
    world.store.memory.remove();
    await bring(world, copy, false);
    expect(await flushed(world, world.restart(edge))).toBe(30);
  });
});
