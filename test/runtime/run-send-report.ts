/** Runs the daily report's shell step as GitHub does: by bash, with its settings in the environment. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../scripts/send-report.sh', import.meta.url));

export interface ScriptRun {
  readonly exitCode: number;
  /** Both streams. */
  readonly output: string;
  /** What any process of the machine could have seen: the arguments and environment of each curl. */
  readonly visible: string;
}

/** Stands before the real curl in the PATH, and notes how it was called. */
const CURL_WITH_NOTES = `#!/usr/bin/env bash
{ printf '%s\\n' "$@"; env; } >>"$NOTES_FILE"
PATH="\${PATH#*:}" exec curl "$@"
`;

export async function runSendReport(
  settings: Readonly<Record<string, string>>,
): Promise<ScriptRun> {
  const folder = await mkdtemp(join(tmpdir(), 'send-report-'));
  const notesFile = join(folder, 'notes');
  try {
    await writeFile(join(folder, 'curl'), CURL_WITH_NOTES, { mode: 0o755 });
    await writeFile(notesFile, '');
    const env = {
      PATH: `${folder}${delimiter}${process.env.PATH}`,
      NOTES_FILE: notesFile,
      REPORT_DELAYS: '0 0',
      GITHUB_ACTIONS: 'true',
      ...settings,
    };
    const run = await runBash(env);
    return { ...run, visible: await readFile(notesFile, 'utf8') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runBash(env: Record<string, string>): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve) => {
    execFile('bash', [SCRIPT], { env }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : Number(error.code ?? 1);
      resolve({ exitCode, output: stdout + stderr });
    });
  });
}
