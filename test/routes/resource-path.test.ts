/** Which route a path is for: prefixes, slashes at the end, and the old report. */
import { describe, expect, test } from 'vitest';
import { createMisconfiguredApp } from '../../shared/app.ts';
import { bundledAssets } from '../../shared/assets/bundled-assets.ts';
import { resourcePathAmong } from '../../shared/wire/resource-path.ts';
import { memorySite } from '../doubles/memory-site.ts';
import { SILENT } from '../doubles/silent-log.ts';

const pathOf = (path: string) =>
  resourcePathAmong(new Set(['/', '/counter', '/report', '/dashboard']))(
    new Request(`https://counter.test${path}`),
  );

test.each([
  ['/', '/'],
  ['/v1/', '/'],
  ['/counter', '/counter'],
  ['/v1/counter?vid=x', '/counter'],
  ['/a/b/counter', '/counter'],
  ['//counter', '/counter'],
  ['/counter/', '/counter'],
  ['/v1/counter/?vid=x', '/counter'],
  ['/dashboard/', '/dashboard'],
  ['/?report=1', '/report'],
  ['/v1/?report=1', '/report'],
  ['/counter?report=1', '/report'],
  ['/v1/counter/?report=1', '/report'],
  ['/dashboard?report=1', '/dashboard'],
  ['/nowhere', '/nowhere'],
  ['/a/b/', '/a/b/'],
  ['//', '//'],
  ['/counter//', '/counter//'],
])('%s is for %s', (path, resource) => {
  expect(pathOf(path)).toBe(resource);
});

describe('a slash behind /counter', () => {
  test('changes nothing: the view counts', async () => {
    const { ask } = await memorySite();
    for (const [path, count] of [
      ['/counter/?vid=visitor-1', 1],
      ['/v1/counter/', 2],
    ] as const) {
      const answer = await ask(path);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ ok: true, count, unique: 1 });
    }
  });

  test('is no way to the landing page while settings are wrong', async () => {
    const app = createMisconfiguredApp(SILENT, ['OCI_REGION: is missing'], bundledAssets);
    const answer = await app.fetch(new Request('https://counter.test/counter/?vid=visitor-1'));
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({ ok: false, error: 'misconfigured' });
  });
});
