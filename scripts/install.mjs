// Installs what package-lock.json names, when node_modules lacks it or holds another version of it.
// Runs before `npm start`, `npm test`, `npm run check` and others, so that a newcomer needs no other command.
// Plain JavaScript: it runs on Node 20, before the project's own Node is there. Speaks to the error output:
// what a command prints may be on its way into a file.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('..', import.meta.url);

/** The packages of a lock file by their place, without the project itself; undefined when there is none. */
function readPackages(path) {
  try {
    const { packages } = JSON.parse(readFileSync(new URL(path, root), 'utf8'));
    return Object.entries(packages).filter(([place]) => place !== '');
  } catch {
    return undefined;
  }
}

/**
 * Whether node_modules holds what package-lock.json names, by the list that npm itself keeps there (npm 7
 * and newer; it is written last, so an install that was broken off has none). Packages for other platforms
 * are optional and left out of it.
 */
function isInstalled(wanted, installed) {
  if (installed === undefined) return false;
  const found = new Map(installed);
  const names = new Map(wanted);
  const isSame = (one, other) => one.version === other.version && one.integrity === other.integrity;
  return (
    wanted.every(([place, entry]) =>
      found.has(place) ? isSame(entry, found.get(place)) : entry.optional === true,
    ) && installed.every(([place]) => names.has(place))
  );
}

const wanted = readPackages('package-lock.json') ?? [];
if (!isInstalled(wanted, readPackages('node_modules/.package-lock.json'))) {
  console.error('Installing what package-lock.json names …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['ci', '--loglevel=error'], {
    cwd: fileURLToPath(root),
    stdio: ['inherit', 2, 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(
      'npm ci failed: see its words above. It needs Node 20.17 or newer, and a network.',
    );
    process.exit(1);
  }
}
