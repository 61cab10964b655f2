/** A simulator that no bug disturbs would prove nothing: each mutant must be caught, in seeds that pass without it. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { MUTANTS } from './mutants.ts';

const SEEDS = 200;
const root = fileURLToPath(new URL('../../', import.meta.url));

interface Run {
  readonly exitCode: number;
  readonly output: string;
}

/** A process of its own, since the sources that it loads are not ours. */
function simulateWith(mutant: string): Promise<Run> {
  const hooks = './test/simulation/mutate.ts';
  const simulate = ['test/simulation/simulate.ts', '--seeds', String(SEEDS)];
  const env = { ...process.env, MUTANT: mutant };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', hooks, ...simulate],
      { cwd: root, env },
      (_error, stdout, stderr) =>
        resolve({ exitCode: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}

describe('the simulator', () => {
  test('has at least fifteen mutants, each with a name of its own', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    expect(MUTANTS.length).toBeGreaterThanOrEqual(15);
  });

  test.each(MUTANTS.map(({ name }) => name))(
    'sees it when %s',
    async (name) => {
      const { exitCode, output } = await simulateWith(name);
      expect(output).toMatch(/^seed \d+: a promise is broken: .+\nreplay it: /);
      expect(exitCode).toBe(1);
    },
    60_000,
  );
});
