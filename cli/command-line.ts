/** Arguments -> command and options. Pure; names what it does not understand. */
import { parseArgs } from 'node:util';
import {
  COMMAND_NAMES,
  COMMON_OPTIONS,
  type CommandName,
  commandOf,
  OPTIONS,
  type Option,
  type OptionName,
} from './commands.ts';
import { nearMatch, suggestion } from './near-match.ts';

export interface CommandLine {
  readonly command: CommandName;
  /** A file, for `import`. */
  readonly file?: string;
  readonly json: boolean;
  readonly csv: boolean;
  readonly once: boolean;
  readonly yes: boolean;
  readonly replace: boolean;
  readonly reseal: boolean;
  readonly clear: boolean;
  readonly again: boolean;
  /** The person confirms the settings' SALT in spite of its warnings. */
  readonly acceptSalt: boolean;
  readonly startViews?: number;
  readonly startVisitors?: number;
  /** A file with views of pages, for `import`. */
  readonly pages?: string;
  /** Where `export` writes to, in place of the standard output. */
  readonly out?: string;
  readonly settingsFile?: string;
  /** Of a running counter, to be asked in place of the store. */
  readonly url?: string;
  readonly token?: string;
}

export type ParsedCommandLine =
  | { readonly kind: 'run'; readonly line: CommandLine }
  | { readonly kind: 'help'; readonly command?: CommandName }
  | { readonly kind: 'version' }
  | { readonly kind: 'wrong'; readonly problem: string };

type Values = Readonly<Partial<Record<OptionName, string | true>>>;

interface Arguments {
  readonly positionals: readonly string[];
  readonly values: Values;
}

/** Whether to answer in JSON, even when the rest is not understood. */
export function wantsJson(args: readonly string[]): boolean {
  return args.includes('--json');
}

export function parseCommandLine(args: readonly string[]): ParsedCommandLine {
  const parsed = readArguments(args);
  if (typeof parsed === 'string') return { kind: 'wrong', problem: parsed };
  const { positionals, values } = parsed;
  const [command, file, ...rest] = positionals;
  if (command === 'help' || values.help) return parseHelp(command === 'help' ? file : command);
  if (values.version || command === 'version') return { kind: 'version' };
  const problem =
    problemOfCommand(command, file, rest) ??
    problemOfOptions(command, values) ??
    problemOfUrl(values) ??
    problemOfExport(command, values) ??
    problemOfImport(command, file, values) ??
    problemOfPages(command, values);
  if (problem !== undefined || !isCommand(command)) {
    return { kind: 'wrong', problem: problem ?? 'name a command' };
  }
  return { kind: 'run', line: toCommandLine(command, file, values) };
}

function toCommandLine(
  command: CommandName,
  file: string | undefined,
  values: Values,
): CommandLine {
  const text = (name: OptionName) => values[name] as string | undefined;
  const [startViews, startVisitors] = [text('start-views'), text('start-visitors')];
  const [out, pages, settingsFile, url, token] = [
    text('out'),
    text('pages'),
    text('settings'),
    text('url'),
    text('token'),
  ];
  return {
    command,
    csv: values.csv === true,
    json: values.json === true,
    once: values.once === true,
    replace: values.replace === true,
    reseal: values.reseal === true,
    clear: values.clear === true,
    again: values.again === true,
    yes: values.yes === true,
    acceptSalt: values['accept-salt'] === true,
    ...(file !== undefined && { file }),
    ...(out !== undefined && { out }),
    ...(pages !== undefined && { pages }),
    ...(settingsFile !== undefined && { settingsFile }),
    ...(url !== undefined && { url }),
    ...(token !== undefined && { token }),
    ...(startViews !== undefined && { startViews: Number(startViews) }),
    ...(startVisitors !== undefined && { startVisitors: Number(startVisitors) }),
  };
}

function parseHelp(command: string | undefined): ParsedCommandLine {
  if (command === undefined) return { kind: 'help' };
  if (isCommand(command)) return { kind: 'help', command };
  return { kind: 'wrong', problem: noCommand(command) };
}

function isCommand(name: string | undefined): name is CommandName {
  return COMMAND_NAMES.some((command) => command === name);
}

function noCommand(name: string): string {
  return `"${name}" is no command${suggestion(name, [...COMMAND_NAMES, 'help'])}`;
}

/** Node's parser, without its own sentences: it says what each argument is, and we what is wrong with it. */
function readArguments(args: readonly string[]): Arguments | string {
  const { positionals, tokens } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: OPTIONS,
    strict: false,
    tokens: true,
  });
  const values: Partial<Record<OptionName, string | true>> = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { inlineValue, name, rawName, value } = token;
    if (!isOption(name)) return `${rawName} is no option${nearOption(name)}`;
    const option: Option = OPTIONS[name];
    if (option.type === 'boolean') {
      if (value !== undefined) return `${rawName} takes no value`;
      values[name] = true;
    } else if (!value || (value.startsWith('-') && inlineValue !== true)) {
      return `${rawName} needs ${NEEDED[option.value ?? 'FILE']}`;
    } else values[name] = value;
  }
  return { positionals, values };
}

const NEEDED = {
  FILE: 'the name of a file',
  N: 'a whole number',
  URL: 'the address of a counter',
  TOKEN: 'a token',
} as const;

function isOption(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

function nearOption(name: string): string {
  const near = nearMatch(name, Object.keys(OPTIONS));
  return near === undefined ? '' : `: did you mean --${near}?`;
}

function problemOfCommand(
  command: string | undefined,
  file: string | undefined,
  rest: readonly string[],
): string | undefined {
  if (command === undefined) return 'name a command';
  if (!isCommand(command)) return noCommand(command);
  if (rest.length > 0 || (file !== undefined && !commandOf(command).takesFile)) {
    return `${command} does not take "${rest[0] ?? file}"`;
  }
  return undefined;
}

function problemOfOptions(command: string | undefined, values: Values): string | undefined {
  if (!isCommand(command)) return undefined;
  const taken: readonly string[] = [...commandOf(command).options, ...COMMON_OPTIONS];
  const other = Object.keys(values).find((option) => !taken.includes(option));
  if (other === undefined) return undefined;
  const owners = COMMAND_NAMES.filter((name) =>
    commandOf(name).options.some((option) => option === other),
  );
  return `--${other} belongs to ${owners.join(' and ')}`;
}

function problemOfUrl({ token, url }: Values): string | undefined {
  if (typeof url !== 'string') return token === undefined ? undefined : '--token goes with --url';
  const { protocol } = URL.parse(url) ?? {};
  if (protocol === 'https:' || protocol === 'http:') return undefined;
  return `--url is "${url}": it must be an address such as https://counter.example.com`;
}

function problemOfExport(command: string | undefined, values: Values): string | undefined {
  if (command !== 'export' || values.replace !== true || values.out !== undefined) return undefined;
  return '--replace goes with --out';
}

function problemOfPages(command: string | undefined, values: Values): string | undefined {
  if (command !== 'pages') return undefined;
  const other = (['csv', 'url'] as const).find((option) => values[option] !== undefined);
  if (values.clear === true) {
    return other && `--clear and --${other} do not go together`;
  }
  const clearing = (['yes', 'accept-salt'] as const).find((option) => values[option] === true);
  return clearing && `--${clearing} goes with --clear`;
}

function problemOfImport(
  command: string | undefined,
  file: string | undefined,
  values: Values,
): string | undefined {
  if (command !== 'import') return undefined;
  for (const option of ['start-views', 'start-visitors'] as const) {
    const text = values[option];
    if (typeof text === 'string' && !/^\d{1,15}$/.test(text)) {
      return `--${option} is "${text}": it must be a whole number`;
    }
  }
  if (Number(values['start-visitors'] ?? 0) > Number(values['start-views'] ?? Infinity)) {
    return '--start-visitors is more than --start-views: nobody visits without a view';
  }
  const hasStart = values['start-views'] !== undefined;
  const hasPages = values.pages !== undefined;
  if (values['start-visitors'] !== undefined && !hasStart)
    return '--start-visitors needs --start-views';
  if (values.again === true && !hasPages) return '--again goes with --pages';
  if ([hasStart, hasPages, file !== undefined].filter(Boolean).length !== 1)
    return 'import takes a file, or --start-views, or --pages, and only one of them';
  if (file === undefined && values.replace === true)
    return '--replace belongs to the import of a file';
  return undefined;
}
