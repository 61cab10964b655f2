/** The document as a file to keep, for the owner alone. */
import { expect, test } from 'vitest';
import { memorySite } from '../doubles/memory-site.ts';

const OWNER = { headers: { authorization: 'Bearer secret' } };

test('is a file that holds every view, and that no cache keeps', async () => {
  const { ask } = await memorySite({ REPORT_TOKEN: 'secret' });
  await ask('/counter?vid=0f8fad5b-d9cb-469f-a165-70867728950e');
  await ask('/counter');
  const answer = await ask('/v1/document', OWNER);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  const disposition = 'attachment; filename="counter-2026-11-24.json"';
  expect(answer.headers.get('content-disposition')).toBe(disposition);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const document = JSON.parse(await answer.text());
  expect(document).toMatchObject({ pageviews: 2, uniqueVisitors: 1 });
  expect(document.seen).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
});

test('is a whole document before the first view too', async () => {
  const { ask } = await memorySite({ REPORT_TOKEN: 'secret' });
  const answer = await ask('/document', OWNER);
  expect(await answer.json()).toMatchObject({ pageviews: 0, uniqueVisitors: 0, seen: [] });
});

test.each([
  ['no token', {}, ''],
  ['another token', {}, 'Bearer another'],
  ['figures that are public', { PUBLIC_STATS: 'on' }, ''],
])('is nobody else’s: %s', async (_, settings, authorization) => {
  const { ask } = await memorySite({ REPORT_TOKEN: 'secret', ...settings });
  await ask('/counter?vid=0f8fad5b-d9cb-469f-a165-70867728950e');
  const answer = await ask('/document', { headers: { ...(authorization && { authorization }) } });
  expect(answer.status).toBe(403);
  expect(await answer.json()).toEqual({ ok: false, error: 'forbidden' });
});
