/** Builds dist/function/func.js: one file with all that the Function needs, and nothing beside it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildAssets } from './build-assets.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

await buildAssets();
await build({
  absWorkingDir: ROOT,
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
    'oci-common': join(ROOT, 'node_modules/oci-common'),
    'isomorphic-fetch': join(ROOT, 'scripts/empty-module.cjs'),
    'node-fetch': join(ROOT, 'scripts/empty-module.cjs'),
  },
  logLevel: 'warning',
});

// The bundle is CommonJS, and the package around it says otherwise.
writeFileSync(join(ROOT, 'dist/function/package.json'), '{ "type": "commonjs" }\n');
