/** What setup can be told: the one table that its command line, its environment and its help agree on. Pure. */
import { parseArgs } from 'node:util';
import { suggestion } from '../cli/near-match.ts';
import { problemOfSite } from './names.ts';

interface Option {
  readonly value?: string;
  /** The environment variable that says the same; the command line wins. */
  readonly env?: readonly string[];
  readonly does: string;
}

export const OPTIONS = {
  profile: {
    value: 'NAME',
    env: ['OCI_CLI_PROFILE'],
    does: 'profile of ~/.oci/config that signs in to Oracle (DEFAULT)',
  },
  region: {
    value: 'REGION',
    env: ['OCI_REGION', 'OCI_CLI_REGION'],
    does: 'where bucket and topic are made (the profile’s)',
  },
  compartment: {
    value: 'NAME',
    env: ['OCI_COMPARTMENT_OCID'],
    does: 'name or OCID; one that is not there is made (visitor-counter)',
  },
  bucket: { value: 'NAME', env: ['BUCKET'], does: 'shared by all sites (cloud-resume-data)' },
  object: { value: 'NAME', env: ['OBJECT'], does: 'the document’s name (counter.json)' },
  email: { value: 'ADDRESS', env: ['REPORT_EMAIL'], does: 'gets the reports; “none” for nobody' },
  origins: {
    value: 'LIST',
    env: ['ALLOWED_ORIGINS'],
    does: 'whose pages may count, such as https://example.com; “*” is anybody’s',
  },
  'site-name': { value: 'TEXT', env: ['SITE_NAME'], does: 'what reports call the site' },
  url: {
    value: 'URL',
    env: ['COUNTER_URL'],
    does: 'where the counter answers, where that is no workers.dev name',
  },
  name: { value: 'SITE', does: 'another site: a Worker, user, topic and document of its own' },
  'copy-to': {
    value: 'FILE',
    does: 'keeps SALT, token and key in a file that only you can read (counter.env); “none” for no file',
  },
  'new-token': { does: 'makes another REPORT_TOKEN, where the one that was shown is lost' },
  yes: { does: 'does not ask: what is not given takes its default' },
  'dry-run': { does: 'prints the plan, every policy statement too, and changes nothing' },
  remove: { does: 'takes away what setup made; bucket and document stay' },
  'with-data': { does: 'with --remove: the document goes too, and the bucket when it is empty' },
  help: { does: 'this text' },
} as const satisfies Readonly<Record<string, Option>>;

export type OptionName = keyof typeof OPTIONS;
type Environment = Readonly<Record<string, string | undefined>>;

export type TextOption = {
  [Name in OptionName]: (typeof OPTIONS)[Name] extends { readonly value: string } ? Name : never;
}[OptionName];

export interface Wishes {
  readonly target: 'edge' | 'gateway';
  /** What was given, by option or by environment. */
  readonly given: Readonly<Partial<Record<TextOption, string>>>;
  readonly newToken: boolean;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly remove: boolean;
  readonly withData: boolean;
}

export type ParsedWishes =
  | { readonly kind: 'run'; readonly wishes: Wishes }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

export function parseWishes(args: readonly string[], env: Environment): ParsedWishes {
  const { positionals, tokens } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: Object.fromEntries(
      Object.entries(OPTIONS).map(([name, option]) => [
        name,
        { type: 'value' in option ? ('string' as const) : ('boolean' as const) },
      ]),
    ),
    strict: false,
    tokens: true,
  });
  const [target = 'edge', ...rest] = positionals;
  const said: Partial<Record<OptionName, string | true>> = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const problem = problemOfToken(token);
    if (problem !== undefined) return { kind: 'wrong', problem };
    said[token.name as OptionName] = token.value ?? true;
  }
  if (said.help || target === 'help') return { kind: 'help' };
  if ((target !== 'edge' && target !== 'gateway') || rest.length > 0) {
    const word = rest[0] ?? target;
    const near = suggestion(word, ['edge', 'gateway']);
    return { kind: 'wrong', problem: `setup does not take "${word}"${near}` };
  }
  const given = givenValues(said, env);
  const problem = problemOfValues(given, said);
  if (problem !== undefined) return { kind: 'wrong', problem };
  return {
    kind: 'run',
    wishes: {
      target,
      given,
      newToken: said['new-token'] === true,
      yes: said.yes === true,
      dryRun: said['dry-run'] === true,
      remove: said.remove === true,
      withData: said['with-data'] === true,
    },
  };
}

interface Token {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function problemOfToken({ inlineValue, name, rawName, value }: Token): string | undefined {
  const option: Option | undefined = Object.hasOwn(OPTIONS, name)
    ? OPTIONS[name as OptionName]
    : undefined;
  if (option === undefined)
    return `${rawName} is no option${suggestion(name, Object.keys(OPTIONS))}`;
  if (option.value === undefined) {
    return value === undefined ? undefined : `${rawName} takes no value`;
  }
  if (!value || (value.startsWith('-') && inlineValue !== true)) {
    return `${rawName} needs a value: ${rawName} ${option.value}`;
  }
  return undefined;
}

function givenValues(
  said: Partial<Record<OptionName, string | true>>,
  env: Environment,
): Wishes['given'] {
  const given: Partial<Record<TextOption, string>> = {};
  for (const [name, option] of Object.entries(OPTIONS) as [OptionName, Option][]) {
    if (option.value === undefined) continue;
    const words = [said[name], ...(option.env ?? []).map((variable) => env[variable])];
    const value = words.find((word): word is string => typeof word === 'string' && word !== '');
    if (value !== undefined) given[name as TextOption] = value.trim();
  }
  return given;
}

function problemOfValues(
  given: Wishes['given'],
  said: Partial<Record<OptionName, string | true>>,
): string | undefined {
  if (given.name !== undefined) {
    const problem = problemOfSite(given.name);
    if (problem !== undefined) return `--name ${problem}`;
  }
  if (given.email !== undefined && given.email !== 'none') {
    if (!isEmail(given.email)) {
      return `--email is "${given.email}": it must be an address such as you@example.com, or none`;
    }
  }
  if (said['with-data'] && !said.remove) return '--with-data goes with --remove';
  return undefined;
}

export function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}
