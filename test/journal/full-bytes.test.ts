/** A journal's bound in bytes: what views name fills the memory long before there are too many of them. */
import { expect, test } from 'vitest';
import { parsePageName } from '../../shared/counter/page-name.ts';
import { NAME_BYTES_MAX } from '../../shared/counter/stored-name.ts';
import { CountingWorld } from '../commit/counting-world.ts';
import { ANSWERS } from '../doubles/faulty-object-store.ts';

const VISITS_MAX = 200_000;
const BYTES_MAX = 36 * 1024 * 1024;
const ROW_VISITS = 5_000;
const NUMBER_DIGITS = 6;

/** As long as a page's name may be, and no two alike. */
function pageOf(number: number) {
  const start = `/${String(number).padStart(NUMBER_DIGITS, '0')}`;
  return parsePageName(start.padEnd(NAME_BYTES_MAX, 'x'));
}

test('is refused by its bytes before there are too many views, and each row that was taken lands', async () => {
  const world = new CountingWorld();
  const edge = world.edge();
  await world.run(world.count(edge));
  await world.wait(70_000);
  world.store.everyWrite = { kind: 'refused', answer: ANSWERS.serverError };
  let taken = 0;
  let refused: unknown;
  while (refused === undefined && taken < VISITS_MAX) {
    const row = Array.from({ length: ROW_VISITS }, (_, index) => {
      const page = pageOf(taken + index);
      return edge.counter.count({ ...world.visit(edge), ...(page && { page }) });
    });
    const [first, ...others] = await world.run(Promise.allSettled(row));
    if (first?.status === 'rejected') refused = first.reason;
    else taken += 1 + others.filter(({ status }) => status === 'fulfilled').length;
  }
  expect(refused).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('full') });
  expect(taken).toBeGreaterThan(BYTES_MAX / 400);
  expect(taken).toBeLessThan(BYTES_MAX / NAME_BYTES_MAX);
  expect((await edge.counter.status()).pending).toBe(taken);
  world.store.everyWrite = undefined;
  await world.wait(200_000);
  expect(world.document.pageviews).toBe(1 + taken);
}, 60_000);
