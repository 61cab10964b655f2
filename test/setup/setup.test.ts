/**
 * `npm run setup` as its owner runs it, as a process, with the wrangler that is installed here: from two empty
 * accounts to a counted view, through an interruption, a second run and an upgrade, and away again.
 */
import { spawn } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { type Cloudflare, startCloudflare } from './cloudflare/cloudflare.ts';
import { type Oracle, startOracle } from './clouds.ts';

const ADDRESS = 'https://visitor-counter.owner.workers.dev';
/** Each of its six runs builds the Worker and calls wrangler up to ten times: minutes on a busy machine. */
const RUNS_MS = 600_000;
const BROWSER = { 'User-Agent': 'Mozilla/5.0 Firefox/140.0' };

interface World {
  readonly oracle: Oracle;
  readonly cloudflare: Cloudflare;
}

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function startWorld(): Promise<World> {
  return { oracle: await startOracle(), cloudflare: await startCloudflare() };
}

/** `signal` is told when to end it, and how. */
function setup(
  { cloudflare, oracle }: World,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
  started: (kill: () => void) => void = () => undefined,
): Promise<Run> {
  const { PATH } = process.env;
  const child = spawn(process.execPath, ['setup/main.ts', ...args], {
    env: {
      PATH,
      ...oracle.environment,
      ...cloudflare.environment,
      OCI_ENDPOINT_URL: oracle.url,
      SETUP_FOLDER: join(oracle.home, 'setup'),
      ...more,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  started(() => void child.kill('SIGKILL'));
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

async function ask({ cloudflare }: World, path: string): Promise<Record<string, unknown>> {
  const answer = await cloudflare.fetch(ADDRESS + path, { headers: BROWSER });
  return (await answer.json()) as Record<string, unknown>;
}

test(
  'goes from two empty accounts to a counted view, and away again',
  async () => {
    const world = await startWorld();
    const { cloudflare, oracle } = world;
    const copy = join(oracle.home, 'counter.env');
    const args = ['--yes', '--email', 'me@example.com', '--copy-to', copy];

    const dry = await setup(world, ['--dry-run', '--email', 'me@example.com']);
    expect(dry, dry.stderr).toMatchObject({ code: 0 });
    expect(dry.stderr.match(/Allow group visitor-counter to/g)).toHaveLength(2);
    expect(cloudflare.account.scripts).toEqual([]);

    // Killed without warning while the Worker is being given its secrets.
    const killed = setup(world, args, {}, (kill) => {
      cloudflare.faults.watch((call) => {
        if (/^PATCH .*secrets-bulk/.test(call)) kill();
      });
    });
    expect((await killed).code).toBeNull();
    cloudflare.faults.watch(() => undefined);

    const first = await setup(world, args);
    expect(first, first.stderr).toMatchObject({ code: 0 });
    expect(first.stdout).toContain(`<script async src="${ADDRESS}/counter.js"></script>`);
    expect(first.stdout).toContain(`${ADDRESS}/dashboard`);
    expect(first.stderr).toContain('open the mail that Oracle sent');
    const settings = parseEnv(await readFile(copy, 'utf8'));
    expect((await stat(copy)).mode & 0o777).toBe(0o600);
    for (const name of ['SALT', 'OCI_PRIVATE_KEY'] as const) {
      const secret = settings[name]?.split('\n')[1] ?? settings[name] ?? '';
      expect(secret.length).toBeGreaterThan(30);
      expect(first.stdout + first.stderr).not.toContain(secret);
    }
    expect(await ask(world, '/counter?vid=somebody-1')).toMatchObject({ count: 1, unique: 1 });

    await oracle.confirmSubscription();
    const again = await setup(world, ['--yes']);
    expect(again, again.stderr).toMatchObject({ code: 0 });
    expect(again.stdout).toContain('Nothing to change');
    expect(again.stdout).not.toContain('shown this once');
    expect(again.stderr).toContain('Reports go to me@example.com.');

    const script = cloudflare.account.require('visitor-counter');
    const versions = script.versions.length;
    const deployed = script.deployed;
    if (deployed === undefined) throw new Error('The Worker is deployed.');
    // An older version of the code is what differs after `git pull`.
    (deployed.annotations as Record<string, string>)['workers/tag'] = '0.9.0-older';
    const upgrade = await setup(world, ['--yes']);
    expect(upgrade, upgrade.stderr).toMatchObject({ code: 0 });
    expect(script.versions).toHaveLength(versions + 1);
    expect(await ask(world, '/counter?vid=somebody-1')).toMatchObject({ count: 2, unique: 1 });

    const removal = await setup(world, ['--remove', '--yes']);
    expect(removal, removal.stderr).toMatchObject({ code: 0 });
    expect(removal.stdout).toContain('Bucket and document stay.');
    expect(cloudflare.account.scripts).toEqual([]);
  },
  RUNS_MS,
);
