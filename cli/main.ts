/** The command line: `npm run --silent cli -- COMMAND`. Ends with 0, 1 when it could not be done, 2 when it was not understood. */
import { readFileSync } from 'node:fs';
import { Failure } from '../shared/errors.ts';
import { type CommandLine, parseCommandLine, wantsJson } from './command-line.ts';
import { doctor } from './commands/doctor.ts';
import { exportDocument } from './commands/export.ts';
import { importNumbers } from './commands/import.ts';
import { clearPages, pages } from './commands/pages.ts';
import { report } from './commands/report.ts';
import { reset } from './commands/reset.ts';
import { salt } from './commands/salt.ts';
import { totals } from './commands/totals.ts';
import { connect, readEnvironment, requireTrustedSalt } from './connection.ts';
import { type CounterSource, storedCounter } from './counter-source.ts';
import { helpText, SHORT_USAGE } from './help.ts';
import { createOutput, type Output } from './output.ts';
import { remoteCounter } from './remote-counter.ts';

/** @returns whether all went well. */
async function run(line: CommandLine, output: Output): Promise<boolean> {
  const env = readEnvironment(process.env, line.settingsFile, output.say);
  if (line.command === 'doctor') return doctor(env, output);
  if (line.url !== undefined) return read(remoteCounter(line.url, line.token, env), output, line);
  const connection = await connect(env);
  const terminal = { input: process.stdin, output: process.stderr };
  const isWrite = line.command !== 'salt' || line.reseal;
  if (line.command === 'pages' && line.clear) {
    requireTrustedSalt(connection, line.acceptSalt);
    return clearPages(connection, output, line, terminal);
  }
  switch (line.command) {
    case 'import':
    case 'reset':
    case 'salt':
      if (isWrite) requireTrustedSalt(connection, line.acceptSalt);
      return WRITERS[line.command](connection, output, line, terminal);
    case 'report':
      // It writes down that it was sent.
      requireTrustedSalt(connection, line.acceptSalt);
      return read(storedCounter(connection), output, line);
    default:
      return read(storedCounter(connection), output, line);
  }
}

const WRITERS = { import: importNumbers, reset, salt } as const;

/** What a running counter can answer as well as the store. */
async function read(counter: CounterSource, output: Output, line: CommandLine): Promise<boolean> {
  if (line.command === 'totals') await totals(counter, output);
  else if (line.command === 'pages') await pages(counter, output, line);
  else if (line.command === 'export') await exportDocument(counter, output, line);
  else await report(counter, output, line.once);
  return true;
}

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** npm writes its banner to the standard output, before us: a file that it goes to is no document then. */
function warnOfBanner(output: Output): void {
  const { npm_config_loglevel: level, npm_lifecycle_event: script } = process.env;
  if (script === undefined || level === 'silent' || process.stdout.isTTY) return;
  output.say(
    'npm has put lines of its own before the result: leave them out by `npm run --silent`.',
  );
}

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const output = createOutput(wantsJson(args));
  warnOfBanner(output);
  const parsed = parseCommandLine(args);
  if (parsed.kind === 'help') {
    const usage = helpText(parsed.command);
    output.result({ ok: true, usage }, usage);
    return 0;
  }
  if (parsed.kind === 'version') {
    const version = readVersion();
    output.result({ ok: true, version }, version);
    return 0;
  }
  if (parsed.kind === 'wrong') {
    const { problem } = parsed;
    if (wantsJson(args)) output.failure('usage', problem);
    else output.say(`${problem}\n\n${SHORT_USAGE}`);
    return 2;
  }
  try {
    return (await run(parsed.line, output)) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    output.failure(error.kind, error.message);
    return 1;
  }
}

process.exitCode = await main();
