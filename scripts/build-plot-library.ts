/**
 * uPlot as the dashboard loads it: its core as `window.uPlot`. What nobody here draws or asks for is left
 * out, since the Worker carries every byte: statics such as bars, the legend, dragging, time and
 * logarithmic axes, the browser's language. shared/pages/parts/plot.ts does without these.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PACKAGE = fileURLToPath(new URL('../node_modules/uplot/', import.meta.url));

/** From here to its end the module only adds statics to the function. */
const STATICS = '\nuPlot.assign = assign;\n';

/** Functions of no use to us; what only they need goes with them. */
const EMPTIED = [
  // Our axis is in days: no format and no splitting of uPlot's own.
  ...['fmtDate', 'tzDate', 'timeAxisStamps', 'timeAxisVals', 'timeAxisVal'],
  ...['timeSeriesStamp', 'timeSeriesVal', 'numAxisVals'],
  // Scales are linear, and their ranges ours.
  ...['rangeNum', 'rangeLog', 'rangeAsinh', 'snapLogY', 'snapAsinhY', 'logAxisSplits'],
  ...['asinhAxisSplits', 'log10AxisValsFilt', 'log2AxisValsFilt'],
  // The legend is a part of the page.
  ...[
    'initLegendRow',
    'syncLegend',
    'setLegendValues',
    'legendStroke',
    'legendFill',
    'numSeriesVal',
  ],
  // Spans are chosen beside the plot: a drag would contradict them.
  ...['mouseDown', 'mouseUp', 'dblClick', 'hideSelect', 'setSelH', 'setSelV', 'offMouse'],
  // Series are the same from first to last, and one plot is alone.
  ...['addSeries', 'delSeries', 'setSeries', 'toggleDOM', 'setFocus', 'setAlpha'],
  ...['setBand', 'addBand', 'delBand', 'clipBandLine', 'pub', 'pubSync'],
];

/** Functions whose callers take the answer apart. */
const SHORTENED: Readonly<Record<string, string>> = {
  genTimeStuffs: 'return [[], [], () => {}];',
  bandFillClipDirs: 'return [0, 0];',
};

/**
 * What uPlot reads of the browser's language and time zone as it loads. `Intl` throws for a language that
 * is not a BCP 47 tag, such as `en-US@posix` or `C`, which browsers report where the system says so.
 * Only functions that are emptied above use these.
 */
const LOCALE_READS = [
  "const numFormatter = new Intl.NumberFormat(domEnv ? nav.language : 'en-US');\n",
  'const fmtNum = val => numFormatter.format(val);\n',
  'const localTz = new Intl.DateTimeFormat().resolvedOptions().timeZone;\n',
];

/** @throws when uPlot is no longer made as it was. */
export async function buildPlotLibrary(): Promise<string> {
  const { version } = JSON.parse(readFileSync(`${PACKAGE}package.json`, 'utf8'));
  const { outputFiles } = await build({
    stdin: { contents: `${trimmedSource()}\nwindow.uPlot = uPlot;` },
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

function trimmedSource(): string {
  const source = readFileSync(`${PACKAGE}dist/uPlot.esm.js`, 'utf8');
  const end = source.indexOf(STATICS);
  if (end < 0) throw new Error('uPlot: where its statics begin is not where it was: look again');
  let trimmed = source.slice(0, end);
  for (const name of EMPTIED) trimmed = replaceBody(trimmed, name, '');
  for (const [name, body] of Object.entries(SHORTENED)) trimmed = replaceBody(trimmed, name, body);
  for (const line of LOCALE_READS) trimmed = removeLine(trimmed, line);
  return trimmed;
}

function removeLine(source: string, line: string): string {
  if (!source.includes(line)) throw new Error(`uPlot no longer has the line ${line}: look again`);
  return source.replace(line, '');
}

/** A function ends at the first brace that stands as far to the left as it does. */
function replaceBody(source: string, name: string, body: string): string {
  const whole = new RegExp(`^(\\t?)function ${name}\\(.*\\) \\{\\n[^]*?\\n\\1\\}`, 'm');
  if (!whole.test(source)) throw new Error(`uPlot has no function ${name} any more: look again`);
  return source.replace(whole, () => `function ${name}() {${body}}`);
}
