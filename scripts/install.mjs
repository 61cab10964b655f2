// Installs what package-lock.json names, when node_modules lacks it or holds another version of it.
// Runs before `npm start`, `npm test` and `npm run check`, so that a newcomer needs no other command.
// Plain JavaScript: it runs on Node 20, before the project's own Node is there.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const lock = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8');
// A copy of the lock file that was installed last; npm removes it with node_modules.
const installed = new URL('../node_modules/.installed-lock.json', import.meta.url);

if (!existsSync(installed) || readFileSync(installed, 'utf8') !== lock) {
  console.log('Installing what package-lock.json names …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['ci', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(
      'npm ci failed: see its words above. It needs Node 20.17 or newer, and a network.',
    );
    process.exit(1);
  }
  writeFileSync(installed, lock);
}
