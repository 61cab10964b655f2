/** The stand-in of Cloudflare, by the wrangler that is installed here: deployed Workers run, and are asked. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Cloudflare, startCloudflare } from './cloudflare/cloudflare.ts';
import { CloudflareError } from './cloudflare/cloudflare-error.ts';

const WRANGLER = fileURLToPath(
  new URL('../../node_modules/wrangler/bin/wrangler.js', import.meta.url),
);
const ADDRESS = 'https://tally.owner.workers.dev';

const CODE = `import { DurableObject } from 'cloudflare:workers';
export class Tally extends DurableObject {
  async next() {
    const count = ((await this.ctx.storage.get('count')) ?? 0) + 1;
    await this.ctx.storage.put('count', count);
    return count;
  }
}
export default {
  async fetch(request, env) {
    const count = await env.TALLY.getByName('all').next();
    return Response.json({ count, greeting: env.GREETING, secret: env.SECRET, url: request.url });
  },
};`;

const TOML = `name = "tally"
main = "index.js"
compatibility_date = "2026-11-01"
workers_dev = true
keep_vars = true
[vars]
GREETING = "hello"
[assets]
directory = "assets"
[[durable_objects.bindings]]
name = "TALLY"
class_name = "Tally"
[[migrations]]
tag = "v1"
new_sqlite_classes = ["Tally"]
[[ratelimits]]
name = "LIMITER"
namespace_id = "1"
simple = { limit = 60, period = 60 }
[triggers]
crons = ["0 6 * * *"]
`;

let project: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'wrangler-project-'));
  await mkdir(join(project, 'assets'));
  await writeFile(join(project, 'index.js'), CODE);
  await writeFile(join(project, 'wrangler.toml'), TOML);
  await writeFile(join(project, 'assets/page.txt'), 'a static file');
  await writeFile(join(project, 'assets/_headers'), '/*\n  X-From: the edge\n');
  return () => rm(project, { recursive: true, force: true });
});

interface Run {
  readonly code: number;
  readonly words: string;
}

function wrangler(
  cloudflare: Cloudflare,
  args: readonly string[],
  input = '',
  environment: Readonly<Record<string, string>> = {},
): Promise<Run> {
  return new Promise((resolve) => {
    const env = {
      ...process.env,
      ...cloudflare.environment,
      HOME: project,
      NO_COLOR: '1',
      WRANGLER_SEND_METRICS: 'false',
      WRANGLER_WRITE_LOGS: 'false',
      ...environment,
    };
    const child = execFile(
      process.execPath,
      [WRANGLER, ...args],
      { cwd: project, env },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), words: stdout + stderr });
      },
    );
    child.stdin?.end(input);
  });
}

async function ask(cloudflare: Cloudflare, path = '/'): Promise<Record<string, unknown>> {
  return (await (await cloudflare.fetch(ADDRESS + path)).json()) as Record<string, unknown>;
}

/** As a program does that knows nothing of a stand-in but its environment. */
function askAsProgram(cloudflare: Cloudflare, path: string): Promise<unknown> {
  const request = "{ method: 'POST', body: 'b' }";
  const program = `fetch('${ADDRESS}${path}', ${request}).then((r) => r.text()).then(console.log)`;
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...cloudflare.environment };
    execFile(process.execPath, ['-e', program], { env }, (error, stdout) => {
      if (error === null) resolve(JSON.parse(stdout));
      else reject(error);
    });
  });
}

describe('a Worker', () => {
  test('is deployed and asked, gets secrets, is told of, upgraded and deleted', async () => {
    const cloudflare = await startCloudflare();
    const script = () => cloudflare.account.require('tally');
    const first = await wrangler(cloudflare, ['deploy', '--tag', 'one', '--var', 'MORE:kept']);
    expect(first.words).toContain(ADDRESS.slice('https://'.length));
    const page = await cloudflare.fetch(`${ADDRESS}/page.txt`);
    expect([await page.text(), page.headers.get('x-from')]).toEqual(['a static file', 'the edge']);
    expect(await askAsProgram(cloudflare, '/a?b')).toEqual({
      count: 1,
      greeting: 'hello',
      url: `${ADDRESS}/a?b`,
    });
    expect(script()).toMatchObject({ crons: ['0 6 * * *'], migrationTag: 'v1' });

    await wrangler(cloudflare, ['secret', 'bulk'], JSON.stringify({ SECRET: 'a secret' }));
    expect(await ask(cloudflare)).toMatchObject({ count: 2, secret: 'a secret' });
    const status = await wrangler(cloudflare, ['deployments', 'status', '--json']);
    const [{ version_id: id }] = JSON.parse(status.words).versions;
    const view = await wrangler(cloudflare, ['versions', 'view', id, '--json']);
    const { bindings } = JSON.parse(view.words).resources;
    expect(bindings).toContainEqual({ name: 'SECRET', type: 'secret_text' });
    expect(bindings).toContainEqual({ name: 'MORE', type: 'plain_text', text: 'kept' });
    const listed = await wrangler(cloudflare, ['secret', 'list']);
    expect(JSON.parse(listed.words)).toEqual([{ name: 'SECRET', type: 'secret_text' }]);

    await wrangler(cloudflare, ['deploy', '--tag', 'two', '--var', 'GREETING:hi']);
    expect(await ask(cloudflare)).toMatchObject({ count: 3, greeting: 'hi', secret: 'a secret' });
    const tags = script().versions.map(({ annotations }) => annotations['workers/tag']);
    expect(tags).toEqual(['two', undefined, 'one']);
    for (const list of [
      ['deployments', 'list'],
      ['versions', 'list'],
    ]) {
      expect((await wrangler(cloudflare, list)).words).toContain(script().deployed?.id);
    }

    const removed = await wrangler(cloudflare, ['delete', 'tally', '--force']);
    expect(removed.words).toContain('Successfully deleted');
    expect((await cloudflare.fetch(ADDRESS)).status).toBe(404);
    expect((await wrangler(cloudflare, ['deployments', 'status'])).words).toContain('10007');
  }, 300_000);
});

describe('wrangler hears', () => {
  test('who is signed in, and that a wrong token is wrong', async () => {
    const cloudflare = await startCloudflare({ otherAccounts: ['Second'] });
    const who = JSON.parse((await wrangler(cloudflare, ['whoami', '--json'])).words);
    expect(who.accounts.map(({ name }: { name: string }) => name)).toEqual(['Owner', 'Second']);
    const wrong = { CLOUDFLARE_API_TOKEN: 'wrong' };
    const refused = await wrangler(cloudflare, ['deploy'], '', wrong);
    expect(refused.code).not.toBe(0);
    expect(refused.words).toContain('10000');
    expect(cloudflare.account.scripts).toEqual([]);
  }, 120_000);

  test('that an account has no workers.dev name', async () => {
    const cloudflare = await startCloudflare({ subdomain: null });
    const refused = await wrangler(cloudflare, ['deploy']);
    expect(refused.code).not.toBe(0);
    expect(refused.words).toContain('workers.dev subdomain');
  }, 120_000);

  test('what a test has planned: a refusal, or a connection that is cut', async () => {
    const cloudflare = await startCloudflare();
    const limit = new CloudflareError(400, 10037, 'You have reached the limit of Workers.');
    cloudflare.faults.plan(/^PUT .*\/scripts\/tally$/, limit);
    const refused = await wrangler(cloudflare, ['deploy']);
    expect(refused.words).toContain('10037');
    expect(cloudflare.account.find('tally')).toBeUndefined();

    cloudflare.faults.plan(/^PUT .*\/scripts\/tally$/, 'cut-after', 3);
    expect((await wrangler(cloudflare, ['deploy'])).code).not.toBe(0);
    expect(cloudflare.account.find('tally')).toBeDefined();
  }, 120_000);
});
