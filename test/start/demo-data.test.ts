/** The made-up history of the demo blog. */
import { expect, test } from 'vitest';
import { POSTS } from '../../local/demo/blog.ts';
import { makeDemoDocument } from '../../local/demo/demo-data.ts';
import { serialiseDocument } from '../../shared/counter/document.ts';

const NOW_MS = Date.UTC(2026, 10, 25, 14);

test('a made-up year has a page for each post, and sources, which all add up', async () => {
  const made = serialiseDocument(await makeDemoDocument(NOW_MS, 'a salt', 2_048));
  const { pageviews, pages, sources } = JSON.parse(made);
  expect(pages.names).toEqual(expect.arrayContaining(['/', '/posts/ledger']));
  expect(pages.names).toHaveLength(POSTS.length + 1);
  expect(sources.names).toEqual(expect.arrayContaining(['direct', 'inside', 'search.example']));
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  expect([sum(pages.views), sum(sources.views)]).toEqual([pageviews, pageviews]);
  expect(pages.base).toBe(0);
});
