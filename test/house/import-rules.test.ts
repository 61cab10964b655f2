import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importsOf, listSourceFiles, ROOT } from '../support/source-files.ts';

interface Area {
  /** The files that it speaks of: the first area that fits counts. */
  readonly path: string;
  /** Files of the project that they may import. */
  readonly files: readonly string[];
  /** What they may import from elsewhere; a slash or colon at the end takes all below it. */
  readonly packages: readonly string[];
}

const PORTS = ['shared/ports.ts', 'shared/errors.ts'];
const SETTINGS = 'shared/settings/';
const RUNNERS = ['shared/services.ts', SETTINGS];
const ORACLE = ['oci-common', 'oci-objectstorage', 'oci-ons'];
const ROUTER = ['hono', 'hono/'];

/** Who may import whom: the house as the README and docs draw it. */
const AREAS: readonly Area[] = [
  { path: 'shared/counter/', files: ['shared/counter/'], packages: [] },
  { path: 'shared/ports.ts', files: [], packages: [] },
  { path: 'shared/errors.ts', files: [], packages: [] },
  { path: 'shared/runtime.ts', files: ['shared/ports.ts'], packages: [] },
  { path: SETTINGS, files: [SETTINGS], packages: ['zod/mini'] },
  { path: 'shared/oci/', files: ['shared/oci/', 'shared/ports.ts'], packages: [] },
  {
    path: 'shared/commit/',
    files: ['shared/commit/', 'shared/counter/', ...PORTS],
    packages: [],
  },
  {
    path: 'shared/journal/',
    files: ['shared/journal/', 'shared/commit/', 'shared/counter/', ...PORTS],
    packages: [],
  },
  {
    path: 'shared/summary/',
    files: ['shared/summary/', 'shared/commit/counter.ts', 'shared/counter/', SETTINGS],
    packages: ['zod/mini'],
  },
  {
    path: 'shared/report/',
    files: [
      'shared/report/',
      'shared/summary/',
      'shared/commit/call-store.ts',
      'shared/counter/',
      ...PORTS,
      ...RUNNERS,
    ],
    packages: [],
  },
  {
    path: 'shared/wire/',
    files: ['shared/wire/', 'shared/badge/', 'shared/counter/', ...PORTS],
    packages: [...ROUTER, 'zod/mini'],
  },
  {
    path: 'shared/guards/',
    files: ['shared/guards/', 'shared/wire/', ...PORTS, ...RUNNERS],
    packages: [...ROUTER, 'isbot'],
  },
  { path: 'shared/widget/', files: ['shared/widget/'], packages: [] },
  { path: 'shared/badge/', files: ['shared/badge/'], packages: [] },
  {
    path: 'shared/pages/',
    files: ['shared/pages/', 'shared/summary/', 'shared/counter/'],
    packages: ['uplot', 'uplot/'],
  },
  { path: 'shared/', files: ['shared/'], packages: [...ROUTER, 'zod/mini', 'isbot'] },
  { path: 'worker/', files: ['worker/', 'shared/'], packages: [...ROUTER, 'cloudflare:'] },
  {
    path: 'function/',
    files: ['function/', 'shared/'],
    packages: [...ROUTER, ...ORACLE, '@fnproject/fdk', 'node:'],
  },
  {
    path: 'cli/',
    files: ['cli/', 'shared/', 'function/oci/'],
    packages: [...ORACLE, 'zod/mini', 'node:'],
  },
  { path: 'local/edge-process.ts', files: ['local/'], packages: ['wrangler', 'node:'] },
  {
    path: 'local/',
    files: ['local/', 'shared/'],
    packages: [...ROUTER, '@hono/node-server', '@hono/node-server/', 'zod/mini', 'node:'],
  },
  {
    path: 'scripts/',
    files: ['scripts/', 'shared/', 'worker/', 'function/', 'local/'],
    packages: ['*'],
  },
  {
    path: 'bench/',
    files: ['bench/', 'shared/', 'worker/', 'function/', 'local/', 'scripts/'],
    packages: ['*'],
  },
  { path: 'test/', files: ['*'], packages: ['*'] },
];

/** Why this import breaks the house's rules; undefined when it does not. */
function problemOf(from: string, imported: string): string | undefined {
  const area = AREAS.find(({ path }) => fits(from, path));
  if (area === undefined) return `${from}: no rule speaks of it`;
  const isOurs = AREAS.some(({ path }) => fits(imported, path));
  const allowed = isOurs || imported.startsWith('..') ? area.files : area.packages;
  if (allowed.some((path) => fits(imported, path))) return undefined;
  return `${from} must not import ${imported}`;
}

function fits(name: string, allowed: string): boolean {
  if (allowed === '*') return true;
  return /[/:]$/.test(allowed) ? name.startsWith(allowed) : name === allowed;
}

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
    ['shared/app.ts', 'worker/oci/create.ts'],
    ['shared/app.ts', 'zod'],
    ['shared/app.ts', 'cloudflare:workers'],
    ['shared/routes/health.ts', 'oci-common'],
    ['worker/index.ts', 'function/oci/create.ts'],
    ['worker/index.ts', 'node:crypto'],
    ['function/func.ts', 'worker/oci/private-key.ts'],
    ['function/func.ts', 'local/gateway/gateway.ts'],
    ['local/start.ts', 'worker/index.ts'],
    ['local/start.ts', 'function/fn-bridge.ts'],
    ['cli/main.ts', 'worker/oci/create.ts'],
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
