/** What a call of the API carries along, and the paths that many share. */
import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import type { CloudflareAccount } from './cloudflare-account.ts';
import type { WorkerScript } from './worker-script.ts';

export interface ApiEnvironment {
  Bindings: HttpBindings;
  /** Set once the token is known to be for the account, and the Worker to be there. */
  Variables: { account: CloudflareAccount; script: WorkerScript };
}

export type Api = Hono<ApiEnvironment>;
export type ApiContext = Context<ApiEnvironment>;

export const ACCOUNT = '/accounts/:account';
export const WORKERS = `${ACCOUNT}/workers`;
export const SCRIPT = `${WORKERS}/scripts/:name`;
