/** The commands and their options: the one table behind the parser, the help and the docs. */

export interface Option {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  /** What its value is called in the help. */
  readonly value?: 'FILE' | 'N' | 'URL' | 'TOKEN';
  readonly does: string;
}

export const OPTIONS = {
  csv: { type: 'boolean', does: 'the days, or pages and sources, as CSV' },
  clear: { type: 'boolean', does: 'takes both tables away' },
  pages: {
    type: 'string',
    value: 'FILE',
    does: 'views of pages: path,views lines, or an export of GoatCounter',
  },
  again: { type: 'boolean', does: 'imports pages although pages were imported before' },
  out: { type: 'string', value: 'FILE', does: 'into a file that only you can read' },
  once: { type: 'boolean', does: 'at most one report a day, whoever asks' },
  replace: { type: 'boolean', does: 'in the place of what is there' },
  'start-views': { type: 'string', value: 'N', does: 'views to add to those that are there' },
  'start-visitors': { type: 'string', value: 'N', does: 'visitors to add to those that are there' },
  reseal: { type: 'boolean', does: "gives the document the fingerprint of the settings' SALT" },
  yes: { type: 'boolean', does: 'does not ask' },
  'accept-salt': {
    type: 'boolean',
    does: 'writes although SALT is warned of, or is not that of the document',
  },
  url: {
    type: 'string',
    value: 'URL',
    does: 'asks a running counter, which needs no key of Oracle',
  },
  token: {
    type: 'string',
    value: 'TOKEN',
    does: 'its token; REPORT_TOKEN of the settings when absent',
  },
  settings: { type: 'string', value: 'FILE', does: 'NAME=value lines; the environment wins' },
  json: { type: 'boolean', does: 'the result as JSON, also when it is an error' },
  help: { type: 'boolean', short: 'h', does: 'this text, or that of one command' },
  version: { type: 'boolean', short: 'V', does: 'which version this is' },
} as const satisfies Readonly<Record<string, Option>>;

export type OptionName = keyof typeof OPTIONS;

/** Options that go with every command. */
export const COMMON_OPTIONS: readonly OptionName[] = ['settings', 'json', 'help', 'version'];

interface Command {
  readonly does: string;
  readonly options: readonly OptionName[];
  readonly takesFile?: true;
}

export const COMMANDS = {
  totals: { does: 'tells the numbers, as visitors see them', options: ['url', 'token'] },
  report: { does: 'mails the report', options: ['once', 'accept-salt', 'url', 'token'] },
  export: {
    does: 'prints the stored document, or its days',
    options: ['csv', 'out', 'replace', 'url', 'token'],
  },
  import: {
    does: "puts a document there, an old function's or an export, or adds start numbers",
    options: ['replace', 'start-views', 'start-visitors', 'pages', 'again', 'yes', 'accept-salt'],
    takesFile: true,
  },
  pages: {
    does: 'tells the views of each page, and where readers came from',
    options: ['csv', 'clear', 'yes', 'accept-salt', 'url', 'token'],
  },
  reset: {
    does: 'begins anew: keeps a copy of what is there, and puts an empty document in its place',
    options: ['yes', 'accept-salt'],
  },
  salt: {
    does: 'tells the fingerprints of the SALT in the settings and in the document',
    options: ['reseal', 'yes', 'accept-salt'],
  },
  doctor: { does: 'looks at settings, key, bucket, policy, topic, clock and SALT', options: [] },
} as const satisfies Readonly<Record<string, Command>>;

export type CommandName = keyof typeof COMMANDS;
export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];

export function commandOf(name: CommandName): Command {
  return COMMANDS[name];
}
