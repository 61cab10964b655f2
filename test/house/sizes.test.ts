/** What is deployed stays small; the scripts' own sizes are tested with the scripts. `npm test` builds first. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';

const KIB = 1024;

function gzippedBytes(content: Uint8Array): number {
  return gzipSync(content, { level: 9 }).length;
}

describe('the built Worker', () => {
  test('has at most 80 KiB gzipped with all pages', () => {
    expect(gzippedBytes(readFileSync('dist/worker/index.js'))).toBeLessThanOrEqual(80 * KIB);
  });

  test('counts with at most 48 KiB of it, and with none of the pages', async () => {
    const { metafile, outputFiles } = await build({
      entryPoints: ['worker/index.ts'],
      outdir: 'dist/split',
      bundle: true,
      // What is imported lazily gets files of its own, and leaves what each request needs.
      splitting: true,
      format: 'esm',
      target: 'es2024',
      minify: true,
      external: ['cloudflare:workers'],
      conditions: ['workerd', 'worker', 'browser'],
      metafile: true,
      write: false,
    });
    const inputsOf = new Map(
      Object.entries(metafile.outputs).map(([path, { inputs }]) => [
        basename(path),
        Object.keys(inputs),
      ]),
    );
    const eager = eagerFiles(metafile.outputs);
    const bytes = outputFiles
      .filter(({ path }) => eager.has(basename(path)))
      .reduce((sum, { contents }) => sum + gzippedBytes(contents), 0);
    const inputs = [...eager].flatMap((name) => inputsOf.get(name) ?? []);
    expect(inputs).toContain('shared/routes/counter.ts');
    expect(inputs.filter((path) => path.includes('assets/generated'))).toEqual([]);
    expect(bytes).toBeLessThanOrEqual(48 * KIB);
  });
});

test('the built Function has at most 1 MiB', () => {
  expect(readFileSync('dist/function/func.js').length).toBeLessThanOrEqual(KIB * KIB);
});

interface Output {
  readonly entryPoint?: string;
  readonly imports: readonly { readonly path: string; readonly kind: string }[];
}

/** The entry's file, and those that it imports at once. */
function eagerFiles(outputs: Readonly<Record<string, Output>>): ReadonlySet<string> {
  const byName = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]));
  const eager = new Set<string>();
  const visit = (name: string) => {
    if (eager.has(name)) return;
    eager.add(name);
    const imports = byName.get(name)?.imports ?? [];
    for (const { kind, path } of imports) {
      if (kind === 'import-statement' && byName.has(basename(path))) visit(basename(path));
    }
  };
  visit('index.js');
  return eager;
}
