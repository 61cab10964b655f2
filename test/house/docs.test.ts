/** What the README and docs point to is there, and their tables are those of the code. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ASSETS } from '../../shared/assets/assets.ts';
import { FAILURE_ANSWERS } from '../../shared/errors.ts';
import { ROUTES } from '../../shared/route-table.ts';
import { parseSettings } from '../../shared/settings/settings.ts';
import { isNeededToCount, settingsSchema } from '../../shared/settings/settings-schema.ts';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'test/README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

test.each(pages)('every link of %s leads somewhere', (page) => {
  const links = [...readFileSync(page, 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^https?:/.test(link));
  const missing = links.filter((link) => !existsSync(join(dirname(page), link)));
  expect(missing).toEqual([]);
});

describe('the README', () => {
  const readme = readFileSync('README.md', 'utf8');

  test('has at most 150 lines', () => {
    expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(150);
  });

  test('answers an owner’s questions in their order', () => {
    const titles = [...readme.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    expect(titles.slice(0, 8)).toEqual([
      'Try it',
      'Put it on your site',
      'See your numbers',
      'Run it for real',
      'Back up and move',
      'What is stored about people',
      'What it costs',
      'How each view counts exactly once',
    ]);
  });

  test('lists every other page', () => {
    const list = readme.slice(readme.indexOf('## Where to read on'));
    const missing = pages.filter((page) => page !== 'README.md' && !list.includes(`](${page})`));
    expect(missing).toEqual([]);
  });
});

describe('docs/settings.md', () => {
  const page = readFileSync('docs/settings.md', 'utf8');
  const rows = [...page.matchAll(/^\| `([A-Z][A-Z_]+)`[^|]*\| +([^|]+?) +\|/gm)];

  test('names every setting that is read, and no other', () => {
    const named = rows.map(([, name]) => name);
    const read = new Set<string>();
    const env = new Proxy<Record<string, unknown>>(
      {},
      {
        get: (_, name) => {
          read.add(String(name));
          return undefined;
        },
      },
    );
    parseSettings(env, 'edge');
    expect(named.sort()).toEqual([...read].sort());
  });

  test('gives the defaults of the schema', () => {
    const defaults: Readonly<Record<string, unknown>> = settingsSchema.parse({});
    const asText = (value: unknown) =>
      typeof value === 'boolean' ? (value ? 'on' : 'off') : value;
    const said = rows.map(([, name = '', text = '']) => [name, /^`(.*)`$/.exec(text)?.[1]]);
    const wanted = rows.map(([, name = '']) => {
      const value = asText(defaults[name]);
      return [name, value === undefined ? undefined : String(value)];
    });
    expect(said).toEqual(wanted);
  });
});

test('docs/settings.md names the settings that stop all counting when they are wrong', () => {
  const page = readFileSync('docs/settings.md', 'utf8');
  const [, list = ''] = /counting needs it: (.*?)\. Any other/s.exec(page) ?? [];
  const named = [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  const needed = Object.keys(settingsSchema.shape).filter(isNeededToCount);
  expect(named.sort()).toEqual(needed.sort());
});

describe('docs/routes.md', () => {
  const page = readFileSync('docs/routes.md', 'utf8');

  test('has a row with its methods for every route, and no other', () => {
    const rows = [...page.matchAll(/^\| `(\/[^`]*)` +\| ([A-Z, ]+?) +\|/gm)];
    const said = rows.map(([, path = '', methods = '']) => [path, methods.split(', ')] as const);
    const assets = Object.keys(ASSETS).map((path) => [path, ['GET']] as const);
    const routes = Object.entries(ROUTES).map(([path, { methods }]) => [path, methods] as const);
    const ofTheCode = new Map<string, readonly string[]>([...routes, ...assets]);
    expect(said.length).toBe(ofTheCode.size);
    expect(new Map(said)).toEqual(ofTheCode);
  });

  test('names the token where the table of routes wants it, and nowhere else but for a part', () => {
    const rows = [...page.matchAll(/^\| `(\/[^`]*)` +\| [A-Z, ]+\| +([^|]+?) +\|/gm)];
    const access = new Map(rows.map(([, path = '', who = '']) => [path, who]));
    for (const [path, { access: asked }] of Object.entries(ROUTES)) {
      const who = access.get(path) ?? '';
      if (asked === 'owner') expect(who).toBe('token');
      if (asked === 'owner-unless-public') expect(who).toMatch(/^token, or `PUBLIC_STATS=on`/);
      if (asked === 'anybody' || asked === 'allowed-page') expect(who).not.toMatch(/^token/);
    }
  });

  test('has a row with its status for every error, and no other', () => {
    const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| (\d{3}) +\|/gm)];
    const said = Object.fromEntries(rows.map(([, word, status]) => [word, Number(status)]));
    const answers = Object.entries(FAILURE_ANSWERS).map(([word, { status }]) => [word, status]);
    expect(said).toEqual(Object.fromEntries(answers));
  });
});

test('the README names every command of package.json that a person runs', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const readme = readFileSync('README.md', 'utf8');
  const commands = Object.keys(scripts).filter((name) => !name.startsWith('pre'));
  const isNamed = (name: string) =>
    new RegExp(`(npm (run )?(--silent )?|\`)${name}[\` ]`).test(readme);
  const missing = commands.filter((name) => !isNamed(name));
  expect(missing).toEqual([]);
});
