import { describe, expect, it } from 'vitest';
import { type Environment, parseSettings, type Settings } from '../../shared/settings/settings.ts';

const PEM = '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----';

const EDGE = {
  OCI_REGION: 'eu-frankfurt-1',
  OCI_TENANCY_OCID: 'ocid1.tenancy.oc1..aaaa',
  OCI_USER_OCID: 'ocid1.user.oc1..bbbb',
  OCI_KEY_FINGERPRINT: '20:3b:97:13:55:1c:5b:0d:d3:37:d8:50:4e:c5:3a:34',
  OCI_PRIVATE_KEY: PEM,
} as const;

function settingsOf(env: Environment, runtime: 'edge' | 'function' = 'function'): Settings {
  const parsed = parseSettings(env, runtime);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return parsed.settings;
}

function problemsOf(env: Environment, runtime: 'edge' | 'function' = 'function') {
  const parsed = parseSettings(env, runtime);
  return parsed.ok ? [] : parsed.problems;
}

describe('settings of the Function', () => {
  it('needs none at all, and keeps the defaults of the old function', () => {
    expect(settingsOf({})).toMatchObject({
      bucket: 'cloud-resume-data',
      object: 'counter.json',
      salt: 'change-me',
      allowedOrigins: '*',
      exactVisitorsMax: 2048,
      storeRequestsPerMonth: 45_000,
      rateLimit: true,
      publicStats: false,
      badgeHits: false,
    });
  });

  it('says loudly that the default salt is public, and what is missing', () => {
    const { warnings } = settingsOf({});
    expect(warnings.map((warning) => warning.split(' ')[0])).toEqual([
      'SALT',
      'REPORT_TOKEN',
      'TOPIC_OCID',
    ]);
    const complete = { SALT: 's', REPORT_TOKEN: 't', TOPIC_OCID: 'ocid1.onstopic.oc1.fra.x' };
    expect(settingsOf(complete).warnings).toEqual([]);
  });

  it('takes an API key where there is no resource principal, and then all of it', () => {
    expect(settingsOf(EDGE).apiKey?.fingerprint).toBe(EDGE.OCI_KEY_FINGERPRINT);
    expect(problemsOf({ OCI_USER_OCID: EDGE.OCI_USER_OCID })).toEqual([
      'OCI_REGION: is missing',
      'OCI_TENANCY_OCID: is missing',
      'OCI_KEY_FINGERPRINT: is missing',
      'OCI_PRIVATE_KEY: is missing',
    ]);
  });
});

describe('settings of the edge', () => {
  it('requires region and API key, and names all that is missing at once', () => {
    expect(problemsOf({}, 'edge')).toEqual(Object.keys(EDGE).map((name) => `${name}: is missing`));
    expect(settingsOf(EDGE, 'edge').region).toBe('eu-frankfurt-1');
  });

  it('takes a key whose newlines were written as \\n', () => {
    const env = { ...EDGE, OCI_PRIVATE_KEY: PEM.replaceAll('\n', '\\n') };
    expect(settingsOf(env, 'edge').apiKey?.privateKeyPem).toBe(PEM);
  });

  it('takes PKCS#1, and no encrypted key', () => {
    const rsa = PEM.replaceAll('PRIVATE', 'RSA PRIVATE');
    expect(settingsOf({ ...EDGE, OCI_PRIVATE_KEY: rsa }, 'edge').apiKey?.privateKeyPem).toBe(rsa);
    const encrypted = PEM.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE');
    expect(problemsOf({ ...EDGE, OCI_PRIVATE_KEY: encrypted }, 'edge')).toHaveLength(1);
  });
});

describe('one setting', () => {
  it.each(['', '   ', '\t\n'])('that is blank (%j) is an absent one', (blank) => {
    expect(settingsOf({ BUCKET: blank, SALT: blank, EXACT_VISITORS_MAX: blank })).toMatchObject({
      bucket: 'cloud-resume-data',
      salt: 'change-me',
      exactVisitorsMax: 2048,
    });
  });

  it('keeps the spaces of a salt and of a token, and of nothing else', () => {
    const env = { SALT: ' s ', REPORT_TOKEN: ' t ', BUCKET: ' b ' };
    expect(settingsOf(env)).toMatchObject({ salt: ' s ', reportToken: ' t ', bucket: 'b' });
  });

  it.each(['t', 'a token, with "quotes" & %41', '!~', 'x'.repeat(500)])(
    'takes the token %j, which a header carries as it is',
    (token) => {
      expect(settingsOf({ REPORT_TOKEN: token }).reportToken).toBe(token);
      const headers = new Headers({ authorization: `Bearer ${token}` });
      expect(headers.get('authorization')).toBe(`Bearer ${token}`);
      expect(warningsOf(token)).toEqual([]);
    },
  );

  it.each(['token ', ' token', 'token\n', 'to\tken', 'pässwort', '🔑'])(
    'warns of the token %j, which no header would carry, and goes on counting',
    (token) => {
      expect(settingsOf({ REPORT_TOKEN: token }).reportToken).toBe(token);
      expect(warningsOf(token)).toEqual([expect.stringContaining('printable ASCII')]);
    },
  );

  it('may come as a number or a boolean, as wrangler.toml can write it', () => {
    const env = { EXACT_VISITORS_MAX: 100, PUBLIC_STATS: true, RATE_LIMIT: false };
    expect(settingsOf(env)).toMatchObject({
      exactVisitorsMax: 100,
      publicStats: true,
      rateLimit: false,
    });
  });

  it('that nobody knows is left alone', () => {
    expect(settingsOf({ PATH: '/bin', HOME: { not: 'text' } }).bucket).toBe('cloud-resume-data');
  });

  it('lists origins with and without a slash at the end, and * wins', () => {
    const env = { ALLOWED_ORIGINS: 'https://a.example/, http://localhost:8080' };
    expect(settingsOf(env).allowedOrigins).toEqual(['https://a.example', 'http://localhost:8080']);
    expect(settingsOf({ ALLOWED_ORIGINS: 'https://a.example,*' }).allowedOrigins).toBe('*');
  });

  it('takes http:// for an endpoint on loopback only', () => {
    for (const url of ['http://127.0.0.1:8789', 'http://localhost:1', 'http://[::1]:1']) {
      expect(settingsOf({ OCI_OBJECT_STORAGE_URL: url }).objectStorageUrl).toBe(url);
    }
    expect(problemsOf({ OCI_OBJECT_STORAGE_URL: 'http://127.0.0.1.example' })).toHaveLength(1);
  });

  const WRONG: readonly [name: string, value: string, help: RegExp][] = [
    ['BUCKET', '..', /a name, not \. or \.\./],
    ['BUCKET', 'b'.repeat(257), /at most 256 bytes/],
    ['OBJECT', '.', /a name, not \. or \.\./],
    ['OBJECT', '..', /a name, not \. or \.\./],
    ['OBJECT', 'ö'.repeat(513), /at most 1024 bytes/],
    ['TOPIC_OCID', 'my-topic', /starts with ocid1\.onstopic\./],
    ['TOPIC_OCID', 'ocid1.onstopic.oc1/../x', /starts with ocid1\.onstopic\./],
    ['ALLOWED_ORIGINS', 'example.com', /such as https:\/\/example\.com/],
    ['ALLOWED_ORIGINS', 'https://example.com/page', /such as https:\/\/example\.com/],
    ['ALLOWED_ORIGINS', 'null', /such as https:\/\/example\.com/],
    ['ALLOWED_ORIGINS', ' , ', /such as https:\/\/example\.com/],
    ['OCI_REGION', 'eu-frankfurt-1.evil.example/', /such as eu-frankfurt-1/],
    ['OCI_NAMESPACE', 'a/b', /letters and digits/],
    ['OCI_TENANCY_OCID', 'ocid1.user.oc1..x', /ocid1\.tenancy\./],
    ['OCI_USER_OCID', 'me', /ocid1\.user\./],
    ['OCI_KEY_FINGERPRINT', '20:3b', /16 hex pairs with colons/],
    ['OCI_PRIVATE_KEY', '/home/me/key.pem', /PEM private key/],
    ['OCI_OBJECT_STORAGE_URL', 'http://example.com', /https:\/\/ URL without a path/],
    ['OCI_OBJECT_STORAGE_URL', 'https://example.com/n', /without a path/],
    ['OCI_OBJECT_STORAGE_URL', 'https://example.com?a=1', /without a path/],
    ['OCI_NOTIFICATIONS_URL', 'https://:word@example.com', /without a path/],
    ['EXACT_VISITORS_MAX', '2049', /whole number from 0 to 2048/],
    ['EXACT_VISITORS_MAX', '1e3', /whole number from 0 to 2048/],
    ['STORE_REQUESTS_PER_MONTH', '-5', /whole number from 1000 to/],
    ['RATE_LIMIT', 'yes', /on or off/],
    ['PUBLIC_STATS', '2', /on or off/],
    ['BADGE_HITS', 'maybe', /on or off/],
  ];

  it.each(WRONG)('%s=%s is refused by name, with what it must be', (name, value, help) => {
    const problems = problemsOf({ ...EDGE, [name]: value }, 'edge');
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name}: must be .*${help.source}`));
  });

  it('is named with every other wrong one at once, and no problem repeats a secret', () => {
    const wrong = Object.fromEntries(WRONG.map(([name]) => [name, 'Wr\u00f6ng/../secret']));
    const accepted = ['BUCKET', 'OBJECT'];
    const problems = problemsOf(wrong, 'edge');
    expect(problems.map((problem) => problem.split(':')[0]).sort()).toEqual(
      Object.keys(wrong)
        .filter((name) => !accepted.includes(name))
        .sort(),
    );
    expect(problems.join()).not.toContain('secret');
  });
});

function warningsOf(token: string): string[] {
  const { warnings } = settingsOf({ REPORT_TOKEN: token });
  return warnings.filter((warning) => warning.startsWith('REPORT_TOKEN'));
}
