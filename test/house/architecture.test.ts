/** docs/architecture.md: the files that it names are there, and its drawing and table are the import rules. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { AREAS } from '../support/import-areas.ts';
import { ROOT } from '../support/source-files.ts';

const PAGE = readFileSync(`${ROOT}docs/architecture.md`, 'utf8');
const PARTS = PAGE.split('\n## ').find((section) => section.startsWith('The parts')) ?? '';
const [, DRAWING = ''] = /```text\n(.*?)```/s.exec(PARTS) ?? [];

/** Rooms: what the rules say of a whole folder. */
const ROOMS = AREAS.filter(({ path }) => path.endsWith('/'));

/** Where a room stands, from above; -1 when it is not drawn. */
function lineOf(room: string): number {
  return DRAWING.split('\n').findIndex((line) => line.split(/[^\w./-]+/).includes(room));
}

/** The room that a path of the rules lies in; undefined for one of the three files beside them. */
function roomOf(path: string): string | undefined {
  if (/^shared\/[\w-]+\.ts$/.test(path)) return undefined;
  return ROOMS.find(({ path: room }) => path.startsWith(room))?.path;
}

describe('docs/architecture.md', () => {
  test('names only files and folders that are there', () => {
    const named = [...PAGE.matchAll(/`((?:\.github|\w[\w-]*)\/[\w./-]*)`/g)].map(
      ([, path = '']) => path,
    );
    expect(named.length).toBeGreaterThan(80);
    expect(named.filter((path) => !existsSync(`${ROOT}${path}`))).toEqual([]);
  });

  test('has a row for each import rule, in their order', () => {
    const rows = [...PARTS.matchAll(/^\| `([^`]+)` +\| [^|]+ \| ([^|]+?) +\|$/gm)];
    const said = rows.map(([, path, files]) => [path, files]);
    const asText = (files: readonly string[]) =>
      files.map((file) => (file === '*' ? 'everything' : `\`${file}\``)).join(', ') || 'nothing';
    expect(said).toEqual(AREAS.map(({ files, path }) => [path, asText(files)]));
  });

  test('draws every room below those that may import it', () => {
    for (const { path, files } of ROOMS) {
      expect(lineOf(path), path).toBeGreaterThanOrEqual(0);
      const below = files.map(roomOf).filter((room) => room !== undefined && room !== path);
      for (const room of below)
        expect(lineOf(room ?? ''), `${path} ${room}`).toBeGreaterThan(lineOf(path));
    }
  });

  test('speaks of every folder of shared/, and of every runtime', () => {
    const folders = globSync('{shared/*,worker,function,cli,local}/', { cwd: ROOT });
    const missing = folders
      .map((folder) => `${folder.replaceAll('\\', '/').replace(/\/$/, '')}/`)
      .filter((folder) => !PAGE.includes(`\`${folder}`));
    expect(folders.length).toBeGreaterThan(15);
    expect(missing).toEqual([]);
  });
});
