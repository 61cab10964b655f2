/**
 * What blockers look for in addresses, by EasyPrivacy as it was in 2026: nothing that pages ask of us
 * may look like it, or the count would miss everybody who has a blocker.
 */
import { expect, test } from 'vitest';
import { ASSETS } from '../../shared/assets/assets.ts';

/** In the lists' own syntax: `^` is the end of a name, `*` anything. */
const PATTERNS = [
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
  const literal = pattern.replace(/[.?+$()[\]{}|\\]/g, '\\$&');
  return new RegExp(literal.replaceAll('^', '(?:[^\\w.%-]|$)').replaceAll('*', '.*'), 'i');
});

function blockedBy(url: string): string[] {
  return PATTERNS.filter((_, index) => EXPRESSIONS[index]?.test(url));
}

const EMBEDDED = [
  ...Object.keys(ASSETS).filter((path) => path.endsWith('.js')),
  '/counter',
  '/counter?vid=0f8fad5b-d9cb-469f-a165-70867728950e',
  '/totals',
  '/noscript.gif',
  '/badge.svg?show=both&hit=1',
  '/badge.json',
];

test.each(EMBEDDED)('%s is nothing that blockers look for', (path) => {
  for (const host of ['https://visitor-counter.example.workers.dev', 'https://example.com/v1']) {
    expect(blockedBy(host + path)).toEqual([]);
  }
});

test.each([
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
