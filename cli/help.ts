/** The help, of all commands or of one, written from the table of commands. Pure. */
import {
  COMMAND_NAMES,
  COMMON_OPTIONS,
  type CommandName,
  commandOf,
  OPTIONS,
  type Option,
  type OptionName,
} from './commands.ts';

const PROGRAM = 'npm run --silent cli --';

/** What stands below a sentence about a command line that was not understood. */
export const SHORT_USAGE = `Usage: ${PROGRAM} COMMAND [OPTIONS]\nCommands: ${COMMAND_NAMES.join(', ')}; \`help COMMAND\` tells more.`;

const NOTES = `Without --silent, npm prints two lines of its own before the result: they end up in what you pipe or save.
Settings are those of the Function, by the same names. On your own machine set OCI_REGION and the API key
(OCI_TENANCY_OCID, OCI_USER_OCID, OCI_KEY_FINGERPRINT, OCI_PRIVATE_KEY). docs/command-line.md has examples.`;

export function helpText(command?: CommandName): string {
  return command === undefined ? helpOfAll() : helpOf(command);
}

function helpOfAll(): string {
  const commands = COMMAND_NAMES.map((name) => [nameOf(name), commandOf(name).does] as const);
  return `Usage: ${PROGRAM} COMMAND [OPTIONS]

${table(commands)}

${table(COMMON_OPTIONS.map(optionRow))}

\`help COMMAND\` tells the options of a command.
${NOTES}
`;
}

function helpOf(command: CommandName): string {
  const { does, options } = commandOf(command);
  return `Usage: ${PROGRAM} ${nameOf(command)} [OPTIONS]

${command} ${does}.

${table([...options, ...COMMON_OPTIONS].map(optionRow))}
`;
}

function nameOf(command: CommandName): string {
  return commandOf(command).takesFile ? `${command} [FILE]` : command;
}

function optionRow(name: OptionName): readonly [string, string] {
  const { does, short, value }: Option = OPTIONS[name];
  return [`${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`, does];
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, does]) => `  ${name.padEnd(width)}  ${does}`).join('\n');
}
