/** The command line: `npm run --silent cli -- COMMAND`. Ends with 0, 1 when it could not be done, 2 when it was not understood. */
import { Failure } from '../shared/errors.ts';
import { type CommandLine, HELP, parseCommandLine, wantsJson } from './command-line.ts';
import { doctor } from './commands/doctor.ts';
import { exportDocument } from './commands/export.ts';
import { importNumbers } from './commands/import.ts';
import { report } from './commands/report.ts';
import { totals } from './commands/totals.ts';
import { connect, readEnvironment } from './connection.ts';
import { createOutput, type Output } from './output.ts';

/** @returns whether all went well. */
async function run(line: CommandLine, output: Output): Promise<boolean> {
  const env = readEnvironment(process.env, line.settingsFile);
  if (line.command === 'doctor') return doctor(env, output);
  const connection = await connect(env);
  switch (line.command) {
    case 'totals':
      await totals(connection, output);
      return true;
    case 'report':
      await report(connection, output, line.once);
      return true;
    case 'export':
      await exportDocument(connection, output, line);
      return true;
    case 'import':
      return importNumbers(connection, output, line);
  }
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
    output.result({ ok: true, usage: HELP }, HELP);
    return 0;
  }
  if (parsed.kind === 'wrong') {
    const { problem } = parsed;
    if (wantsJson(args)) output.failure('usage', problem);
    else output.say(`${problem}\n\n${HELP}`);
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
