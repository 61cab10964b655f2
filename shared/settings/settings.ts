/**
 * Environment -> Settings: the same names on both runtimes, every problem named at once.
 * Pure. An empty or blank value is an absent one, since both platforms make blanks easily.
 */
import { DEFAULT_SALT, type SettingsData, settingsSchema } from './settings-schema.ts';

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
  readonly allowedOrigins: '*' | readonly string[];
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
  const problems: string[] = [];
  const parsed = settingsSchema.safeParse(present);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      problems.push(`${String(issue.path[0])}: ${issue.message}`);
    }
  }
  const apiKeyGiven = API_KEY_NAMES.filter((name) => name in present);
  const apiKeyNeeded =
    runtime === 'edge' || (apiKeyGiven.length > 0 && !('OCI_RESOURCE_PRINCIPAL_VERSION' in env));
  const required = [
    ...(runtime === 'edge' || apiKeyNeeded ? ['OCI_REGION'] : []),
    ...(apiKeyNeeded ? API_KEY_NAMES : []),
  ];
  for (const name of required) {
    if (!(name in present)) problems.push(`${name}: is missing`);
  }
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  return { ok: true, settings: toSettings(parsed.data, apiKeyGiven.length === 4) };
}

function presentValues(env: Environment): Record<string, string> {
  const present: Record<string, string> = {};
  for (const name of Object.keys(settingsSchema.shape)) {
    const value = env[name];
    if (typeof value === 'string' && value.trim() !== '') present[name] = value.trim();
    else if (typeof value === 'number' || typeof value === 'boolean') present[name] = String(value);
  }
  // Spaces may be part of a salt or a token: what was hashed with them must stay as it is.
  for (const name of ['SALT', 'REPORT_TOKEN']) {
    if (name in present) present[name] = String(env[name]);
  }
  return present;
}

function toSettings(data: SettingsData, hasApiKey: boolean): Settings {
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
    warnings: warningsFor(data),
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

function warningsFor(data: SettingsData): string[] {
  const warnings: string[] = [];
  if (data.SALT === DEFAULT_SALT) {
    warnings.push(
      'SALT is not set: the public default is used, so visitor hashes can be guessed. ' +
        'Set a random SALT before the first visit; changing it later counts every visitor again.',
    );
  }
  if (data.REPORT_TOKEN === undefined) {
    warnings.push('REPORT_TOKEN is not set: /report, /stats and /document answer 403.');
  } else if (!HEADER_TEXT.test(data.REPORT_TOKEN)) {
    warnings.push(
      'REPORT_TOKEN cannot be shown in a header, nor on the dashboard: set one of printable ASCII, ' +
        'without a space or a line break at its ends.',
    );
  }
  if (data.TOPIC_OCID === undefined) {
    warnings.push('TOPIC_OCID is not set: no report can be mailed.');
  }
  return warnings;
}
