/** Who may import whom, as one table: test/house holds the code and docs/architecture.md to it. */

export interface Area {
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

/** Who may import whom: the house as docs/architecture.md draws it. */
export const AREAS: readonly Area[] = [
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
  {
    path: 'setup/',
    files: ['setup/', 'cli/', 'shared/', 'function/oci/'],
    packages: [...ORACLE, 'oci-identity', 'node:'],
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
export function problemOf(from: string, imported: string): string | undefined {
  const area = AREAS.find(({ path }) => fits(from, path));
  if (area === undefined) return `${from}: no rule speaks of it`;
  const isOurs = AREAS.some(({ path }) => fits(imported, path));
  const allowed = isOurs || imported.startsWith('..') ? area.files : area.packages;
  if (allowed.some((path) => fits(imported, path))) return undefined;
  return `${from} must not import ${imported}`;
}

export function fits(name: string, allowed: string): boolean {
  if (allowed === '*') return true;
  return /[/:]$/.test(allowed) ? name.startsWith(allowed) : name === allowed;
}
