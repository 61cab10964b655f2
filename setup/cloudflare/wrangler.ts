/**
 * Cloudflare by the wrangler that is installed here, as a program: who is signed in, what is deployed, and
 * what changes that. Secrets go to its standard input alone; it keeps no log, which would hold them.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkerState } from '../known.ts';
import { SetupProblem } from '../problem.ts';
import type { Account, Cloudflare } from './cloudflare.ts';
import { deployedTargets, listOf, parseObject, toState } from './wrangler-answers.ts';
import { explainWrangler } from './wrangler-words.ts';

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');

export class Wrangler implements Cloudflare {
  readonly #env: Variables;

  constructor(env: Variables) {
    this.#env = {
      ...env,
      WRANGLER_SEND_METRICS: 'false',
      WRANGLER_WRITE_LOGS: 'false',
      NO_COLOR: '1',
    };
  }

  /** With every call for this one of several accounts. */
  inAccount(id: string): Wrangler {
    return new Wrangler({ ...this.#env, CLOUDFLARE_ACCOUNT_ID: id });
  }

  /** Undefined when nobody is signed in. @throws SetupProblem when the token is wrong, or no answer comes. */
  async accounts(): Promise<readonly Account[] | undefined> {
    const { code, stderr, stdout } = await this.#run(['whoami', '--json']);
    const answer = parseObject(stdout);
    if (answer?.loggedIn === true && Array.isArray(answer.accounts)) {
      return answer.accounts as readonly Account[];
    }
    const hasToken = Boolean(this.#env.CLOUDFLARE_API_TOKEN ?? this.#env.CLOUDFLARE_API_KEY);
    if (!hasToken && answer?.loggedIn === false) return undefined;
    if (code === 0 && !hasToken) return undefined;
    throw explainWrangler('sign in to Cloudflare', stdout + stderr, hasToken);
  }

  /** Opens a browser, and waits for the owner there. */
  async login(): Promise<void> {
    const code = await this.#runInTerminal(['login']);
    if (code !== 0) {
      throw new SetupProblem(
        'Cloudflare was not signed in to: run it again, or set CLOUDFLARE_API_TOKEN to a token made from the template “Edit Cloudflare Workers”.',
      );
    }
  }

  async state(worker: string): Promise<WorkerState | undefined> {
    const status = await this.#run(['deployments', 'status', '--json', '--name', worker]);
    if (status.code !== 0) {
      if (isNoWorker(status)) return undefined;
      throw explainWrangler('look at the Worker', status.stdout + status.stderr, false);
    }
    const [version] = listOf(parseObject(status.stdout)?.versions);
    const id = String(version?.version_id);
    const view = await this.#run(['versions', 'view', id, '--json', '--name', worker]);
    const answer = parseObject(view.stdout);
    if (view.code !== 0 || answer === undefined) {
      throw explainWrangler('look at the Worker', view.stdout + view.stderr, false);
    }
    return toState(answer);
  }

  async deploy(worker: string, vars: Variables, tag: string): Promise<readonly string[]> {
    const folder = await mkdtemp(join(tmpdir(), 'visitor-counter-'));
    try {
      const output = join(folder, 'deployed.jsonl');
      const settings = Object.entries(vars).flatMap(([name, value]) => [
        '--var',
        `${name}:${value}`,
      ]);
      const args = ['deploy', '--name', worker, '--tag', tag, ...settings];
      const { code, stderr, stdout } = await this.#run(args, '', {
        WRANGLER_OUTPUT_FILE_PATH: output,
      });
      if (code !== 0) throw explainWrangler('deploy the Worker', stdout + stderr, false);
      return deployedTargets(await readFile(output, 'utf8'));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async putSecrets(worker: string, secrets: Readonly<Record<string, string>>): Promise<void> {
    const args = ['secret', 'bulk', '--name', worker];
    const { code, stderr, stdout } = await this.#run(args, JSON.stringify(secrets));
    if (code !== 0) throw explainWrangler('store the Worker’s secrets', stdout + stderr, false);
  }

  async remove(worker: string): Promise<void> {
    const run = await this.#run(['delete', worker, '--force']);
    if (run.code === 0 || isNoWorker(run)) return;
    throw explainWrangler('delete the Worker', run.stdout + run.stderr, false);
  }

  #run(args: readonly string[], input = '', more: Variables = {}): Promise<Run> {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: ROOT,
      env: { ...this.#env, ...more },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    // A program that ends early takes no more input: its exit code says why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code: code ?? 1, stdout, stderr }));
    });
  }

  #runInTerminal(args: readonly string[]): Promise<number> {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: ROOT,
      env: this.#env,
      stdio: 'inherit',
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    });
  }
}

/** Cloudflare's word for it, and wrangler's. */
function isNoWorker({ stderr, stdout }: Run): boolean {
  return /code: 10007\b|does not exist on your account|not found/i.test(stdout + stderr);
}
