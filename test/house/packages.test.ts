/** What is installed: exact versions, one workerd, no address of a registry, and scripts of three packages alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Versions = Readonly<Record<string, string>>;

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly dependencies: Versions;
  readonly devDependencies: Versions;
  readonly allowScripts: Readonly<Record<string, boolean>>;
};
const lockText = readFileSync('package-lock.json', 'utf8');
const { packages } = JSON.parse(lockText) as {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly hasInstallScript?: boolean }>
  >;
};
const installed = Object.entries(packages).filter(([place]) => place !== '');
const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 13);

test('every package is named by one exact version', () => {
  const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  for (const [name, version] of versions) {
    expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
  }
});

test('there is one workerd, and one of each of its parts', () => {
  const parts = installed.map(([place]) => nameOf(place)).filter((name) => /workerd/.test(name));
  expect(parts).toContain('workerd');
  expect(new Set(parts).size).toBe(parts.length);
});

test('the lock file tells no address that packages are loaded from', () => {
  expect(lockText).not.toContain('"resolved"');
  expect(lockText).not.toMatch(/https?:\/\/[^"]*\.tgz/);
});

test('each install script that runs is allowed by name, and no other', () => {
  const optional = new Set(['fsevents']);
  const withScripts = installed
    .filter(([place, { hasInstallScript }]) => hasInstallScript && !optional.has(nameOf(place)))
    .map(([place]) => nameOf(place));
  expect([...new Set(withScripts)].sort()).toEqual(Object.keys(manifest.allowScripts).sort());
});

test('the image of the Function installs no more than its build imports', () => {
  expect(readFileSync('Dockerfile', 'utf8')).toContain('RUN npm ci --omit=dev\n');
  const scripts = readdirSync('scripts').filter((name) => /^build-.*\.ts$/.test(name));
  const texts = scripts.map((name) => readFileSync(`scripts/${name}`, 'utf8')).join('\n');
  const imported = [...texts.matchAll(/from '([^.][^']*)'/g)].map(([, name = '']) => name);
  const packagesOfBuild = imported.filter((name) => !name.startsWith('node:'));
  expect(packagesOfBuild).toContain('esbuild');
  for (const name of packagesOfBuild) expect(Object.keys(manifest.dependencies)).toContain(name);
});
