/**
 * Environment -> Settings: the same names on both runtimes, every problem named at once.
 * Pure. An empty or blank value is an absent one, since both platforms make blanks easily.
 */
import type { AllowedOrigins } from './origin-list.ts';
import {
  DEFAULT_SALT,
  isNeededToCount,
  type SettingsData,
  settingsSchema,
} from './settings-schema.ts';

export interface ApiKey {
  readonly tenancyOcid: string;
  readonly userOcid: string;
  readonly fingerprint: string;
  /** PEM, PKCS#8 or PKCS#1, with real newlines. */
  readonly privateKeyPem: string;
}

export interface Settings {
  readonly bucket: string;
  readonly object: string;
  readonly salt: string;
  /** Absent: every token route answers `forbidden`. */
  readonly reportToken?: string;
  /** Absent: `/report` is `misconfigured`. */
  readonly topicOcid?: string;
  /** Origins whose pages may count, or anybody's. */
  readonly allowedOrigins: AllowedOrigins;
  readonly region?: string;
  readonly namespace?: string;
  readonly apiKey?: ApiKey;
  /** Base URL in place of the regional endpoint. */
  readonly objectStorageUrl?: string;
  readonly notificationsUrl?: string;
  /** Visitors that are remembered exactly; beyond, they are estimated. */
  readonly exactVisitorsMax: number;
  /** Object Storage requests that the edge may send in a month. */
  readonly storeRequestsPerMonth: number;
  /** What reports call the site. */
  readonly siteName: string;
  /** Where this counter answers, without a slash at the end: for links in reports. */
  readonly counterUrl?: string;
  readonly rateLimit: boolean;
  /** Anybody may read the figures of `/stats`. */
  readonly publicStats: boolean;
  /** A badge asked for with `&hit=1` counts a view. */
  readonly badgeHits: boolean;
  /** What works, but not as the owner will want it: for the log, the deep health and every report. */
  readonly warnings: readonly string[];
}

export type Environment = Readonly<Record<string, unknown>>;

export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly string[] };

/** What a header carries as it is (RFC 9110, 5.5). */
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
  // What is left is no reason not to count: it is as if it were not set.
  for (const { name } of issues) delete present[name];
  const data = settingsSchema.parse(present);
  const warnings = [
    ...issues.map((issue) => fallbackWarning(issue, data)),
    ...warningsFor(data, issues),
  ];
  return { ok: true, settings: toSettings(data, apiKeyGiven.length === 4, warnings) };
}

interface Issue {
  readonly name: SettingName;
  /** What it must be; nothing of what it is. */
  readonly message: string;
}

/** The first of each setting. */
function issuesOf(present: Readonly<Record<string, unknown>>): readonly Issue[] {
  const parsed = settingsSchema.safeParse(present);
  if (parsed.success) return [];
  const messages = new Map<string, string>();
  for (const { message, path } of parsed.error.issues) {
    const name = String(path[0]);
    if (!messages.has(name)) messages.set(name, message);
  }
  return NAMES.flatMap((name) => {
    const message = messages.get(name);
    if (message === undefined) return [];
    return [
      {
        name,
        message: typeof present[name] === 'string' ? message : 'must be text, no list or table',
      },
    ];
  });
}

type SettingName = keyof typeof settingsSchema.shape;
const NAMES = Object.keys(settingsSchema.shape) as readonly SettingName[];

/**
 * Spaces at its ends may be part of a secret: what was hashed with them must stay as it is. A line break
 * at the end of a token came with the file or the command that it was set from.
 */
function secretText(name: SettingName, value: string): string | undefined {
  if (name === 'SALT') return value;
  return name === 'REPORT_TOKEN' ? value.replace(/[\r\n]+$/, '') : undefined;
}

/** Texts without blanks at their ends. What is no text at all (a table in wrangler.toml) stays, to be refused. */
function presentValues(env: Environment): Record<string, unknown> {
  const present: Record<string, unknown> = {};
  for (const name of NAMES) {
    const value = env[name] ?? '';
    const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
    const text = String(isPlain ? value : '').trim();
    if (!isPlain) present[name] = value;
    else if (text !== '') present[name] = secretText(name, String(value)) ?? text;
  }
  return present;
}

function fallbackWarning({ name, message }: Issue, data: SettingsData): string {
  const used = data[name];
  if (used === undefined) return `${name} ${message}: it is taken for not set.`;
  const shown = typeof used === 'boolean' ? (used ? 'on' : 'off') : used;
  return `${name} ${message}: ${shown} is used instead.`;
}

function toSettings(data: SettingsData, hasApiKey: boolean, warnings: readonly string[]): Settings {
  return {
    bucket: data.BUCKET,
    object: data.OBJECT,
    salt: data.SALT,
    allowedOrigins: data.ALLOWED_ORIGINS,
    exactVisitorsMax: data.EXACT_VISITORS_MAX,
    storeRequestsPerMonth: data.STORE_REQUESTS_PER_MONTH,
    siteName: data.SITE_NAME,
    rateLimit: data.RATE_LIMIT,
    publicStats: data.PUBLIC_STATS,
    badgeHits: data.BADGE_HITS,
    warnings,
    ...(data.REPORT_TOKEN !== undefined && { reportToken: data.REPORT_TOKEN }),
    ...(data.TOPIC_OCID !== undefined && { topicOcid: data.TOPIC_OCID }),
    ...(data.COUNTER_URL !== undefined && { counterUrl: data.COUNTER_URL.replace(/\/+$/, '') }),
    ...(data.OCI_REGION !== undefined && { region: data.OCI_REGION }),
    ...(data.OCI_NAMESPACE !== undefined && { namespace: data.OCI_NAMESPACE }),
    ...(data.OCI_OBJECT_STORAGE_URL && { objectStorageUrl: data.OCI_OBJECT_STORAGE_URL }),
    ...(data.OCI_NOTIFICATIONS_URL && { notificationsUrl: data.OCI_NOTIFICATIONS_URL }),
    ...(hasApiKey && {
      apiKey: {
        tenancyOcid: String(data.OCI_TENANCY_OCID),
        userOcid: String(data.OCI_USER_OCID),
        fingerprint: String(data.OCI_KEY_FINGERPRINT),
        privateKeyPem: String(data.OCI_PRIVATE_KEY),
      },
    }),
  };
}

/** Shorter ones are guessed sooner than they are found out. */
const SECRET_CHARACTERS_MIN = 16;

function warningsFor(data: SettingsData, issues: readonly Issue[]): string[] {
  const warnings = [...saltWarnings(data.SALT), ...tokenWarnings(data.REPORT_TOKEN)];
  if (data.TOPIC_OCID === undefined) {
    warnings.push('TOPIC_OCID is not set: no report can be mailed.');
  }
  // That it is wrong has been said.
  return warnings.filter((text) => !issues.some(({ name }) => text.startsWith(`${name} is not`)));
}

function saltWarnings(salt: string): string[] {
  if (salt === DEFAULT_SALT) {
    return [
      'SALT is not set: the public default is used, so visitor hashes can be guessed. ' +
        'Set a random SALT before the first visit; changing it later counts every visitor again.',
    ];
  }
  const warnings: string[] = [];
  // It cannot be left out: documents have been counted with it, and would be refused.
  if (/[\r\n]$/.test(salt)) {
    warnings.push(
      'SALT ends with a line break, which is part of it: a side that is given it without one ' +
        'answers misconfigured. Before the first visit, set it again without.',
    );
  }
  if (salt.trim().length >= SECRET_CHARACTERS_MIN) return warnings;
  warnings.push(
    `SALT has fewer than ${SECRET_CHARACTERS_MIN} characters, so visitor hashes can be guessed: ` +
      'a random one (openssl rand -hex 32) is safe, but to change it counts every visitor again.',
  );
  return warnings;
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
