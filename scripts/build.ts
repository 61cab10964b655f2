/** Builds dist/function/func.js: one file with all that the Function needs, for Node 22 and later. */
import { build } from 'esbuild';

await build({
  entryPoints: ['function/func.ts'],
  outfile: 'dist/function/func.js',
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  minify: true,
  legalComments: 'external',
  logLevel: 'warning',
});
