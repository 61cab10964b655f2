/** What is deployed stays small; the scripts' own sizes are tested with the scripts. `npm test` builds first. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const KIB = 1024;

test('the built Worker has at most 56 KiB gzipped, and nothing that browsers load', () => {
  const worker = readFileSync('dist/worker/index.js', 'utf8');
  expect(gzipSync(worker, { level: 9 }).length).toBeLessThanOrEqual(56 * KIB);
  const signs = {
    'landing.html': '<!doctype html',
    'counter.js': 'localStorage',
    'uplot.js': 'u-over',
  };
  for (const [name, sign] of Object.entries(signs)) {
    expect(readFileSync(`dist/assets/${name}`, 'utf8')).toContain(sign);
    expect(worker).not.toContain(sign);
  }
});

test('the built Function has at most 1 MiB', () => {
  expect(readFileSync('dist/function/func.js').length).toBeLessThanOrEqual(KIB * KIB);
});
