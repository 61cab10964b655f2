/** scripts/install.mjs: installs when it has to, and only then, by whatever command the packages came. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';

interface Entry {
  readonly version: string;
  readonly integrity?: string;
  readonly optional?: boolean;
}
type Packages = Readonly<Record<string, Entry>>;

const ROOT: Packages = { '': { version: '1.0.0' } };
const LOCK: Packages = {
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/a/node_modules/b': { version: '2.0.0', integrity: 'sha512-b' },
  'node_modules/for-another-platform': { version: '3.0.0', integrity: 'sha512-c', optional: true },
};
/** As npm lists them in node_modules: without the project, and without what is not for this machine. */
const { 'node_modules/for-another-platform': _, ...INSTALLED } = LOCK;

let project = '';

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'install-'));
  const folder = project;
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync('scripts/install.mjs', join(project, 'scripts/install.mjs'));
  mkdirSync(join(project, 'node_modules'));
});

const lockFile = (path: string, packages: Packages) =>
  writeFileSync(join(project, path), JSON.stringify({ lockfileVersion: 3, packages }));

/** An npm that tells that it was asked, and ends as told. */
function install(status = 0) {
  const npm = join(project, 'npm');
  writeFileSync(npm, `#!/bin/sh\necho "npm $*"\ntouch "${project}/asked"\nexit ${status}\n`);
  chmodSync(npm, 0o755);
  const PATH = `${project}${delimiter}${process.env.PATH}`;
  const script = join(project, 'scripts/install.mjs');
  const run = spawnSync(process.execPath, [script], { env: { PATH }, encoding: 'utf8' });
  return { ...run, asked: existsSync(join(project, 'asked')) };
}

test('installs where there is nothing, and says nothing on the standard output', () => {
  lockFile('package-lock.json', { ...ROOT, ...LOCK });
  const { asked, status, stderr, stdout } = install();
  expect({ asked, status, stdout }).toEqual({ asked: true, status: 0, stdout: '' });
  expect(stderr).toContain('npm ci --loglevel=error');
});

test('leaves alone what npm has installed by whatever command', () => {
  lockFile('package-lock.json', { ...ROOT, ...LOCK });
  lockFile('node_modules/.package-lock.json', INSTALLED);
  expect(install()).toMatchObject({ asked: false, status: 0, stderr: '', stdout: '' });
});

const a = 'node_modules/a';
test.each<readonly [string, Packages]>([
  ['another version', { ...LOCK, [a]: { version: '1.0.1', integrity: 'sha512-a' } }],
  [
    'other bytes of the same version',
    { ...LOCK, [a]: { version: '1.0.0', integrity: 'sha512-x' } },
  ],
  ['one more', { ...LOCK, 'node_modules/d': { version: '4.0.0' } }],
  ['one less', { [a]: { version: '1.0.0', integrity: 'sha512-a' } }],
])('installs again when the lock file names %s', (_, packages) => {
  lockFile('package-lock.json', { ...ROOT, ...packages });
  lockFile('node_modules/.package-lock.json', INSTALLED);
  expect(install()).toMatchObject({ asked: true, status: 0 });
});

test('installs over a list that cannot be read, and fails when npm does', () => {
  lockFile('package-lock.json', { ...ROOT, ...LOCK });
  writeFileSync(join(project, 'node_modules/.package-lock.json'), '{');
  const { asked, status, stderr } = install(1);
  expect({ asked, status }).toEqual({ asked: true, status: 1 });
  expect(stderr).toContain('npm ci failed');
});

test('finds this very tree installed', () => {
  cpSync('package-lock.json', join(project, 'package-lock.json'));
  cpSync('node_modules/.package-lock.json', join(project, 'node_modules/.package-lock.json'));
  expect(install()).toMatchObject({ asked: false, status: 0 });
});
