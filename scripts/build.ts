/**
 * Builds what is deployed: dist/function/func.js, one file with all that the Function needs, and
 * dist/worker/, the edge as wrangler bundles it from wrangler.toml.
 */
import { execFileSync } from 'node:child_process';
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

execFileSync('wrangler', ['deploy', '--dry-run', '--outdir', 'dist/worker'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: {
    ...process.env,
    PATH: `node_modules/.bin:${process.env.PATH}`,
    WRANGLER_SEND_METRICS: 'false',
  },
});
