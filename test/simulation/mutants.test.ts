/** A simulator that no bug disturbs would prove nothing: each mutant must be caught, in seeds that pass without it. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { MUTANTS, type Mutant } from './mutants.ts';

const SEEDS = 200;
const root = fileURLToPath(new URL('../../', import.meta.url));

interface Run {
  readonly exitCode: number;
  readonly output: string;
}

/** A process of its own, since the sources that it loads are not ours. */
function simulateWith({ name, from = 1, with: extraCheck }: Mutant): Promise<Run> {
  const hooks = './test/simulation/mutate.ts';
  const simulate = [
    'test/simulation/simulate.ts',
    '--seeds',
    String(SEEDS),
    '--from',
    String(from),
  ];
  if (extraCheck !== undefined) simulate.push('--with', extraCheck);
  const env = { ...process.env, MUTANT: name };
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

  test.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    'sees it when %s',
    async (_name, mutant) => {
      const { exitCode, output } = await simulateWith(mutant);
      expect(output).toMatch(/^seed \d+: a promise is broken: .+\nreplay it: /);
      expect(exitCode).toBe(1);
    },
    60_000,
  );
});
