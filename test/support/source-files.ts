/** The project's own TypeScript: every file, and what it imports, as paths from the root. */
import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const FOLDERS = [
  'shared',
  'worker',
  'function',
  'local',
  'cli',
  'setup',
  'scripts',
  'bench',
  'test',
];

export interface SourceFile {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
}

export function listSourceFiles(): SourceFile[] {
  return globSync(`{${FOLDERS.join(',')}}/**/*.ts`, { cwd: ROOT })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => ({ path, text: readFileSync(`${ROOT}${path}`, 'utf8') }));
}

const FROM = /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm;
const BARE = /^\s*import\s*['"]([^'"]+)['"]/gm;
const CALLED = /\bimport\(\s*['"]([^'"]+)['"]/g;
const REFERENCE = /^\/\/\/\s*<reference path="([^"]+)"/gm;

/** A file of the project as its path from the root, anything else by its own name. */
export function importsOf({ path, text }: SourceFile): string[] {
  const names = [FROM, BARE, CALLED, REFERENCE].flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => match[1] ?? ''),
  );
  return names.map((name) => (name.startsWith('.') ? posix.join(posix.dirname(path), name) : name));
}
