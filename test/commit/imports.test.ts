/** What an import takes in, and that nobody's visits are doubled or lost by it. */
import { describe, expect, test } from 'vitest';
import { documentChange, startNumbersChange } from '../../cli/import-changes.ts';
import { dayOf } from '../../shared/counter/calendar.ts';
import { COUNT_MAX } from '../../shared/counter/count.ts';
import { emptyDocument, parseDocument } from '../../shared/counter/document.ts';
import { Failure } from '../../shared/errors.ts';
import { ANSWERS } from '../doubles/faulty-object-store.ts';
import { CountingWorld, RULES, START_MS } from './counting-world.ts';

describe('an import', () => {
  test('doubles no visit that it brings and that an edge still holds, its answer having been lost', async () => {
    const world = new CountingWorld();
    const edge = world.edge();
    await world.run(world.count(edge));
    await world.wait(5_000);
    for (let visit = 0; visit < 3; visit += 1) await world.run(world.count(edge));
    world.store.everyWrite = { kind: 'cut-after' };
    world.store.everyRead = { kind: 'refused', answer: ANSWERS.serverError };
    await world.wait(80_000);
    expect((await edge.counter.status()).pending).toBe(3);
    const exported = world.body;
    expect(world.document.pageviews).toBe(4);
    world.store.everyWrite = undefined;
    world.store.everyRead = undefined;
    world.store.memory.remove();
    const change = documentChange(parseDocument(exported, RULES), false, START_MS);
    await world.run(world.writer('owner').counter.change(change));
    await world.wait(200_000);
    expect((await edge.counter.status()).pending).toBe(0);
    expect(world.document.pageviews).toBe(4);
  });

  test('loses no visit that waits at an edge while an older document takes the place', async () => {
    const world = new CountingWorld();
    const edge = world.edge();
    await world.run(world.count(edge));
    await world.wait(5_000);
    const exported = world.body;
    await world.run(world.count(edge));
    await world.wait(70_000);
    await world.run(world.count(edge));
    const change = documentChange(parseDocument(exported, RULES), true, START_MS);
    await world.run(world.writer('owner').counter.change(change));
    await world.wait(200_000);
    // The second visit went with the document that was replaced.
    expect(world.document.pageviews).toBe(2);
  });

  test('of a copy made earlier the same day brings no second report, nor a baseline beyond it', async () => {
    const world = new CountingWorld();
    const writer = world.writer();
    await world.run(world.count(writer));
    const exported = world.body;
    for (let visit = 0; visit < 4; visit += 1) await world.run(world.count(writer));
    const claim = (by: string) => ({ day: dayOf(START_MS), by, at: START_MS / 1000 });
    await world.run(writer.counter.claimReport(claim('cron')));
    const change = documentChange(parseDocument(exported, RULES), true, START_MS);
    await world.run(world.writer('owner').counter.change(change));
    const { claimed, document } = await world.run(writer.counter.claimReport(claim('workflow')));
    expect(claimed).toBe(false);
    expect(document.report).toMatchObject({ by: 'cron', pageviews: 1, uniqueVisitors: 1 });
    expect(document.pageviews).toBe(1);
  });

  test('is seen as done on purpose, although the clock of the one before was ahead', async () => {
    const text = `{"pageviews":9,"replacedAt":${START_MS / 1000 + 240}}`;
    const before = parseDocument(text, RULES);
    const change = documentChange(parseDocument('{"pageviews":1}', RULES), true, START_MS);
    const { replacedAt } = change.apply(before, undefined).result;
    expect(replacedAt).toBeGreaterThan(before.replacedAt ?? 0);
  });

  test.each([
    ['of this month', '2026-11', 5],
    ['of a month before', '2026-10', 50],
  ])('takes back no store request of this month, with those %s', (_, month, count) => {
    const imported = parseDocument(
      JSON.stringify({ pageviews: 1, requests: { month, count } }),
      RULES,
    );
    const current = parseDocument(
      '{"pageviews":2,"requests":{"month":"2026-11","count":9}}',
      RULES,
    );
    const { result } = documentChange(imported, true, START_MS).apply(current, undefined);
    expect(result.requests).toEqual({ month: '2026-11', count: 9 });
  });

  test('brings the store requests of this month back when the document was gone', () => {
    const requests = { month: '2026-11', count: 5 };
    const imported = parseDocument(JSON.stringify({ pageviews: 1, requests }), RULES);
    const { result } = documentChange(imported, false, START_MS).apply(
      emptyDocument(RULES),
      undefined,
    );
    expect(result.requests).toEqual(requests);
  });

  test('of more visitors than views is refused', () => {
    expect(() => startNumbersChange({ pageviews: 100, visitors: 101 }, RULES)).toThrow(Failure);
    expect(() => startNumbersChange({ pageviews: 0, visitors: 1 }, RULES)).toThrow(Failure);
  });

  test('of more views than a number has room for is refused, and changes nothing', async () => {
    const world = new CountingWorld();
    const writer = world.writer();
    await world.run(world.count(writer));
    const change = startNumbersChange({ pageviews: COUNT_MAX, visitors: 0 }, RULES);
    expect(await world.failureOf(writer.counter.change(change))).toBe('corrupt-document');
    expect(world.document.pageviews).toBe(1);
  });

  test('of start numbers adds to what is counted meanwhile', async () => {
    const world = new CountingWorld();
    const edge = world.edge();
    await world.run(world.count(edge));
    const change = startNumbersChange({ pageviews: 1_000, visitors: 400 }, RULES);
    await world.run(world.writer('owner').counter.change(change));
    await world.run(world.count(edge));
    await world.wait(200_000);
    expect(world.document.pageviews).toBe(1_002);
    expect(world.document.visitors.count).toBe(402);
  });
});
