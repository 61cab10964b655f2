/**
 * Environment -> Settings: the same names on both runtimes, every problem named at once.
 * Pure. An empty or blank value is an absent one, since both platforms make blanks easily.
 */
import {
  DEFAULT_SALT,
  isNeededToCount,
  parseSetting,
  SETTING_NAMES,
  type SettingName,
  type SettingsData,
  valueIfWrong,
} from './settings-schema.ts';

/** What `once=due` mails. */
export type ReportPeriod = SettingsData['REPORT_EVERY'];

export interface ApiKey {
  readonly tenancyOcid: string;
  readonly userOcid: string;
  readonly fingerprint: string;
  /** PEM, PKCS#8 or PKCS#1, with real newlines. */
  readonly privateKeyPem: string;
}

/** `OCI_OBJECT_STORAGE_URL` -> `objectStorageUrl`. */
type FieldName<Name extends string> = Name extends `OCI_${infer Rest}`
  ? CamelCase<Rest>
  : CamelCase<Name>;
type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<CamelCase<Tail>>}`
  : Lowercase<Name>;
type Fields = {
  readonly [Name in keyof SettingsData as FieldName<Name>]: SettingsData[Name];
};
type KeyField = FieldName<(typeof API_KEY_NAMES)[number]>;

/** What the schema says of each, by its name in camel case and without `OCI_`; docs/settings.md tells more. */
export interface Settings extends Omit<Fields, KeyField> {
  /** SALT with the line break at its end, where it was given with one: documents may have been counted so. */
  readonly saltAsGiven?: string;
  readonly apiKey?: ApiKey;
  /** What works, but not as the owner will want it: for the log, the deep health and every report. */
  readonly warnings: readonly string[];
}

export type Environment = Readonly<Record<string, unknown>>;

export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Characters that a header can carry (RFC 9110, 5.5). */
const HEADER_TEXT = /^[!-~]([ -~]*[!-~])?$/;

const API_KEY_NAMES = [
  'OCI_TENANCY_OCID',
  'OCI_USER_OCID',
  'OCI_KEY_FINGERPRINT',
  'OCI_PRIVATE_KEY',
] as const;

/** On the edge there is no resource principal, so region and API key are required there. */
export function parseSettings(env: Environment, runtime: 'edge' | 'function'): SettingsResult {
  const present = presentValues(env);
  const issues = issuesOf(present);
  const apiKeyGiven = API_KEY_NAMES.filter((name) => name in present);
  const apiKeyNeeded =
    runtime === 'edge' || (apiKeyGiven.length > 0 && !('OCI_RESOURCE_PRINCIPAL_VERSION' in env));
  const required = apiKeyNeeded ? (['OCI_REGION', ...API_KEY_NAMES] as const) : [];
  const missing = required.filter((name) => !(name in present));
  if (missing.length > 0 || issues.some(({ name }) => isNeededToCount(name))) {
    const wrong = issues.map(({ name, message }) => `${name}: ${message}`);
    return { ok: false, problems: [...wrong, ...missing.map((name) => `${name}: is missing`)] };
  }
  // The other problems do not stop counting: such a setting falls back to its default.
  for (const { name } of issues) {
    delete present[name];
    const value = valueIfWrong(name);
    if (value !== undefined) present[name] = value;
  }
  const data = parseData(present);
  const warnings = [
    ...issues.map((issue) => fallbackWarning(issue, data)),
    ...warningsFor(data, issues),
  ];
  return { ok: true, settings: { ...toFields(data), ...saltAsGiven(env, data), warnings } };
}

interface Issue {
  readonly name: SettingName;
  /** What it must be; nothing of what it is. */
  readonly message: string;
}

/** The first of each setting. */
function issuesOf(present: Readonly<Record<string, unknown>>): readonly Issue[] {
  return SETTING_NAMES.flatMap((name) => {
    const text = present[name];
    const parsed = parseSetting(name, text);
    if ('value' in parsed) return [];
    const isText = typeof text === 'string';
    return [{ name, message: isText ? parsed.problem : 'must be text, no list or table' }];
  });
}

/** Of what has no issue. */
function parseData(present: Readonly<Record<string, unknown>>): SettingsData {
  const values = SETTING_NAMES.flatMap((name) => {
    const parsed = parseSetting(name, present[name]);
    return 'value' in parsed && parsed.value !== undefined ? [[name, parsed.value]] : [];
  });
  return Object.fromEntries(values) as SettingsData;
}

/** Spaces may be part of these; a line break at the end came with the file or the command they were set from. */
const SECRETS: ReadonlySet<SettingName> = new Set(['SALT', 'REPORT_TOKEN']);

/** Texts without blanks at their ends. What is no text at all (a table in wrangler.toml) stays, to be refused. */
function presentValues(env: Environment): Record<string, unknown> {
  const present: Record<string, unknown> = {};
  for (const name of SETTING_NAMES) {
    const value = env[name] ?? '';
    const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
    const text = String(isPlain ? value : '').trim();
    if (!isPlain) present[name] = value;
    else if (text === '') continue;
    else present[name] = SECRETS.has(name) ? String(value).replace(/[\r\n]+$/, '') : text;
  }
  return present;
}

function fallbackWarning({ name, message }: Issue, data: SettingsData): string {
  const used = data[name];
  if (used === undefined) return `${name} ${message}: it is taken for not set.`;
  const shown = typeof used === 'boolean' ? (used ? 'on' : 'off') : used;
  return `${name} ${message}: ${shown} is used instead.`;
}

function saltAsGiven({ SALT: given }: Environment, { SALT: used }: SettingsData) {
  const isShorter = typeof given === 'string' && given !== used && given.startsWith(used);
  return isShorter ? { saltAsGiven: given } : {};
}

function toFields(data: SettingsData): Omit<Fields, KeyField> & Pick<Settings, 'apiKey'> {
  const entries = Object.entries(data).map(([name, value]) => [fieldName(name), value]);
  const { tenancyOcid, userOcid, keyFingerprint, privateKey, ...fields }: Fields =
    Object.fromEntries(entries);
  if (!tenancyOcid || !userOcid || !keyFingerprint || !privateKey) return fields;
  const fingerprint = keyFingerprint;
  return { ...fields, apiKey: { tenancyOcid, userOcid, fingerprint, privateKeyPem: privateKey } };
}

function fieldName(name: string): string {
  const words = name.replace(/^OCI_/, '').toLowerCase();
  return words.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** A shorter one could be guessed before anybody notices. */
const SECRET_CHARACTERS_MIN = 16;

function warningsFor(data: SettingsData, issues: readonly Issue[]): string[] {
  const warnings = [...saltWarnings(data.SALT), ...tokenWarnings(data.REPORT_TOKEN)];
  if (data.TOPIC_OCID === undefined) {
    warnings.push('TOPIC_OCID is not set: no report can be mailed.');
  }
  // A warning has said already that it is wrong.
  return warnings.filter((text) => !issues.some(({ name }) => text.startsWith(`${name} is not`)));
}

function saltWarnings(salt: string): string[] {
  if (salt === DEFAULT_SALT) {
    return [
      'SALT is not set: the public default is used, so visitor hashes can be guessed. ' +
        'Set a random SALT before the first visit; changing it later counts every visitor again.',
    ];
  }
  if (salt.trim().length >= SECRET_CHARACTERS_MIN) return [];
  return [
    `SALT has fewer than ${SECRET_CHARACTERS_MIN} characters, so visitor hashes can be guessed: ` +
      'a random one (openssl rand -hex 32) is safe, but to change it counts every visitor again.',
  ];
}

function tokenWarnings(token: string | undefined): string[] {
  if (token === undefined) {
    return ['REPORT_TOKEN is not set: /report, /stats and /document answer 403.'];
  }
  const warnings: string[] = [];
  if (!HEADER_TEXT.test(token)) {
    warnings.push(
      'REPORT_TOKEN cannot be shown in a header, nor on the dashboard: set one of printable ASCII, ' +
        'without a space or a line break at its ends.',
    );
  }
  if (token.trim().length < SECRET_CHARACTERS_MIN) {
    warnings.push(
      `REPORT_TOKEN has fewer than ${SECRET_CHARACTERS_MIN} characters, so it can be guessed: ` +
        'set a random one (openssl rand -hex 32).',
    );
  }
  return warnings;
}
