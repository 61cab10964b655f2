/** What the README and docs point to is there, and the settings they name are those that are read. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { parseSettings } from '../../shared/settings/settings.ts';

const pages = [
  'README.md',
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

test('the README names every setting that is read, and no other', () => {
  const readme = readFileSync('README.md', 'utf8');
  const section = readme.slice(readme.indexOf('## Settings'), readme.indexOf('## How it works'));
  const named = [...section.matchAll(/^\| `([A-Z][A-Z_]+)`/gm)].map(([, name]) => name);
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
