/** The quick run: no test in it starts a server or a process, or reads what a build has made. */
import { globSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { NOT_QUICK } from '../support/quick-tests.ts';
import { importsOf, listSourceFiles, ROOT } from '../support/source-files.ts';

const SLOW =
  /^(node:(child_process|cluster|https?|http2|net|worker_threads)|wrangler|miniflare|playwright-core|@hono\/node-server.*)$/;
const files = new Map(listSourceFiles().map((file) => [file.path, file]));
const inTree = (pattern: string) => globSync(pattern, { cwd: ROOT });
const leftOut = new Set(NOT_QUICK.flatMap(inTree));
const quick = inTree('test/**/*.test.ts').filter((path) => !leftOut.has(path));

/** Everything that a file imports, and that these import in turn. */
function reachedFrom(path: string, reached = new Set<string>()): ReadonlySet<string> {
  const file = files.get(path);
  for (const name of file === undefined ? [] : importsOf(file)) {
    if (reached.has(name)) continue;
    reached.add(name);
    reachedFrom(name, reached);
  }
  return reached;
}

const slowPartsOf = (path: string) => [...reachedFrom(path)].filter((name) => SLOW.test(name));

describe('the quick run', () => {
  it('has the counter, its commits and its journal, and more than half of all test files', () => {
    for (const folder of ['counter', 'commit', 'journal', 'routes', 'settings'])
      expect(quick.some((path) => path.startsWith(`test/${folder}/`))).toBe(true);
    const slow = [...leftOut].filter((path) => path.endsWith('.test.ts'));
    expect(quick.length).toBeGreaterThan(slow.length);
  });

  it('starts no server, runtime, browser or other process', () => {
    const slow = quick.flatMap((path) => slowPartsOf(path).map((name) => `${path}: ${name}`));
    expect(slow).toEqual([]);
  });

  it('reads nothing that a build has made', () => {
    const readers = quick.filter((path) => /['"`/]dist\//.test(files.get(path)?.text ?? ''));
    expect(readers).toEqual([]);
  });

  it.each(NOT_QUICK)('leaves out by %s something that is there', (pattern) => {
    expect(inTree(pattern)).not.toEqual([]);
  });
});

test('a test that starts a process through another file is found', () => {
  expect(slowPartsOf('test/start/start.test.ts')).toContain('node:child_process');
});
