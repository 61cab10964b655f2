import { describe, expect, test } from 'vitest';
import { memorySite } from '../doubles/memory-site.ts';

const OWNER = { headers: { authorization: 'Bearer owner' } };

async function deepHealth(storeAheadMs: number, visits: number) {
  const site = await memorySite({ REPORT_TOKEN: 'owner' });
  site.clock.storeAheadMs = storeAheadMs;
  for (let visit = 0; visit < visits; visit += 1) await site.ask('/counter');
  const answer = await site.ask('/health?deep=1', OWNER);
  return { status: answer.status, body: await answer.json() };
}

describe('the clock in the deep health', () => {
  test.each([
    ['behind', 90_000, 'off by 90 s'],
    ['ahead', -240_000, 'off by -240 s'],
  ])('is wrong when it is minutes %s of the store', async (_, storeAheadMs, said) => {
    const { body, status } = await deepHealth(storeAheadMs, 1);
    expect(status).toBe(503);
    expect(body).toMatchObject({ ok: false, store: 'ok' });
    expect(body.clock).toContain(said);
  });

  test.each([0, 59_000, -59_000])('is right when it differs by %i ms', async (storeAheadMs) => {
    const { body, status } = await deepHealth(storeAheadMs, 1);
    expect([status, body.ok, body.clock]).toEqual([200, true, 'ok']);
  });

  test('is unknown, and no reason to worry, before the first commit', async () => {
    const { body, status } = await deepHealth(600_000, 0);
    expect([status, body.ok, body.clock]).toEqual([200, true, 'unknown until the first commit']);
  });
});
