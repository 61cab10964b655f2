/** Arguments -> what is wanted. Pure; names what it does not understand. */
import { parseArgs } from 'node:util';

export const COMMANDS = ['totals', 'report', 'export', 'import', 'doctor'] as const;
export type CommandName = (typeof COMMANDS)[number];

export interface CommandLine {
  readonly command: CommandName;
  /** A file, for `import`. */
  readonly file?: string;
  readonly json: boolean;
  readonly csv: boolean;
  readonly once: boolean;
  readonly yes: boolean;
  readonly replace: boolean;
  readonly startViews?: number;
  readonly startVisitors?: number;
  /** Where `export` writes to, in place of the standard output. */
  readonly out?: string;
  readonly settingsFile?: string;
}

export type ParsedCommandLine =
  | { readonly kind: 'run'; readonly line: CommandLine }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

export const HELP = `Usage: npm run --silent cli -- COMMAND [OPTIONS]

  totals                 the numbers, as visitors see them
  report [--once]        mails the report; with --once at most one a UTC day, whoever asks
  export [--csv]         prints the stored document, or its days as CSV
         [--out FILE]    into a file that only you can read; --replace: also where there is one
  import FILE            puts a document there, an old function's or an export, where there is none;
         [--replace]     or in place of the one that is there
  import --start-views N [--start-visitors N]
                         adds what another counter had before to the numbers
  doctor                 looks at settings, key, bucket, policy, topic, clock and SALT

  --json                 the result as JSON, also when it is an error
  --yes                  import: do not ask
  --settings FILE        reads settings from a file of NAME=value lines; the environment wins
  --help

Without --silent, npm prints two lines of its own before the result: they end up in what you pipe or save.
Settings are those of the Function, by the same names: see the README. On your own machine set OCI_REGION and
the API key (OCI_TENANCY_OCID, OCI_USER_OCID, OCI_KEY_FINGERPRINT, OCI_PRIVATE_KEY).
`;

const OPTIONS = {
  json: { type: 'boolean', default: false },
  csv: { type: 'boolean', default: false },
  once: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  replace: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  'start-views': { type: 'string' },
  'start-visitors': { type: 'string' },
  out: { type: 'string' },
  settings: { type: 'string' },
} as const;

/** Which options belong to some commands alone. */
const OPTIONS_OF: Readonly<Record<string, readonly CommandName[]>> = {
  csv: ['export'],
  out: ['export'],
  once: ['report'],
  yes: ['import'],
  replace: ['import', 'export'],
  'start-views': ['import'],
  'start-visitors': ['import'],
};

/** Whether JSON is wanted, also where the rest is not understood. */
export function wantsJson(args: readonly string[]): boolean {
  return args.includes('--json');
}

export function parseCommandLine(args: readonly string[]): ParsedCommandLine {
  const parsed = readArguments(args);
  if (typeof parsed === 'string') return { kind: 'wrong', problem: parsed };
  const { positionals, values } = parsed;
  if (values.help) return { kind: 'help' };
  const [command, file, ...rest] = positionals;
  const problem =
    problemOfCommand(command, file, rest) ??
    problemOfOptions(command, values) ??
    problemOfExport(command, values) ??
    problemOfImport(command, file, values);
  if (problem !== undefined) return { kind: 'wrong', problem };
  const { csv, json, once, out, replace, settings: settingsFile, yes } = values;
  const startViews = values['start-views'];
  const startVisitors = values['start-visitors'];
  const line: CommandLine = {
    command: command as CommandName,
    ...{ csv, json, once, replace, yes },
    ...(file !== undefined && { file }),
    ...(out !== undefined && { out }),
    ...(settingsFile !== undefined && { settingsFile }),
    ...(startViews !== undefined && { startViews: Number(startViews) }),
    ...(startVisitors !== undefined && { startVisitors: Number(startVisitors) }),
  };
  return { kind: 'run', line };
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function problemOfCommand(
  command: string | undefined,
  file: string | undefined,
  rest: readonly string[],
): string | undefined {
  if (command === undefined) return 'name a command';
  if (!COMMANDS.some((name) => name === command)) return `"${command}" is no command`;
  if (rest.length > 0 || (file !== undefined && command !== 'import')) {
    return `${command} does not take "${rest[0] ?? file}"`;
  }
  return undefined;
}

type Values = Readonly<Record<string, string | boolean | undefined>>;

function problemOfOptions(command: string | undefined, values: Values): string | undefined {
  for (const [option, owners] of Object.entries(OPTIONS_OF)) {
    const isGiven = values[option] !== undefined && values[option] !== false;
    const belongs = owners.some((owner) => owner === command);
    if (isGiven && !belongs) return `--${option} belongs to ${owners.join(' and ')}`;
  }
  const unnamed = ['out', 'settings'].find((option) => values[option] === '');
  return unnamed && `--${unnamed} needs the name of a file`;
}

function problemOfExport(command: string | undefined, values: Values): string | undefined {
  if (command !== 'export' || values.replace !== true || values.out !== undefined) return undefined;
  return '--replace goes with --out';
}

function problemOfImport(
  command: string | undefined,
  file: string | undefined,
  values: Values,
): string | undefined {
  if (command !== 'import') return undefined;
  for (const option of ['start-views', 'start-visitors']) {
    const text = values[option];
    if (typeof text === 'string' && !/^\d{1,15}$/.test(text)) {
      return `--${option} is "${text}": it must be a whole number`;
    }
  }
  if (Number(values['start-visitors'] ?? 0) > Number(values['start-views'] ?? Infinity)) {
    return '--start-visitors is more than --start-views: nobody visits without a view';
  }
  const hasStart = values['start-views'] !== undefined;
  if (values['start-visitors'] !== undefined && !hasStart)
    return '--start-visitors needs --start-views';
  if (hasStart === (file !== undefined))
    return 'import takes a file, or --start-views, and not both';
  if (hasStart && values.replace === true) return '--replace belongs to the import of a file';
  return undefined;
}
