/** The page scripts as bytes: their size, what they may not hold, and the copies that never change. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { transform } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { bundledAssets } from '../../shared/assets/bundled-assets.ts';

const SCRIPTS = {
  '/counter.js': 520,
  '/counter.v2.js': 520,
  '/counter.v1.js': 450,
  '/counter.full.js': 1_200,
  '/counter.full.v2.js': 1_200,
  '/counter.full.v1.js': 900,
};

/**
 * Pages name these hashes: a published file is never changed, and what is new gets the next number. To
 * publish, copy what `npm run build:assets` made into shared/widget/published/, and add it here.
 */
const PUBLISHED = {
  'counter.v2.js': 'sha384-i8MfT2CBUdW2b0iO/W2bRiD+qcjLiVTBloNM9qo8qbemYQT3pIWlUIncwHiXhnP4',
  'counter.full.v2.js': 'sha384-NWTwG/naR0U7k/V2zWCBNRxAJ4ZnBtso1C0oyh26fZ3InQR6lq0ILCgfcEA+/gg3',
  'counter.v1.js': 'sha384-ILNzHY1/LutZ9XYShu0S1owVCsu9zcqoZSKVWAxjBUiM7ZvI3HeJh6lglxXL9YqR',
  'counter.full.v1.js': 'sha384-lB3QFWD8fNDK0KS+NqlcMdkMALJYhwBSSsm/ZzXtu4Jxb6hYUNIdADIEpYgGBqi7',
};

async function bodyOf(path: string): Promise<string> {
  const request = new Request(`https://counter.test${path}`);
  return (await bundledAssets.answer(`/${path.slice(1)}`, request)).text();
}

test.each(Object.entries(SCRIPTS))('%s has at most %i bytes gzipped', async (path, bytesMax) => {
  expect(gzipSync(await bodyOf(path), { level: 9 }).byteLength).toBeLessThanOrEqual(bytesMax);
});

describe.each(Object.keys(SCRIPTS))('%s', (path) => {
  test('has no syntax that a browser of the end of 2020 does not know', async () => {
    const body = await bodyOf(path);
    const target = ['es2020', 'firefox84', 'safari14'];
    const { code } = await transform(body, { target, minifySyntax: true, minifyWhitespace: true });
    expect(code.trimEnd()).toBe(body);
  });

  test('uses no beacon, no cookie and no other host', async () => {
    const body = await bodyOf(path);
    expect(body).not.toMatch(/sendBeacon|cookie|https?:|XMLHttpRequest|eval|innerHTML/i);
    expect(body).toContain('keepalive');
  });
});

describe.each(Object.entries(PUBLISHED))('%s', (name, integrity) => {
  test('is the file that was published', () => {
    const bytes = readFileSync(new URL(`../../shared/widget/published/${name}`, import.meta.url));
    const digest = createHash('sha384').update(bytes).digest('base64');
    expect(`sha384-${digest}`).toBe(integrity);
  });

  test('is served as it is, and stands in the README with its hash', async () => {
    const digest = createHash('sha384')
      .update(await bodyOf(`/${name}`))
      .digest('base64');
    expect(`sha384-${digest}`).toBe(integrity);
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const tag = new RegExp(`src="https://HOST/${name}"\\s+integrity="([^"]+)"\\s+crossorigin`);
    expect(tag.exec(readme)?.[1]).toBe(integrity);
  });
});
