/** The workflows: what they name is there and said in docs/workflows.md, and their shell steps do what they promise. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import {
  STEP_SHELL,
  workflowStep,
  workflowSteps,
  workflowText,
} from '../support/workflow-steps.ts';

const WORKFLOWS = readdirSync('.github/workflows').map((name) => name.replace(/\.yml$/, ''));
const SCRIPTS = ['scripts/send-report.sh', 'scripts/worker-secrets.mjs'];

/** What GitHub sets for each step, and what the shell has. */
const ALWAYS_THERE = /^(GITHUB_\w+|RUNNER_TEMP|HOME)$/;
/** What programs read by themselves: wrangler, and GitHub's gh. */
const READ_BY_PROGRAMS = /^(CLOUDFLARE_API_TOKEN|CLOUDFLARE_ACCOUNT_ID|GH_TOKEN)$/;

const namesIn = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, name = '']) => name);

describe('what the workflows name', () => {
  const all = WORKFLOWS.map(workflowText).join('\n');

  test('as secret or variable is in docs/workflows.md, by its kind, and nothing else is', () => {
    const rows = [
      ...readFileSync('docs/workflows.md', 'utf8').matchAll(/^\| (`.*?) +\| (variable|secret) /gm),
    ];
    const said = (kind: string) =>
      rows.filter((row) => row[2] === kind).flatMap(([, names = '']) => namesIn(names, /`(\w+)`/g));
    for (const [kind, pattern] of [
      ['secret', /\bsecrets\.([A-Z]\w+)/g],
      ['variable', /\bvars\.([A-Z]\w+)/g],
    ] as const) {
      expect([...new Set(said(kind))].sort(), kind).toEqual(
        [...new Set(namesIn(all, pattern))].sort(),
      );
    }
  });

  test('as npm script is one, and as file is there', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      readonly scripts: object;
    };
    const asked = namesIn(all, /npm run ([\w:-]+)/g);
    expect(asked.length).toBeGreaterThan(3);
    for (const name of asked) expect(scripts).toHaveProperty([name]);
    const files = namesIn(all, /\b(scripts\/[\w.-]+)/g);
    expect(files.sort()).toEqual(SCRIPTS);
    for (const file of files) expect(readFileSync(file, 'utf8')).not.toBe('');
  });
});

describe.each(WORKFLOWS)('each step of %s', (workflow) => {
  const steps = workflowSteps(workflow).filter(({ run }) => run !== undefined);

  test('is given what it reads, and reads what it is given', () => {
    expect(steps.length).toBeGreaterThan(0);
    for (const { env, name, run = '' } of steps) {
      const inner = SCRIPTS.filter((file) => run.includes(file)).map((file) =>
        readFileSync(file, 'utf8'),
      );
      const read = [...new Set(namesIn(run, /\$\{?([A-Z][A-Z0-9_]+)/g))];
      const missing = read.filter((variable) => !(variable in env) && !ALWAYS_THERE.test(variable));
      expect(missing, name).toEqual([]);
      const unread = Object.keys(env).filter(
        (variable) =>
          !READ_BY_PROGRAMS.test(variable) && ![run, ...inner].join('\n').includes(variable),
      );
      expect(unread, name).toEqual([]);
    }
  });

  test('gets no secret and no input into its text, where the shell would read it', () => {
    for (const { name, run } of steps) expect(run, name).not.toContain('${{');
  });

  test('fails when a part of a pipe does', () => {
    if (!steps.some(({ run = '' }) => /\s\|\s/.test(run))) return;
    expect(workflowText(workflow)).toMatch(/^defaults:\n {2}run:\n {4}shell: bash$/m);
  });
});

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workflow-'));
  const made = folder;
  onTestFinished(() => rm(made, { recursive: true, force: true }));
});

/** A program that stands before the real one in the PATH. */
async function standIn(name: string, text: string): Promise<void> {
  await writeFile(join(folder, name), `#!/usr/bin/env bash\n${text}\n`);
  await chmod(join(folder, name), 0o755);
}

async function run(step: string, env: Readonly<Record<string, string>>, workflow = 'deploy') {
  const file = join(folder, 'step.sh');
  await writeFile(file, workflowStep(workflow, step).run ?? '');
  const path = [folder, dirname(process.execPath), process.env.PATH].join(delimiter);
  const options = { env: { PATH: path, RUNNER_TEMP: folder, ...env } };
  return new Promise<{ code: number; output: string }>((resolve) => {
    execFile('bash', [...STEP_SHELL, file], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });
}

const written = (name: string) => readFile(join(folder, name), 'utf8').catch(() => undefined);
describe('the deployment', () => {
  const SECRETS = "Store the Worker's secrets";
  const TAKES = 'echo "$@" >"$RUNNER_TEMP/asked"; cat >"$RUNNER_TEMP/taken"';

  test('hands on the secrets that are set, by the standard input alone', async () => {
    await standIn('npx', TAKES);
    const pem = '-----BEGIN PRIVATE KEY-----\nline "two" $HOME\n';
    const { code, output } = await run(SECRETS, {
      SALT: 'a salt',
      OCI_PRIVATE_KEY: pem,
      TOPIC_OCID: '',
    });
    expect({ code, output }).toEqual({ code: 0, output: '' });
    expect(await written('asked')).toBe('wrangler secret bulk\n');
    expect(JSON.parse((await written('taken')) ?? '')).toEqual({
      SALT: 'a salt',
      OCI_PRIVATE_KEY: pem,
    });
  });

  test('asks for nothing when no secret is set', async () => {
    await standIn('npx', TAKES);
    const { code, output } = await run(SECRETS, {});
    expect({ code, output }).toEqual({
      code: 0,
      output: 'No secret of the Worker is set here: what it has stays.\n',
    });
    expect(await written('asked')).toBeUndefined();
  });

  test('fails when the secrets cannot be gathered, or cannot be stored', async () => {
    await standIn('npx', 'cat >/dev/null; exit 3');
    expect((await run(SECRETS, { SALT: 'a salt' })).code).toBe(3);
    await standIn('npx', TAKES);
    await standIn('node', 'exit 4');
    expect((await run(SECRETS, { SALT: 'a salt' })).code).toBe(4);
    expect(await written('asked')).toBeUndefined();
  });

  test('stores all secrets that the edge reads, and gives each to the step', () => {
    const names = Object.keys(workflowStep('deploy', SECRETS).env);
    const stored = namesIn(readFileSync('scripts/worker-secrets.mjs', 'utf8'), /^ {2}'(\w+)',$/gm);
    expect(names.filter((name) => !READ_BY_PROGRAMS.test(name)).sort()).toEqual(stored.sort());
    const table = readFileSync('docs/settings.md', 'utf8');
    const secrets = namesIn(table, /^\| `([A-Z_]+)` \*\*secret\*\*/gm);
    expect(secrets.length).toBeGreaterThan(0);
    for (const name of secrets) expect(stored).toContain(name);
  });

  const DEPLOY = 'Deploy the Worker';

  test.each([
    ['as a variable', 'eu-zurich-1', '[]', 'run deploy:edge -- --var OCI_REGION:eu-zurich-1'],
    [
      'not over a secret of the Worker',
      'eu-zurich-1',
      '[{ "name": "OCI_REGION" }]',
      'run deploy:edge --',
    ],
    ['not when it is not set', '', '[]', 'run deploy:edge --'],
  ])('hands on the region %s', async (_, region, secrets, asked) => {
    await standIn('npx', `echo '${secrets}'`);
    await standIn('npm', 'echo "$@" >"$RUNNER_TEMP/asked"');
    expect((await run(DEPLOY, { OCI_REGION: region })).code).toBe(0);
    expect(await written('asked')).toBe(`${asked}\n`);
  });

  test('takes the region from a variable or from a secret', () => {
    for (const { env, name } of workflowSteps('deploy')) {
      if (!('OCI_REGION' in env)) continue;
      expect(env.OCI_REGION, name).toMatch(
        /^\$\{\{ vars\.OCI_REGION \|\| secrets\.OCI_REGION \}\}$/,
      );
    }
  });

  test.each([
    ['is what GitHub lists', 'the program', 0],
    ['is something else', 'another program', 1],
  ])('installs the fn CLI of its version when it %s', async (_, downloaded, code) => {
    const digest = createHash('sha256').update('the program').digest('hex');
    await standIn(
      'curl',
      `while [[ $1 != --output ]]; do shift; done; printf '${downloaded}' >"$2"; echo "$3" >"$RUNNER_TEMP/url"`,
    );
    await standIn('gh', `echo "$2" >"$RUNNER_TEMP/listed"; echo 'sha256:${digest}'`);
    await standIn('sudo', 'echo "$@" >"$RUNNER_TEMP/installed"');
    const outcome = await run('Install the fn CLI', { FN_VERSION: '1.2.3', GH_TOKEN: 'x' });
    expect(outcome.code === 0 ? 0 : 1, outcome.output).toBe(code);
    expect(await written('url')).toMatch(
      /\/fnproject\/cli\/releases\/download\/1\.2\.3\/fn_linux\n$/,
    );
    expect(await written('listed')).toBe('repos/fnproject/cli/releases/tags/1.2.3\n');
    expect((await written('installed')) !== undefined).toBe(code === 0);
    expect(workflowStep('deploy', 'Install the fn CLI').env.FN_VERSION).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('the daily report', () => {
  const LOOK = "Look for the counter's address";
  const look = (event: string, addresses: Readonly<Record<string, string>>) =>
    run(
      LOOK,
      {
        COUNTER_URL: '',
        REPORT_URL: '',
        ...addresses,
        GITHUB_EVENT_NAME: event,
        GITHUB_OUTPUT: join(folder, 'output'),
        GITHUB_STEP_SUMMARY: join(folder, 'summary'),
      },
      'daily-report',
    );

  test.each(['COUNTER_URL', 'REPORT_URL'])('is asked for where %s is set', async (name) => {
    const { code, output } = await look('schedule', { [name]: 'https://counter.example.com' });
    expect({ code, output }).toEqual({ code: 0, output: '' });
    expect(await written('output')).toBe('named=true\n');
    expect(await written('summary')).toBeUndefined();
  });

  test.each([
    ['schedule', 0],
    ['workflow_dispatch', 1],
  ])('is told in the run’s summary to have no address after a %s', async (event, code) => {
    expect((await look(event, {})).code).toBe(code);
    expect(await written('summary')).toMatch(/No report was asked for: .*COUNTER_URL/);
    expect(await written('output')).toBeUndefined();
  });

  test('looks for an address in each run, and goes on only with one', () => {
    const text = workflowText('daily-report');
    expect(text).not.toMatch(/^ {4}if:/m);
    const [first, ...others] = text.split(/^ {6}- /m).slice(1);
    expect(first).toContain(LOOK);
    for (const step of others) expect(step).toContain("if: steps.address.outputs.named == 'true'");
  });
});

test('nights are simulated only where the repository asks for it', () => {
  const job = workflowText('nightly').split(/^jobs:$/m)[1];
  expect(job).toMatch(
    /^ {4}if: github.event_name == 'workflow_dispatch' \|\| vars.NIGHTLY == 'on'$/m,
  );
});

test('every action is pinned by its commit, and says which release that is', () => {
  const all = WORKFLOWS.map(workflowText).join('\n');
  const actions = namesIn(all, /\buses: (?!\.\/)(.*)$/gm);
  expect(actions.length).toBeGreaterThan(5);
  for (const action of actions)
    expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  expect(new Set(actions).size).toBe(new Set(actions.map((text) => text.split('@')[0])).size);
});
