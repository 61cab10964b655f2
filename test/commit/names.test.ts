/** Pages and sources on both counters: through flushes, restarts, losses, and with PAGES off. */
import { describe, expect, test } from 'vitest';
import type { Counter } from '../../shared/commit/counter.ts';
import { parseDocument } from '../../shared/counter/document.ts';
import type { Visit } from '../../shared/counter/visit.ts';
import { page, source, sumErrors, viewsIn } from '../counter/named-visits.ts';
import { CountingWorld, type Edge, RULES, type Writer } from './counting-world.ts';

const OFF = { ...RULES, withoutNames: true };
const FLUSHED_MS = 70_000;

function count(world: CountingWorld, writer: Writer<Counter>, names: Partial<Visit>) {
  return world.run(writer.counter.count({ ...world.visit(writer), ...names }));
}

async function countPages(world: CountingWorld, writer: Writer<Counter>, ...paths: string[]) {
  for (const path of paths) await count(world, writer, { page: page(path), source: source('') });
}

const WRITERS: readonly [string, (world: CountingWorld) => Writer<Counter>][] = [
  ['a writer', (world) => world.writer()],
  ['an edge', (world) => world.edge()],
];

describe.each(WRITERS)('%s', (_name, open) => {
  test('counts a view on its page and source, and tells its number', async () => {
    const world = new CountingWorld();
    const writer = open(world);
    await count(world, writer, {});
    await countPages(world, writer, '/a', '/b', '/a');
    const told = await count(world, writer, { page: page('/a'), show: ['/b', '/c'] as never });
    expect(told).toMatchObject({ count: 5, pages: { '/a': 3, '/b': 1, '/c': 0 } });
    await world.wait(FLUSHED_MS);
    expect(viewsIn(world.document, 'pages')).toEqual({ '/a': 3, '/b': 1 });
    expect(viewsIn(world.document, 'sources')).toEqual({ direct: 3 });
    expect(world.document.sources?.parts.unnamed.views).toBe(1);
    expect(sumErrors(world.body)).toEqual([]);
    const totals = await world.run(writer.counter.totals(['/a', '/b', '/c'] as never));
    expect(totals.pages).toEqual({ '/a': 3, '/b': 1, '/c': 0 });
  });

  test('goes on without a table that cannot be read, and says so', async () => {
    const world = new CountingWorld();
    await countPages(world, world.writer(), '/a', '/b');
    const { pages, ...rest } = JSON.parse(world.body);
    world.store.memory.put(JSON.stringify({ ...rest, pages: { ...pages, base: 1 } }));
    const writer = open(world);
    const told = await count(world, writer, { page: page('/c') });
    await world.wait(FLUSHED_MS);
    expect(told).toMatchObject({ count: 3, pages: { '/c': 1 } });
    const errors = writer.log.events.filter(({ event }) => event === 'top-table-unreadable');
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      level: 'error',
      fields: { cause: expect.stringContaining('adds up') },
    });
    expect(viewsIn(world.document, 'pages')).toEqual({ '/c': 1 });
    expect(viewsIn(world.document, 'sources')).toEqual({ direct: 2 });
    expect(world.document.pages?.parts.base).toBe(2);
  });
});

test('a table that somebody else has dropped is missed in the log, and begins anew', async () => {
  const world = new CountingWorld();
  const writer = world.writer();
  await countPages(world, writer, '/a');
  const { pageviews, seen, uniqueVisitors, updatedAt } = JSON.parse(world.body);
  world.store.memory.put(JSON.stringify({ pageviews, seen, uniqueVisitors, updatedAt }));
  await countPages(world, writer, '/b');
  expect(writer.log.events).toContainEqual({
    level: 'warn',
    event: 'top-tables-gone',
    fields: { tables: ['pages', 'sources'] },
  });
  expect(world.document.pages?.parts.base).toBe(1);
});

describe('while PAGES is off', () => {
  test.each([
    ['a writer', (world: CountingWorld) => world.writer()],
    ['an edge', (world: CountingWorld) => world.edge()],
  ])('%s begins no table, and names nothing', async (_name, open) => {
    const world = new CountingWorld({}, OFF);
    const writer = open(world);
    await countPages(world, writer, '/a', '/b');
    await world.wait(FLUSHED_MS);
    expect(world.document.pageviews).toBe(2);
    expect(world.body).not.toMatch(/pages"|sources|\/a/);
  });

  test('a table that is there stays as it is, and views count as unnamed', async () => {
    const world = new CountingWorld();
    await countPages(world, world.writer(), '/a');
    const off = new CountingWorld({}, OFF);
    off.store.memory.put(world.body);
    // Ids are random by the world that makes them: this one's first is that of the writer above.
    off.writer();
    const writer = off.writer('another');
    await countPages(off, writer, '/b', '/b');
    expect(viewsIn(off.document, 'pages')).toEqual({ '/a': 1 });
    expect(off.document.pages?.parts.unnamed.views).toBe(2);
    expect(sumErrors(off.body)).toEqual([]);
  });

  test('rows that wait from before are applied without their names', async () => {
    const world = new CountingWorld();
    const edge: Edge = world.edge();
    await countPages(world, edge, '/a', '/b', '/c');
    await world.wait(1_000);
    expect((await edge.counter.status()).pending).toBe(3);
    edge.process.kill();
    const restarted = world.restart(edge, OFF);
    await countPages(world, restarted, '/d');
    await world.wait(2 * FLUSHED_MS);
    expect(world.document.pageviews).toBe(4);
    expect(world.body).not.toMatch(/pages"|sources|\/[abcd]/);
  });
});

test('an edge that restarts applies the names of the rows that wait', async () => {
  const world = new CountingWorld();
  const edge = world.edge();
  await countPages(world, edge, '/a', '/b', '/a');
  await world.wait(1_000);
  edge.process.kill();
  const restarted = world.restart(edge);
  await countPages(world, restarted, '/a');
  await world.wait(2 * FLUSHED_MS);
  expect(viewsIn(world.document, 'pages')).toEqual({ '/a': 3, '/b': 1 });
  expect(sumErrors(world.body)).toEqual([]);
  expect(parseDocument(world.body, RULES).unreadable).toBeUndefined();
});
