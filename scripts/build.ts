/**
 * Builds what is deployed: dist/function/func.js, one file with all that the Function needs, and
 * dist/worker/, the edge as wrangler bundles it from wrangler.toml.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { buildAssets } from './build-assets.ts';

await buildAssets();

await build({
  entryPoints: ['function/func.ts'],
  outfile: 'dist/function/func.js',
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  minify: true,
  legalComments: 'external',
  // oci-ons brings an oci-common of its own; one is enough, and its errors are then of one class.
  // Both clients send through our own transport: the fetch libraries that they load are never called.
  alias: {
    'oci-common': resolve('node_modules/oci-common'),
    'isomorphic-fetch': resolve('scripts/empty-module.cjs'),
    'node-fetch': resolve('scripts/empty-module.cjs'),
  },
  logLevel: 'warning',
});

// The bundle is CommonJS, and the package around it says otherwise.
writeFileSync('dist/function/package.json', '{ "type": "commonjs" }\n');

execFileSync('wrangler', ['deploy', '--dry-run', '--outdir', 'dist/worker'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: {
    ...process.env,
    PATH: `node_modules/.bin:${process.env.PATH}`,
    WRANGLER_SEND_METRICS: 'false',
  },
});
