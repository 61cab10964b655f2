/**
 * Builds what browsers load: the page scripts of shared/widget/, their published copies as they are,
 * and each file that lies directly in shared/pages/ (folders below hold parts). Each becomes a module in
 * shared/assets/generated/, since neither runtime has files to read. shared/assets/assets.ts names them.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { describeApi } from './api-description.ts';
import { buildPlotLibrary } from './build-plot-library.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const WIDGET = join(ROOT, 'shared/widget/');
const GENERATED = join(ROOT, 'shared/assets/generated');

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
};

/**
 * The browsers of the end of 2020: they and whatever came since run the page scripts. Chromium is left
 * to `es2020`: for its version 87 esbuild works around a bug that only concerns spread arguments.
 */
const WIDGET_BROWSERS = ['es2020', 'firefox84', 'safari14'];

export async function buildAssets(): Promise<void> {
  const bodies = new Map<string, string>();
  for (const folder of ['shared/widget', 'shared/widget/published', 'shared/pages']) {
    for (const file of sourcesIn(join(ROOT, folder))) {
      bodies.set(assetName(file), await bodyOf(join(ROOT, folder, file)));
    }
  }
  bodies.set('uplot.js', await buildPlotLibrary());
  bodies.set('openapi.json', JSON.stringify(describeApi()));
  mkdirSync(GENERATED, { recursive: true });
  for (const file of readdirSync(GENERATED)) {
    if (!bodies.has(file.replace(/\.ts$/, ''))) rmSync(join(GENERATED, file));
  }
  for (const [name, body] of bodies) writeModule(name, body);
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && extname(entry.name) !== '.json')
    .map((entry) => entry.name);
}

/** `counter-full.ts` is served as `counter.full.js`. */
function assetName(file: string): string {
  return extname(file) === '.ts' ? `${file.slice(0, -3).replaceAll('-', '.')}.js` : file;
}

/**
 * TypeScript and CSS are bundled and minified, HTML loses its indentation (no line of ours lies in a
 * `<pre>`); anything else is taken as it is.
 */
async function bodyOf(path: string): Promise<string> {
  const extension = extname(path);
  if (extension === '.html') return readFileSync(path, 'utf8').replace(/\s*\n\s*/g, '\n');
  if (extension !== '.ts' && extension !== '.css') return readFileSync(path, 'utf8');
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    minify: true,
    write: false,
    // A page script has no imports and is a block of its own: a wrapper would be bytes for nothing.
    ...(path.startsWith(WIDGET)
      ? { format: 'esm', target: WIDGET_BROWSERS }
      : { format: 'iife', target: 'es2022' }),
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    absWorkingDir: ROOT,
  });
  return (outputFiles[0]?.text ?? '').trimEnd();
}

/** Left alone when nothing changed, so that watchers and incremental builds stay quiet. */
function writeModule(name: string, body: string): void {
  const type = TYPES[extname(name)];
  if (type === undefined) throw new Error(`${name}: no content type for ${extname(name)} is known`);
  const digest = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  const asset = { body, type, etag: `"${digest}"` };
  const text = `// Made by scripts/build-assets.ts.\nexport default ${JSON.stringify(asset)};\n`;
  const path = join(GENERATED, `${name}.ts`);
  if (textOf(path) !== text) writeFileSync(path, text);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildAssets();
