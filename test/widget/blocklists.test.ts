/**
 * What blockers look for in addresses, by EasyPrivacy as it was read whole in August 2026: nothing that our
 * pages and scripts ask may look like it, or the count would miss everybody who has a blocker.
 */
import { expect, test } from 'vitest';
import { ASSETS } from '../../shared/assets/assets.ts';
import { ROUTE_PATHS } from '../../shared/route-table.ts';

/** In the lists' own syntax: `^` is the end of a name, `*` anything, `$` opens what a request is made by. */
const PATTERNS = [
  '.com/counter?',
  '.com/count?',
  '.com/hit$ping',
  '/beacon.js',
  '/beacon^',
  '/api/collect',
  '/collect^',
  '/p.gif?',
  '/pixel.gif',
  '/visit.gif?',
  '/track^',
  '/track.',
  '/tracker.',
  '/tracking.',
  '/analytics.',
  '//analytics.',
];

const EXPRESSIONS = PATTERNS.map((pattern) => {
  const [address = ''] = pattern.split('$');
  const literal = address.replace(/[.?+()[\]{}|\\]/g, '\\$&');
  return new RegExp(literal.replaceAll('^', '(?:[^\\w.%-]|$)').replaceAll('*', '.*'), 'i');
});

function blockedBy(url: string): string[] {
  return PATTERNS.filter((_, index) => EXPRESSIONS[index]?.test(url));
}

/** What goes with an address: of a script `/counter` has nothing, since all of it is in the form. */
const QUERIES: Readonly<Record<string, string>> = {
  '/totals': '?page=%2Fblog%2F1',
  '/report': '?once=day&token=0a1b',
  '/stats': '?token=0a1b',
  '/health': '?deep=1',
  '/noscript.gif': '?page=%2Fblog%2F1',
  '/badge.svg': '?show=both&hit=1',
  '/badge.json': '?label=views',
};
const PATHS = [...ROUTE_PATHS, ...Object.keys(ASSETS)];
const ADDRESSES = PATHS.flatMap((path) => [path, path + (QUERIES[path] ?? '')]);

const HOSTS = [
  'https://counter.example.com',
  'https://example.com/v1',
  'https://visitor-counter.example.workers.dev',
  'https://abc.apigateway.eu-frankfurt-1.oci.customer-oci.com/v1',
];

test.each(ADDRESSES)('%s is nothing that blockers look for, wherever the counter is', (path) => {
  for (const host of HOSTS) expect(blockedBy(host + path)).toEqual([]);
});

test.each([
  // What version 1 of the scripts asks.
  'https://counter.example.com/counter?vid=0f8fad5b-d9cb-469f-a165-70867728950e',
  'https://example.com/beacon.js',
  'https://example.com/api/collect?vid=1',
  'https://example.com/collect',
  'https://example.com/v1/p.gif?x',
  'https://example.com/visit.gif?hit',
  'https://example.com/track?x',
  'https://analytics.example.com/counter.js',
])('%s is', (url) => {
  expect(blockedBy(url)).not.toEqual([]);
});
