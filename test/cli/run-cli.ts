/** The command line as a person runs it, against a real emulator; looks at everything it prints for secrets. */
import { execFile } from 'node:child_process';
import { expect } from 'vitest';

export interface CliRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Variables = Readonly<Record<string, string>>;

/** `env` is all of its environment. */
export function runCli(args: readonly string[], env: Variables): Promise<CliRun> {
  return runProgram(process.execPath, ['cli/main.ts', ...args], env);
}

/** Through `npm run`, with its own options before the script's name. */
export function runByNpm(
  npmOptions: readonly string[],
  args: readonly string[],
  env: Variables,
): Promise<CliRun> {
  return runProgram('npm', ['run', ...npmOptions, 'cli', '--', ...args], env);
}

async function runProgram(
  program: string,
  args: readonly string[],
  env: Variables,
): Promise<CliRun> {
  const run = await new Promise<CliRun>((resolve) => {
    const child = execFile(
      program,
      [...args],
      { env: { PATH: process.env.PATH, ...env } },
      (_error, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
    );
    child.stdin?.end();
  });
  const printed = run.stdout + run.stderr;
  for (const name of ['OCI_PRIVATE_KEY', 'SALT', 'REPORT_TOKEN']) {
    const secret = env[name]?.split('\n')[1] ?? env[name];
    if (secret) expect(printed).not.toContain(secret);
  }
  expect(printed).not.toContain('    at ');
  return run;
}
