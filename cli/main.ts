/** The command line: `npm run cli -- COMMAND`. Ends with 0, 1 when it could not be done, 2 when it was not understood. */
import { Failure } from '../shared/errors.ts';
import { type CommandLine, HELP, parseCommandLine } from './command-line.ts';
import { doctor } from './commands/doctor.ts';
import { exportDocument } from './commands/export.ts';
import { importNumbers } from './commands/import.ts';
import { report } from './commands/report.ts';
import { totals } from './commands/totals.ts';
import { connect, readEnvironment } from './connection.ts';
import { createOutput, type Output } from './output.ts';

/** @returns whether all went well. */
async function run(line: CommandLine, output: Output): Promise<boolean> {
  const env = readEnvironment(process.env, line.envFile);
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
      await exportDocument(connection, output, line.csv);
      return true;
    case 'import':
      return importNumbers(connection, output, line);
  }
}

async function main(): Promise<number> {
  const parsed = parseCommandLine(process.argv.slice(2));
  if (parsed.kind === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  if (parsed.kind === 'wrong') {
    process.stderr.write(`${parsed.problem}\n\n${HELP}`);
    return 2;
  }
  const { line } = parsed;
  const output = createOutput(line.json);
  try {
    return (await run(line, output)) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (line.json) output.result({ ok: false, error: error.kind, cause: error.message }, '');
    else process.stderr.write(`${error.kind}: ${error.message}\n`);
    return 1;
  }
}

process.exitCode = await main();
