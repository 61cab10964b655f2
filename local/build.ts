/** Builds Worker and Function as they are deployed; prints their errors alone. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { explainFileTrouble } from './file-trouble.ts';
import { StartProblem } from './start-settings.ts';

/** @throws StartProblem: of a build that failed, once it has said why itself */
export function buildBoth(): void {
  for (const folder of ['dist/assets', 'dist/function', 'dist/worker']) makeWritable(folder);
  run('scripts/build-function.ts');
  run('node_modules/wrangler/bin/wrangler.js', 'deploy', '--dry-run', '--outdir', 'dist/worker');
}

function makeWritable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const words = explainFileTrouble(error, folder, 'start a copy of the project that is yours.');
    if (words === undefined) throw error;
    throw new StartProblem(words);
  }
}

function run(...command: readonly string[]): void {
  const quiet = { WRANGLER_SEND_METRICS: 'false', WRANGLER_WRITE_LOGS: 'false' };
  const env = { ...process.env, ...quiet };
  try {
    execFileSync(process.execPath, command, { stdio: ['ignore', 'ignore', 'inherit'], env });
  } catch {
    throw new StartProblem(`${command[0]} failed, for the reason above.`);
  }
}
