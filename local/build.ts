/** Builds both sides as they are deployed, quietly: it is their errors that somebody wants to see. */
import { execFileSync } from 'node:child_process';

export function buildBoth(): void {
  run('scripts/build-function.ts');
  run('node_modules/wrangler/bin/wrangler.js', 'deploy', '--dry-run', '--outdir', 'dist/worker');
}

function run(...command: readonly string[]): void {
  const quiet = { WRANGLER_SEND_METRICS: 'false', WRANGLER_WRITE_LOGS: 'false' };
  const env = { ...process.env, ...quiet };
  execFileSync(process.execPath, command, { stdio: ['ignore', 'ignore', 'inherit'], env });
}
