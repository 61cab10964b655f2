/**
 * uPlot as the dashboard loads it: its core as `window.uPlot`. What hangs on it as statics, such as bars
 * and splines, and its logarithmic axes, that nobody here draws, are left out, since the Worker carries every byte.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PACKAGE = fileURLToPath(new URL('../node_modules/uplot/', import.meta.url));

/** From here to its end the module only adds statics to the function. */
const STATICS = '\nuPlot.assign = assign;\n';

/** What draws logarithmic axes: named in the core, and called for scales with `distr` 3 or 4 alone. */
const LOGARITHMIC = [
  'rangeLog',
  'rangeAsinh',
  'logAxisSplits',
  'asinhAxisSplits',
  'log10AxisValsFilt',
  'log2AxisValsFilt',
];

function withoutBody(source: string, name: string): string {
  const whole = new RegExp(`^function ${name}\\([^]*?^}$`, 'm');
  if (!whole.test(source)) throw new Error(`uPlot: ${name} is not where it was: look again`);
  return source.replace(whole, `function ${name}() {}`);
}

/** @throws when uPlot is no longer made as it was. */
export async function buildPlotLibrary(): Promise<string> {
  const source = readFileSync(`${PACKAGE}dist/uPlot.esm.js`, 'utf8');
  const { version } = JSON.parse(readFileSync(`${PACKAGE}package.json`, 'utf8'));
  const end = source.indexOf(STATICS);
  if (end < 0) throw new Error('uPlot: where its statics begin is not where it was: look again');
  const core = LOGARITHMIC.reduce(withoutBody, source.slice(0, end));
  const { outputFiles } = await build({
    stdin: { contents: `${core}\nwindow.uPlot = uPlot;` },
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
