/** `/stats`: what of the settings and of the document it tells beside the figures, and to whom. */
import { expect, test } from 'vitest';
import { memorySite } from '../doubles/memory-site.ts';

const OWNER = { headers: { authorization: 'Bearer secret' } };

test('names the site to whoever may look', async () => {
  const settings = { REPORT_TOKEN: 'secret', PUBLIC_STATS: 'on', SITE_NAME: 'Résumé' };
  const { ask } = await memorySite(settings);
  await ask('/counter?vid=visitor-1');
  for (const init of [{}, OWNER]) {
    const reply = await (await ask('/stats', init)).json();
    expect(reply).toMatchObject({ siteName: 'Résumé', totals: { count: 1, unique: 1 } });
    expect(reply).not.toHaveProperty('forgottenVisitors');
  }
});

test('tells how many visitors are counted and not remembered', async () => {
  const { ask, store } = await memorySite({ REPORT_TOKEN: 'secret' });
  const document = { pageviews: 1_000, uniqueVisitors: 300, seen: [], updatedAt: 1_795_450_000 };
  store.put(JSON.stringify(document));
  const reply = await (await ask('/stats', OWNER)).json();
  expect(reply).toMatchObject({ totals: { count: 1_000, unique: 300 }, forgottenVisitors: 300 });
});

const FOR_ANYBODY = ['/stats', '/totals', '/badge.svg', '/badge.json?show=today', '/health'];
const OPEN = { REPORT_TOKEN: 'secret', PUBLIC_STATS: 'on', BADGE_HITS: 'on' };

test('reads the store at most once a minute for anybody, and afresh for the owner', async () => {
  const { ask, clock, requests } = await memorySite(OPEN);
  for (const path of [...FOR_ANYBODY, ...FOR_ANYBODY]) {
    expect((await ask(path)).status).toBe(200);
  }
  expect(requests()).toBe(1);
  clock.nowMs += 59_000;
  await ask('/stats');
  expect(requests()).toBe(1);
  clock.nowMs += 2_000;
  for (let time = 0; time < 5; time += 1) await ask('/stats');
  expect(requests()).toBe(2);
  await ask('/stats', OWNER);
  await ask('/health?deep=1', OWNER);
  expect(requests()).toBe(4);
});

test('asks a store in trouble for anybody once a minute, until a view finds it well', async () => {
  const { ask, clock, requests, store } = await memorySite(OPEN);
  store.put('no document');
  for (const path of [...FOR_ANYBODY, ...FOR_ANYBODY]) await ask(path);
  expect(requests()).toBe(1);
  clock.nowMs += 61_000;
  expect((await ask('/stats')).status).toBe(500);
  expect(requests()).toBe(2);
  store.put('{"pageviews":7}');
  expect((await ask('/stats')).status).toBe(500);
  expect(await (await ask('/counter')).json()).toMatchObject({ count: 8 });
  expect(await (await ask('/totals')).json()).toMatchObject({ count: 8 });
});
