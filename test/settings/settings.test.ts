import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Environment, parseSettings, type Settings } from '../../shared/settings/settings.ts';

const PEM = '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----';

const SECRET = '9f86d081884c7d659a2feaa0c55ad015';

const EDGE = {
  OCI_REGION: 'eu-frankfurt-1',
  OCI_TENANCY_OCID: 'ocid1.tenancy.oc1..aaaa',
  OCI_USER_OCID: 'ocid1.user.oc1..bbbb',
  OCI_KEY_FINGERPRINT: '20:3b:97:13:55:1c:5b:0d:d3:37:d8:50:4e:c5:3a:34',
  OCI_PRIVATE_KEY: PEM,
} as const;

/** Nothing in it is worth a warning. */
const COMPLETE = {
  ...EDGE,
  SALT: SECRET,
  REPORT_TOKEN: SECRET,
  TOPIC_OCID: 'ocid1.onstopic.oc1.fra.x',
};

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
    expect(settingsOf(COMPLETE).warnings).toEqual([]);
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

  it.each<[how: string, write: (pem: string) => string]>([
    ['spaces for line breaks', (pem) => pem.replaceAll('\n', ' ')],
    ['no line breaks at all', (pem) => pem.replaceAll('\n', '')],
    ['CRLF', (pem) => `${pem.replaceAll('\n', '\r\n')}\r\n`],
    ['CR alone', (pem) => pem.replaceAll('\n', '\r')],
    ['escapes of CRLF', (pem) => pem.replaceAll('\n', '\\r\\n')],
    ['escapes of escapes', (pem) => pem.replaceAll('\n', '\\\\n')],
    ['double quotes', (pem) => `"${pem.replaceAll('\n', '\\n')}"`],
    ['single quotes', (pem) => `'${pem}'`],
    ['indented lines', (pem) => pem.replaceAll('\n', '\n    ')],
    ['a byte order mark', (pem) => `\ufeff${pem}`],
    ["the last line of Oracle's console", (pem) => `${pem}\nOCI_API_KEY`],
  ])('takes a key with %s, as every library reads it', (_, write) => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    for (const type of ['pkcs8', 'pkcs1'] as const) {
      const pem = privateKey.export({ type, format: 'pem' }).toString().trim();
      const env = { ...EDGE, OCI_PRIVATE_KEY: write(pem) };
      for (const runtime of ['edge', 'function'] as const) {
        expect(settingsOf(env, runtime).apiKey?.privateKeyPem).toBe(pem);
      }
    }
  });

  it('takes a fingerprint in capitals', () => {
    const env = { ...EDGE, OCI_KEY_FINGERPRINT: EDGE.OCI_KEY_FINGERPRINT.toUpperCase() };
    expect(settingsOf(env, 'edge').apiKey?.fingerprint).toBe(EDGE.OCI_KEY_FINGERPRINT);
  });

  it('takes PKCS#1, and no encrypted key', () => {
    const rsa = PEM.replaceAll('PRIVATE', 'RSA PRIVATE');
    expect(settingsOf({ ...EDGE, OCI_PRIVATE_KEY: rsa }, 'edge').apiKey?.privateKeyPem).toBe(rsa);
    const encrypted = PEM.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE');
    expect(problemsOf({ ...EDGE, OCI_PRIVATE_KEY: encrypted }, 'edge')).toHaveLength(1);
    const header = 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,AB12\n\n';
    const openSsl = rsa.replace('MIIE', `${header}MIIE`);
    expect(problemsOf({ ...EDGE, OCI_PRIVATE_KEY: openSsl }, 'edge')).toHaveLength(1);
  });

  it('takes no key that lost its end', () => {
    const cut = PEM.slice(0, PEM.indexOf('-----END'));
    expect(problemsOf({ ...EDGE, OCI_PRIVATE_KEY: cut }, 'edge')).toEqual([
      expect.stringMatching(/^OCI_PRIVATE_KEY: must be a whole PEM private key/),
    ]);
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

  it.each(['a token, with "quotes" & %41', '!~'.repeat(8), 'x'.repeat(500)])(
    'takes the token %j, which a header carries as it is',
    (token) => {
      expect(settingsOf({ REPORT_TOKEN: token }).reportToken).toBe(token);
      const headers = new Headers({ authorization: `Bearer ${token}` });
      expect(headers.get('authorization')).toBe(`Bearer ${token}`);
      expect(warningsOf(token)).toEqual([]);
    },
  );

  it.each([
    `${SECRET} `,
    ` ${SECRET}`,
    `\n${SECRET}`,
    `${SECRET}\tken`,
    `pä${SECRET}`,
    '🔑'.repeat(8),
  ])('warns of the token %j, which no header would carry, and goes on counting', (token) => {
    expect(settingsOf({ REPORT_TOKEN: token }).reportToken).toBe(token);
    expect(warningsOf(token)).toEqual([expect.stringContaining('printable ASCII')]);
  });

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

  it.each([
    ['https://Example.com:443', 'https://example.com'],
    ['HTTPS://EXAMPLE.COM', 'https://example.com'],
    ['http://example.com:80/', 'http://example.com'],
    ['https://example.com:8443//', 'https://example.com:8443'],
    ['https://müller.example', 'https://xn--mller-kva.example'],
    ['https://MÜLLER.example/', 'https://xn--mller-kva.example'],
    ['http://[::0001]:8080', 'http://[::1]:8080'],
    ['https://*.example.com', 'https://*.example.com'],
    ['https://*.Müller.example:443/', 'https://*.xn--mller-kva.example'],
  ])('spells the origin %s as browsers send it', (given, sent) => {
    expect(settingsOf({ ALLOWED_ORIGINS: given }).allowedOrigins).toEqual([sent]);
  });

  it.each([
    ['example.com', 'https://example.com'],
    ['Müller.example', 'https://xn--mller-kva.example'],
    ['https://example.com/page', 'https://example.com'],
    ['https://me:word@example.com', 'https://example.com'],
    ['http://example.com?a=1', 'http://example.com'],
    ['*.example.com', 'https://*.example.com'],
    ['.example.com', 'https://*.example.com'],
    ['https://*.example.com/*', 'https://*.example.com'],
    ['localhost:8080', 'https://localhost:8080'],
    ['https://a.example, b.example, c.example/x', 'https://b.example, https://c.example'],
  ])('says how to write the origins %s', (given, spelling) => {
    const [problem, ...others] = problemsOf({ ALLOWED_ORIGINS: given });
    expect(problem).toMatch(/^ALLOWED_ORIGINS: must be \* or origins such as/);
    expect(problem?.split(': write ')[1]).toBe(spelling);
    expect(others).toEqual([]);
  });

  it.each([
    'https://*',
    'https://*.',
    'https://www.*.example',
    'https://*example.com',
    'https://*.*.example',
    'https://*.127.0.0.1',
    'https://*.[::1]',
    'ftp://example.com',
    'https://a b.example',
    ['https://example.com'],
  ])('refuses %j, which is the origin of no page', (list) => {
    expect(problemsOf({ ALLOWED_ORIGINS: list })).toHaveLength(1);
  });

  it('takes http:// for an endpoint on loopback only', () => {
    for (const url of ['http://127.0.0.1:8789', 'http://localhost:1', 'http://[::1]:1']) {
      expect(settingsOf({ OCI_OBJECT_STORAGE_URL: url }).objectStorageUrl).toBe(url);
    }
    expect(problemsOf({ OCI_OBJECT_STORAGE_URL: 'http://127.0.0.1.example' })).toHaveLength(1);
  });

  it.each(['on', 'ON', 'On', 'true', 'True', 'TRUE', '1', ' on '])('takes %j for on', (word) => {
    const env = { RATE_LIMIT: word, PUBLIC_STATS: word, BADGE_HITS: word };
    expect(settingsOf(env)).toMatchObject({ rateLimit: true, publicStats: true, badgeHits: true });
  });

  it.each(['off', 'OFF', 'Off', 'false', 'False', 'FALSE', '0'])('takes %j for off', (word) => {
    const env = { RATE_LIMIT: word, PUBLIC_STATS: word, BADGE_HITS: word, PAGES: word };
    const off = { rateLimit: false, publicStats: false, badgeHits: false, pages: false };
    expect(settingsOf(env)).toMatchObject(off);
    expect(settingsOf({ ...COMPLETE, ...env }).warnings).toEqual([]);
  });

  const UNNEEDED: readonly [name: string, value: unknown, must: RegExp, fallback: unknown][] = [
    ['TOPIC_OCID', 'my-topic', /starts with ocid1\.onstopic\./, undefined],
    ['TOPIC_OCID', 'ocid1.onstopic.oc1/../x', /starts with ocid1\.onstopic\./, undefined],
    ['REPORT_TOKEN', { token: 'x' }, /text, no list or table/, undefined],
    ['EXACT_VISITORS_MAX', '2049', /whole number from 0 to 2048: 2048 is used/, 2048],
    ['EXACT_VISITORS_MAX', '1e3', /whole number from 0 to 2048: 2048 is used/, 2048],
    ['STORE_REQUESTS_PER_MONTH', '-5', /whole number from 1000 to .*: 45000 is used/, 45_000],
    [
      'SITE_NAME',
      'x'.repeat(61),
      /at most 60 characters: Visitor counter is used/,
      'Visitor counter',
    ],
    ['SITE_NAME', 'two\nlines', /one line of .*: Visitor counter is used/, 'Visitor counter'],
    ['SITE_NAME', ['a'], /text, no list or table: Visitor counter is used/, 'Visitor counter'],
    ['COUNTER_URL', 'counter.example', /the https:\/\/ address of this counter/, undefined],
    ['COUNTER_URL', 'http://counter.example', /the https:\/\/ address/, undefined],
    ['COUNTER_URL', 'https://counter.example/report', /without \/report/, undefined],
    ['COUNTER_URL', 'https://counter.example/?token=x', /the https:\/\/ address/, undefined],
    ['RATE_LIMIT', 'yes', /on or off: on is used/, true],
    ['RATE_LIMIT', 'no', /on or off: on is used/, true],
    ['PUBLIC_STATS', '2', /on or off: off is used/, false],
    ['PUBLIC_STATS', 'yes', /on or off: off is used/, false],
    ['BADGE_HITS', 'maybe', /on or off: off is used/, false],
    ['PAGES', 'yes', /on or off: off is used/, false],
    ['PAGES', 'all', /on or off: off is used/, false],
    ['PAGES', ['on'], /text, no list or table: off is used/, false],
  ];

  /** Those that no text at all is right for. */
  const UNNEEDED_TEXTS = UNNEEDED.filter(([name]) => !/TOKEN|SITE_NAME/.test(name));

  it.each(UNNEEDED)('%s=%j does not stop counting: it falls back, and warns', (...wrong) => {
    const [name, value, must, fallback] = wrong;
    const { warnings, ...settings } = settingsOf({ ...COMPLETE, [name]: value }, 'edge');
    const field = name.toLowerCase().replace(/_(.)/g, (_, letter) => letter.toUpperCase());
    expect(settings[field as keyof typeof settings]).toBe(fallback);
    expect(warnings).toEqual([expect.stringMatching(`^${name} must be .*${must.source}`)]);
    if (fallback === undefined) expect(warnings.join()).toContain('is taken for not set');
    if (typeof value === 'string') expect(warnings.join()).not.toContain(`${value} `);
  });

  it('of letters and digits that is short enough to guess is warned of', () => {
    const { reportToken, salt, warnings } = settingsOf({
      ...COMPLETE,
      SALT: 'a',
      REPORT_TOKEN: 'b',
    });
    expect([salt, reportToken]).toEqual(['a', 'b']);
    expect(warnings).toEqual([
      expect.stringMatching(/^SALT has fewer than 16 characters/),
      expect.stringMatching(/^REPORT_TOKEN has fewer than 16 characters/),
    ]);
  });

  it.each(['\n', '\r\n', '\n\n'])(
    'that is a salt loses the line break %j at its end, and is kept as it was given beside it',
    (end) => {
      const given = ` ${SECRET} ${end}`;
      const { salt, saltAsGiven, warnings } = settingsOf({ ...COMPLETE, SALT: given });
      expect([salt, saltAsGiven]).toEqual([` ${SECRET} `, given]);
      expect(warnings).toEqual([]);
    },
  );

  it.each([undefined, '', ' \n', SECRET, ` ${SECRET}\nx`, `\n${SECRET}`])(
    'that is the salt %j has one form',
    (salt) => {
      expect(settingsOf({ SALT: salt })).not.toHaveProperty('saltAsGiven');
    },
  );

  it('that is a secret is no longer for the blanks around it', () => {
    const env = { ...COMPLETE, SALT: `s${' '.repeat(20)}`, REPORT_TOKEN: `t${' '.repeat(20)}` };
    const { warnings } = settingsOf(env);
    expect(warnings.filter((text) => text.includes('fewer than 16'))).toHaveLength(2);
  });

  it.each(['\n', '\r\n', '\n\n'])('that is a token loses the line break %j at its end', (end) => {
    const env = { ...COMPLETE, REPORT_TOKEN: ` a token with spaces ${end}` };
    expect(settingsOf(env).reportToken).toBe(' a token with spaces ');
  });

  const WRONG: readonly [name: string, value: string, help: RegExp][] = [
    ['BUCKET', '..', /a name, not \. or \.\./],
    ['BUCKET', 'b'.repeat(257), /at most 256 bytes/],
    ['OBJECT', '.', /a name, not \. or \.\./],
    ['OBJECT', '..', /a name, not \. or \.\./],
    ['OBJECT', 'ö'.repeat(513), /at most 1024 bytes/],
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
  ];

  it.each(WRONG)('%s=%s is refused by name, with what it must be', (name, value, help) => {
    const problems = problemsOf({ ...EDGE, [name]: value }, 'edge');
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name}: must be .*${help.source}`));
  });

  it('is named with every other wrong one at once, and no problem repeats a secret', () => {
    const wrong = Object.fromEntries(
      [...WRONG, ...UNNEEDED_TEXTS].map(([name]) => [name, 'Wr\u00f6ng/../secret']),
    );
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
