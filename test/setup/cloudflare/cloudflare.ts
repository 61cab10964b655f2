/**
 * Cloudflare on this machine: its API as wrangler asks it, and the deployed Workers on real workerd at
 * addresses of workers.dev, which only programs reach that were started with its environment.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { onTestFinished } from 'vitest';
import { listen } from '../../../local/oci-emulator/listen.ts';
import { DOOR_OPTIONS } from '../door-options.ts';
import { createApi } from './api.ts';
import { CloudflareAccount } from './cloudflare-account.ts';
import { CloudflareFaults } from './faults.ts';

export interface CloudflareOptions {
  /** What stands before `.workers.dev`; null: the account has none yet. Default `owner`. */
  readonly subdomain?: string | null;
  /** Further accounts that the token is for. */
  readonly otherAccounts?: readonly string[];
}

export interface Cloudflare {
  readonly account: CloudflareAccount;
  readonly faults: CloudflareFaults;
  /** What a program is started with to be signed in here, and to reach the Workers by their addresses. */
  readonly environment: Readonly<
    Record<
      'CLOUDFLARE_API_BASE_URL' | 'CLOUDFLARE_API_TOKEN' | 'NODE_OPTIONS' | 'WORKERS_DEV_DOOR',
      string
    >
  >;
  /** Asks a deployed Worker by its address. */
  fetch(address: string, init?: RequestInit): Promise<Response>;
}

const TOKEN = 'a-token-of-the-owner';
const DOOR = '/workers.dev';

export async function startCloudflare(options: CloudflareOptions = {}): Promise<Cloudflare> {
  const folder = await mkdtemp(join(tmpdir(), 'cloudflare-'));
  const { otherAccounts = [], subdomain = 'owner' } = options;
  const account = new CloudflareAccount('Owner', subdomain ?? undefined, folder);
  const others = otherAccounts.map(
    (name) => new CloudflareAccount(name, name.toLowerCase(), join(folder, name)),
  );
  const accounts = [account, ...others];
  const faults = new CloudflareFaults();
  const ask = async (request: Request): Promise<Response> => {
    const { host } = new URL(request.url);
    const worker = accounts.flatMap((each) => each.runningAt(host) ?? [])[0];
    return worker === undefined
      ? new Response('There is nothing here yet', { status: 404 })
      : await worker.fetch(request);
  };

  const app = new Hono<{ Bindings: HttpBindings }>();
  app.route('/client/v4', createApi({ tokens: new Map([[TOKEN, accounts]]), faults }));
  app.all(`${DOOR}/*`, (context) => ask(throughDoor(context.req.raw)));
  const server = await listen(app.fetch, 0);
  onTestFinished(async () => {
    await server.close();
    for (const each of accounts) await each.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${server.port}`;
  return {
    account,
    faults,
    environment: {
      CLOUDFLARE_API_BASE_URL: `${url}/client/v4`,
      CLOUDFLARE_API_TOKEN: TOKEN,
      WORKERS_DEV_DOOR: url + DOOR,
      NODE_OPTIONS: DOOR_OPTIONS,
    },
    fetch: (address, init) => ask(new Request(address, init)),
  };
}

/** `/workers.dev/HOST/PATH` stands for `https://HOST/PATH`. */
function throughDoor(request: Request): Request {
  const { pathname, search } = new URL(request.url);
  const address = `https:/${pathname.slice(DOOR.length)}${search}`;
  const { body, headers, method } = request;
  return new Request(address, { method, headers, body, duplex: 'half' } as RequestInit);
}
