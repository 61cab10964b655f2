/**
 * Every interleaving of two writers, or of an edge and a gateway, with three visits and a write that may land
 * late, or a document that vanishes and comes back, or a store whose date jumps. A model that no bug breaks
 * would prove nothing: some mutants are explored as well.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const EXPLORATION_MS = 240_000;

interface Run {
  readonly exitCode: number;
  readonly output: string;
}

/** A process of its own, since mutants are loaded in place of the sources. */
function exploreModel(model: string, mutant?: string): Promise<Run> {
  const hooks = mutant === undefined ? [] : ['--import', './test/simulation/mutate.ts'];
  const env = { ...process.env, ...(mutant !== undefined && { MUTANT: mutant }) };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [...hooks, 'test/model/explore-main.ts', model],
      { cwd: root, env },
      (_error, stdout, stderr) =>
        resolve({ exitCode: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}

describe('every interleaving', () => {
  test.each([
    ['two processes that write through', 'direct', 10_000],
    ['two processes, of which one may be refused for another', 'refusals', 5_000],
    ['two processes whose document vanishes, and is put back', 'vanishing', 3_000],
    ["two processes while the store's date jumps", 'dates', 5_000],
    ['an edge whose copy comes back once the object is gone', 'copies', 2_000],
    ['an edge that may be evicted, and a gateway', 'eviction', 50_000],
    ['an edge that may run twice, and a gateway', 'double', 50_000],
  ])(
    'of %s keeps every promise',
    async (_, model, statesMin) => {
      const { exitCode, output } = await exploreModel(model);
      console.info(output.trim());
      expect(output).toContain('no promise broken');
      expect(exitCode).toBe(0);
      expect(Number(/: (\d+) states/.exec(output)?.[1])).toBeGreaterThan(statesMin);
    },
    EXPLORATION_MS,
  );

  test.each([
    ['direct', 'no mark is written'],
    ['direct', 'marks are tested only after a conflict'],
    ['direct', 'an unknown outcome is taken for a success'],
    ['refusals', 'conflict is told while a write may still land'],
    ['vanishing', 'a document that is gone is begun anew by whoever knew it'],
    ['vanishing', 'a spoiled document is named although a write of ours is unanswered'],
    ['vanishing', 'what a commit has read that gave up is forgotten'],
    ['dates', "a missing mark is trusted although the store's dates jumped"],
    ['copies', 'a copy leaves the edge without the mark of the rows that it holds'],
    ['eviction', 'rows are freed before their commit'],
    ['eviction', 'rows that have landed already are flushed again with newer ones'],
    ['double', 'no mark is written'],
  ])(
    'of the %s model shows where a promise breaks when %s',
    async (model, mutant) => {
      const { exitCode, output } = await exploreModel(model, mutant);
      expect(output).toMatch(/\nBROKEN: .+\n {2}1\. /);
      expect(exitCode).toBe(1);
    },
    EXPLORATION_MS,
  );
});
