/** Runs the daily report's shell step as GitHub does: by bash, with its settings in the environment. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { STEP_SHELL, workflowStep } from '../support/workflow-steps.ts';

/** The very step, so that a wrong path or a misspelt variable in the workflow fails here. */
const STEP = workflowStep('daily-report', "Ask the counter to mail today's report");

export interface ScriptRun {
  readonly exitCode: number;
  /** Both streams. */
  readonly output: string;
  /** What any process of the machine could have seen: the arguments and environment of each curl. */
  readonly visible: string;
}

/** Stands before the real curl in the PATH, notes how it was called, and may fail the first time. */
const CURL_WITH_NOTES = `#!/usr/bin/env bash
if [[ -n \${FIRST_CURL_CODE:-} && ! -s $NOTES_FILE ]]; then first_code=$FIRST_CURL_CODE; fi
{ printf '%s\\n' "$@"; env; } >>"$NOTES_FILE"
if [[ -n \${first_code:-} ]]; then printf 000; echo "curl: ($first_code) as told" >&2; exit "$first_code"; fi
PATH="\${PATH#*:}" exec curl "$@"
`;

/** By the names of the repository's variables and secrets, and of what steers this run (`FIRST_CURL_CODE`). */
export async function runSendReport({
  FIRST_CURL_CODE = '',
  ...settings
}: Readonly<Record<string, string>>): Promise<ScriptRun> {
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
      FIRST_CURL_CODE,
      ...environmentOfStep(settings),
    };
    const stepFile = join(folder, 'step.sh');
    await writeFile(stepFile, STEP.run ?? '');
    const run = await runBash(stepFile, env);
    return { ...run, visible: await readFile(notesFile, 'utf8') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** GitHub's part: the step gets what its `env` names, and nothing else; what is not set is empty. */
function environmentOfStep(settings: Readonly<Record<string, string>>): Record<string, string> {
  const expressions = Object.entries(STEP.env).map(([name, expression]) => {
    const setting = /^\$\{\{ (?:vars|secrets)\.(\w+) \}\}$/.exec(expression)?.[1];
    if (setting === undefined) throw new Error(`${name} is ${expression}`);
    return [name, settings[setting] ?? ''] as const;
  });
  return Object.fromEntries(expressions);
}

function runBash(
  file: string,
  env: Record<string, string>,
): Promise<{ exitCode: number; output: string }> {
  return new Promise((resolve) => {
    execFile('bash', [...STEP_SHELL, file], { env }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : Number(error.code ?? 1);
      resolve({ exitCode, output: stdout + stderr });
    });
  });
}
