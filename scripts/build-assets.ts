/**
 * Builds what browsers load, as shared/assets/assets.ts names it, out of shared/widget/ and its published
 * copies, shared/pages/ (folders below hold parts), uPlot and the API description. Twice: as files with their
 * headers for Cloudflare in dist/assets/, and as modules for the Function's bundle in shared/assets/generated/.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { assetHeaders } from '../shared/assets/asset-headers.ts';
import { ASSETS } from '../shared/assets/assets.ts';
import { describeApi } from './api-description.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const WIDGET = join(ROOT, 'shared/widget/');
const MODULES = join(ROOT, 'shared/assets/generated');
const FILES = join(ROOT, 'dist/assets');
/** uPlot, whole and as it is published. */
const PLOT_LIBRARY = join(ROOT, 'node_modules/uplot/dist/uPlot.iife.min.js');

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
  bodies.set('uplot.js', readFileSync(PLOT_LIBRARY, 'utf8'));
  bodies.set('openapi.json', JSON.stringify(describeApi()));
  writeFolder(MODULES, moduleTexts(bodies));
  writeFolder(FILES, staticFiles(bodies));
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

function moduleTexts(bodies: ReadonlyMap<string, string>): Map<string, string> {
  const modules = [...bodies].map(([file, body]) => {
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    return [`${file}.ts`, `export default ${JSON.stringify({ body, etag })};\n`] as const;
  });
  const loads = [...bodies.keys()].map((file) => {
    const name = JSON.stringify(file);
    return `  ${name}: () => import(${JSON.stringify(`./${file}.ts`)}),\n`;
  });
  const list = `import type { BuiltAsset } from '../bundled-assets.ts';

type Load = () => Promise<{ readonly default: BuiltAsset }>;

export const BUILT: Readonly<Record<string, Load>> = {\n${loads.join('')}};\n`;
  const made = '// Made by scripts/build-assets.ts.\n';
  return new Map([...modules, ['built.ts', list]].map(([name, text]) => [name, made + text]));
}

/**
 * Named as browsers ask for them, with no ending but theirs. The landing page keeps its name: `/` is the
 * Worker's, since `/?report=1` mails the report.
 */
function staticFiles(bodies: ReadonlyMap<string, string>): Map<string, string> {
  const files = new Map<string, string>();
  const rules: string[] = [];
  for (const [path, asset] of Object.entries(ASSETS)) {
    const name = path === '/' ? asset.file : path.slice(1);
    const body = bodies.get(asset.file);
    if (body === undefined) throw new Error(`${asset.file}: there is no source of it`);
    const headers = Object.entries(assetHeaders(asset)).map(([key, value]) => `  ${key}: ${value}`);
    files.set(name, body);
    rules.push([`/${name}`, ...headers].join('\n'));
  }
  return files.set('_headers', `${rules.join('\n\n')}\n`);
}

/** Whatever else lies there goes; what is the same is left alone, so that incremental builds stay quiet. */
function writeFolder(folder: string, texts: ReadonlyMap<string, string>): void {
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) {
    if (!texts.has(file)) rmSync(join(folder, file), { recursive: true });
  }
  for (const [name, text] of texts) {
    const path = join(folder, name);
    if (textOf(path) !== text) writeFileSync(path, text);
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildAssets();
