/**
 * How much of the built Worker a count needs: the files that its entry imports at once. Pages are
 * imported lazily; wrangler puts all into one file, so they are taken apart here as a browser would have it.
 */
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

export async function countingGzipBytes(): Promise<number> {
  const { metafile, outputFiles } = await build({
    entryPoints: ['worker/index.ts'],
    outdir: 'dist/split',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:workers'],
    metafile: true,
    write: false,
  });
  const needed = new Set<string>();
  const visit = (path: string) => {
    if (needed.has(path)) return;
    needed.add(path);
    for (const { kind, path: imported } of metafile.outputs[path]?.imports ?? []) {
      if (kind === 'import-statement') visit(imported);
    }
  };
  visit('dist/split/index.js');
  const files = [...needed].map((path) => resolve(path));
  return outputFiles
    .filter(({ path }) => files.includes(path))
    .reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).byteLength, 0);
}
