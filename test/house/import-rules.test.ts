import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AREAS, fits, problemOf } from '../support/import-areas.ts';
import { importsOf, listSourceFiles, ROOT } from '../support/source-files.ts';

const files = listSourceFiles();

describe('who imports whom', () => {
  it('is as the house says, in every file', () => {
    const imports = files.flatMap((file) => importsOf(file).map((name) => [file.path, name]));
    expect(imports.length).toBeGreaterThan(300);
    expect(imports.flatMap(([from = '', name = '']) => problemOf(from, name) ?? [])).toEqual([]);
  });

  it('names files with their extension, and only files that are there', () => {
    const missing = files.flatMap((file) =>
      importsOf(file)
        .filter((name) => AREAS.some(({ path }) => fits(name, path)))
        .filter((name) => !/\.(ts|mjs|cjs|json)$/.test(name) || !existsSync(`${ROOT}${name}`))
        .filter((name) => !name.includes('/generated/'))
        .map((name) => `${file.path} imports ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('needs at run time only what package.json installs for it', () => {
    const { dependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
    const shipped = files.filter(({ path }) => /^(shared|worker|function)\//.test(path));
    const packages = shipped.flatMap(importsOf).filter((name) => !name.includes(':'));
    const vendors = packages.filter((name) => !AREAS.some(({ path }) => fits(name, path)));
    const names = vendors.map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
    const built = ['uplot'];
    expect(Object.keys(dependencies)).toEqual(
      expect.arrayContaining([...new Set(names)].filter((name) => !built.includes(name))),
    );
  });

  it.each([
    ['shared/counter/document.ts', 'shared/ports.ts'],
    ['shared/counter/visit.ts', 'node:crypto'],
    ['shared/commit/commit.ts', 'shared/settings/settings.ts'],
    ['shared/commit/commit.ts', 'shared/journal/journal.ts'],
    ['shared/commit/commit.ts', 'hono'],
    ['shared/summary/summary.ts', 'shared/routes/report.ts'],
    ['shared/guards/token.ts', 'shared/routes/report.ts'],
    ['shared/app.ts', 'worker/oci/fetch-oracle.ts'],
    ['shared/app.ts', 'zod'],
    ['shared/app.ts', 'cloudflare:workers'],
    ['shared/routes/health.ts', 'oci-common'],
    ['worker/index.ts', 'function/oci/sdk-oracle.ts'],
    ['worker/index.ts', 'node:crypto'],
    ['function/func.ts', 'worker/oci/private-key.ts'],
    ['function/func.ts', 'local/gateway/gateway.ts'],
    ['local/start.ts', 'worker/index.ts'],
    ['local/start.ts', 'function/fn-bridge.ts'],
    ['cli/main.ts', 'worker/oci/fetch-oracle.ts'],
    ['cli/main.ts', 'function/fn-bridge.ts'],
    ['scripts/build-function.ts', 'test/support/source-files.ts'],
    ['bench/bench.ts', 'test/simulation/prng.ts'],
    ['shared/app.ts', '../elsewhere/file.ts'],
    ['elsewhere/file.ts', 'shared/app.ts'],
  ])('would be broken by %s importing %s', (from, imported) => {
    expect(problemOf(from, imported)).toContain(from);
  });

  it('is seen in each way of importing', () => {
    const text = [
      "import type { A } from './a.ts';",
      'import {\n  b,\n  c,\n} from "../b.ts";',
      "export { d } from './d.ts';",
      "import './e.ts';",
      "const f = await import('node:fs');",
      '/// <reference path="./g.d.ts" />',
    ].join('\n');
    const names = ['shared/x/a.ts', 'shared/b.ts', 'shared/x/d.ts', 'shared/x/e.ts', 'node:fs'];
    expect(importsOf({ path: 'shared/x/file.ts', text })).toEqual([...names, 'shared/x/g.d.ts']);
  });
});
