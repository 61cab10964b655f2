/**
 * uPlot as the dashboard loads it: its core as `window.uPlot`. What hangs on it as statics, such as bars
 * and splines that nobody here draws, is left out, since the Worker carries every byte.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PACKAGE = fileURLToPath(new URL('../node_modules/uplot/', import.meta.url));

/** From here to its end the module only adds statics to the function. */
const STATICS = '\nuPlot.assign = assign;\n';

/** @throws when uPlot is no longer made as it was. */
export async function buildPlotLibrary(): Promise<string> {
  const source = readFileSync(`${PACKAGE}dist/uPlot.esm.js`, 'utf8');
  const { version } = JSON.parse(readFileSync(`${PACKAGE}package.json`, 'utf8'));
  const end = source.indexOf(STATICS);
  if (end < 0) throw new Error('uPlot: where its statics begin is not where it was: look again');
  const { outputFiles } = await build({
    stdin: { contents: `${source.slice(0, end)}\nwindow.uPlot = uPlot;` },
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    banner: { js: `/*! uPlot ${version}, (c) Leon Sorokin, MIT licence */` },
    logLevel: 'warning',
  });
  return (outputFiles[0]?.text ?? '').trimEnd();
}
