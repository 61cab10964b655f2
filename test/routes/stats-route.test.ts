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
