/**
 * What each setting may be, and what it is when absent: text in, values out. Messages go behind the
 * setting's name, and say what it must be. Pure.
 */
import * as z from 'zod/mini';
import { type AllowedOrigins, parseOrigins } from './origin-list.ts';
import { parsePrivateKey, toPem } from './private-key-pem.ts';

/** The old function's default. It stays, or every visitor of its documents would count again. */
export const DEFAULT_SALT = 'change-me';

export const DEFAULT_SITE_NAME = 'Visitor counter';

const flag = (fallback: 'on' | 'off') =>
  z._default(
    z.pipe(
      z.string().check(z.regex(/^(on|off|true|false|1|0)$/i, 'must be on or off')),
      z.transform((word) => /^(on|true|1)$/i.test(word)),
    ),
    fallback === 'on',
  );

const wholeNumber = (minimum: number, maximum: number, fallback: number) =>
  z._default(
    z.pipe(
      z
        .string()
        .check(
          z.refine(
            (digits) =>
              /^\d{1,9}$/.test(digits) && Number(digits) >= minimum && Number(digits) <= maximum,
            `must be a whole number from ${minimum} to ${maximum}`,
          ),
        ),
      z.transform(Number),
    ),
    fallback,
  );

const ocid = (kind: string) =>
  z
    .string()
    .check(
      z.regex(
        new RegExp(`^ocid1\\.${kind}\\.[A-Za-z0-9._-]+$`),
        `must be an OCID that starts with ocid1.${kind}.`,
      ),
    );

const endpoint = z
  .string()
  .check(z.refine(isEndpoint, 'must be an https:// URL without a path (http:// on loopback only)'));

/** URL parsers remove the segments `.` and `..`, encoded or not: the request would go to another resource. */
const pathSegment = (bytesMax: number) =>
  z.string().check(
    z.refine((name) => name !== '.' && name !== '..', 'must be a name, not . or ..'),
    z.refine(
      (name) => new TextEncoder().encode(name).byteLength <= bytesMax,
      `must be at most ${bytesMax} bytes long`,
    ),
  );

/** The settings that counting needs: no other wrong setting may stop it. */
const NEEDED = {
  BUCKET: z._default(pathSegment(256), 'cloud-resume-data'),
  OBJECT: z._default(pathSegment(1024), 'counter.json'),
  SALT: z._default(z.string(), DEFAULT_SALT),
  ALLOWED_ORIGINS: z._default(originList(), '*' as const),
  OCI_REGION: z.exactOptional(
    z.string().check(z.regex(/^[a-z0-9-]+$/, 'must be a region such as eu-frankfurt-1')),
  ),
  OCI_NAMESPACE: z.exactOptional(
    z.string().check(z.regex(/^[A-Za-z0-9_-]+$/, 'must be a namespace, letters and digits')),
  ),
  OCI_TENANCY_OCID: z.exactOptional(ocid('tenancy')),
  OCI_USER_OCID: z.exactOptional(ocid('user')),
  OCI_KEY_FINGERPRINT: z.exactOptional(
    z.pipe(
      z
        .string()
        .check(z.regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){15}$/i, 'must be 16 hex pairs with colons')),
      z.transform((pairs) => pairs.toLowerCase()),
    ),
  ),
  OCI_PRIVATE_KEY: z.exactOptional(privateKey()),
  OCI_OBJECT_STORAGE_URL: z.exactOptional(endpoint),
  OCI_NOTIFICATIONS_URL: z.exactOptional(endpoint),
};

const FIELDS = {
  ...NEEDED,
  TOPIC_OCID: z.exactOptional(ocid('onstopic')),
  REPORT_TOKEN: z.exactOptional(z.string()),
  EXACT_VISITORS_MAX: wholeNumber(0, 2048, 2048),
  STORE_REQUESTS_PER_MONTH: wholeNumber(1000, 100_000_000, 45_000),
  SITE_NAME: z._default(
    z.string().check(z.regex(/^[^\p{Cc}]{1,60}$/u, 'must be one line of at most 60 characters')),
    DEFAULT_SITE_NAME,
  ),
  COUNTER_URL: z.exactOptional(
    z.pipe(
      z
        .string()
        .check(
          z.refine(isCounterUrl, 'must be the https:// address of this counter, without /report'),
        ),
      z.transform((url) => url.replace(/\/+$/, '')),
    ),
  ),
  REPORT_EVERY: z._default(z.enum(['day', 'week', 'month'], 'must be day, week or month'), 'day'),
  TIME_ZONE: z._default(
    z.string().check(z.refine(isTimeZone, 'must be a time zone such as Europe/Berlin')),
    'UTC',
  ),
  ALERTS: flag('on'),
  RATE_LIMIT: flag('on'),
  PUBLIC_STATS: flag('off'),
  PAGES: flag('on'),
  BADGE_HITS: flag('off'),
};

/** All settings together. Not what the Worker parses by: an object's schema would cost it a kilobyte. */
export const settingsSchema = /* @__PURE__ */ z.object(FIELDS);

export type SettingsData = Readonly<z.infer<typeof settingsSchema>>;
export type SettingName = keyof typeof FIELDS;

export const SETTING_NAMES = Object.keys(FIELDS) as readonly SettingName[];

/** `value` is undefined for a setting that is absent and has no default. */
export function parseSetting(
  name: SettingName,
  text: unknown,
): { readonly value: unknown } | { readonly problem: string } {
  const field: z.ZodMiniType = FIELDS[name];
  const parsed = field.safeParse(text);
  if (parsed.success) return { value: parsed.data };
  return text === undefined
    ? { value: undefined }
    : { problem: parsed.error.issues[0]?.message ?? 'is wrong' };
}

export function isNeededToCount(name: string): boolean {
  return Object.hasOwn(NEEDED, name);
}

/** What stores or sends more where it is not set than where it is off: a wrong value is taken for off. */
const WRONG_IS_OFF: ReadonlySet<string> = new Set(['ALERTS', 'PAGES']);

/** What counts in the place of a wrong value; undefined where that is as if it were not set. */
export function valueIfWrong(name: string): string | undefined {
  return WRONG_IS_OFF.has(name) ? 'off' : undefined;
}

function originList() {
  const parse = z.transform((list: string, context): AllowedOrigins => {
    const parsed = parseOrigins(list);
    if (parsed.kind === 'origins') return parsed.origins;
    context.issues.push({ code: 'custom', input: list, message: parsed.problem });
    return z.NEVER;
  });
  return z.pipe(z.string(), parse);
}

function privateKey() {
  const parse = z.transform((text: string, context): string => {
    const key = parsePrivateKey(text);
    if (key !== undefined) return toPem(key);
    const message =
      'must be a whole PEM private key without a passphrase (PKCS#8 or PKCS#1), from BEGIN to END';
    context.issues.push({ code: 'custom', input: text, message });
    return z.NEVER;
  });
  return z.pipe(z.string(), parse);
}

function isEndpoint(text: string): boolean {
  const url = URL.parse(text);
  // Only scheme, host and port: a path, a query or a password would end up in every request's URL.
  if (url === null || `${url.origin}/` !== url.href) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

function isCounterUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.search !== '' || url.hash !== '' || url.username !== '') return false;
  if (/\/report\/*$/.test(url.pathname)) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

/** Of those that this runtime knows. */
function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
