/** A copy of the document that is out of date must not tell that there is nothing to do. */
import { expect, test } from 'vitest';
import { dayOf } from '../../shared/counter/calendar.ts';
import type { ReportClaim } from '../../shared/counter/report-claim.ts';
import { CountingWorld, START_MS } from '../commit/counting-world.ts';

const claimOf = (by: string): ReportClaim => ({
  day: dayOf(START_MS),
  by,
  at: Math.floor(START_MS / 1000),
});

test('claims a report that another writer has given back since', async () => {
  const world = new CountingWorld();
  const [first, second] = [world.writer('first'), world.writer('second')];
  await world.run(first.counter.claimReport(claimOf('first')));
  await world.run(world.count(second));
  await world.run(first.counter.releaseReport(claimOf('first')));
  const { claimed } = await world.run(second.counter.claimReport(claimOf('second')));
  expect(claimed).toBe(true);
});

test('leaves a report to whoever holds it, after a look', async () => {
  const world = new CountingWorld();
  const [first, second] = [world.writer('first'), world.writer('second')];
  await world.run(first.counter.claimReport(claimOf('first')));
  await world.run(world.count(second));
  const before = second.meter.sent;
  const { claimed } = await world.run(second.counter.claimReport(claimOf('second')));
  expect([claimed, second.meter.sent - before]).toEqual([false, 1]);
});
