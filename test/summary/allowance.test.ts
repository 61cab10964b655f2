import { describe, expect, test } from 'vitest';
import type { Month } from '../../shared/counter/calendar.ts';
import { emptyDocument } from '../../shared/counter/document.ts';
import { allowanceOf } from '../../shared/summary/allowance.ts';
import { CountingWorld, START_MS } from '../commit/counting-world.ts';

const NOVEMBER_MS = Date.UTC(2026, 10, 30, 23, 59, 59);
const DECEMBER_MS = NOVEMBER_MS + 1_000;

function documentOf(count: number) {
  const requests = { month: '2026-11' as Month, count };
  return { ...emptyDocument({ exactVisitorsMax: 2_048 }), requests };
}

describe("the month's store requests", () => {
  test.each([
    [0, undefined],
    [39_999, undefined],
    [40_000, '80 %'],
    [45_000, '90 %'],
    [61_000, '122 %'],
  ])('%i of 50,000 are warned of from 80 percent on', (count, share) => {
    const { free, used, warning } = allowanceOf(documentOf(count), NOVEMBER_MS);
    expect({ free, used }).toEqual({ free: 50_000, used: count });
    if (share === undefined) expect(warning).toBeUndefined();
    else expect(warning).toContain(share);
  });

  test('are none yet in a month without a commit', () => {
    expect(allowanceOf(documentOf(49_000), DECEMBER_MS)).toEqual({ free: 50_000, used: 0 });
  });

  test('add up over all writers, and start anew with the first commit of a month', async () => {
    const world = new CountingWorld();
    const [first, second] = [world.writer('first'), world.writer('second')];
    const unreported = () => first.meter.unreported + second.meter.unreported;
    for (let visit = 0; visit < 5; visit += 1) {
      await world.run(world.count(first));
      await world.run(world.count(second));
    }
    const { sent } = first.meter;
    const { requests } = world.document;
    expect(requests).toEqual({
      month: '2026-11',
      count: sent + second.meter.sent - unreported(),
    });
    await world.wait(NOVEMBER_MS + 2_000 - START_MS);
    await world.run(world.count(first));
    const inDecember = first.meter.sent - sent;
    expect(world.document.requests).toEqual({ month: '2026-12', count: inDecember });
  });
});
