/**
 * The calls of Cloudflare's API that wrangler sends for one Worker: to deploy it, its secrets, triggers and
 * static files, to look at it and to delete it. Any other call is 501 by its name.
 */
import { Hono } from 'hono';
import { Connection } from '../../../local/oci-emulator/connection.ts';
import { addAccountRoutes } from './account-routes.ts';
import { failure, success } from './answers.ts';
import { ACCOUNT, type ApiContext, type ApiEnvironment, WORKERS } from './api-context.ts';
import type { CloudflareAccount } from './cloudflare-account.ts';
import { CloudflareError } from './cloudflare-error.ts';
import type { CloudflareFaults } from './faults.ts';
import { addScriptRoutes } from './script-routes.ts';

export interface ApiServices {
  /** Each with the accounts that it is for. */
  readonly tokens: ReadonlyMap<string, readonly CloudflareAccount[]>;
  readonly faults: CloudflareFaults;
}

export function createApi({ faults, tokens }: ApiServices) {
  const api = new Hono<ApiEnvironment>();
  api.onError((error) => {
    if (error instanceof CloudflareError) return failure(error);
    throw error;
  });
  api.notFound((context) =>
    failure(new CloudflareError(501, 501, `Not in this stand-in: ${callOf(context)}`)),
  );

  api.use(async (context, next) => {
    const fault = await faults.take(callOf(context));
    if (fault === 'cut-before') return new Connection(context.env).cut();
    if (fault instanceof CloudflareError) throw fault;
    await next();
    if (fault === 'cut-after') context.res = new Connection(context.env).cut();
    return undefined;
  });

  const accountsOf = (context: ApiContext) => tokens.get(bearerOf(context) ?? '');

  api.get('/user/tokens/verify', (context) => {
    if (accountsOf(context) !== undefined) return success({ id: 'token', status: 'active' });
    throw new CloudflareError(401, 1000, 'Invalid API Token');
  });
  api.get('/user', (context) => {
    if (accountsOf(context) !== undefined) return success({ id: 'user', email: 'me@example.com' });
    throw new CloudflareError(403, 9109, 'Unauthorized to access requested resource');
  });
  api.get('/accounts', (context) =>
    success(requireToken(accountsOf(context)).map(describeAccount)),
  );
  api.get('/memberships', (context) =>
    success(
      requireToken(accountsOf(context)).map((account) => ({
        id: account.id,
        account: describeAccount(account),
        roles: ['Administrator'],
      })),
    ),
  );

  // A file's upload is signed by its session instead of the account's token.
  api.post(`${WORKERS}/assets/upload`, async (context) => {
    const jwt = bearerOf(context) ?? '';
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const [hash, file] of await context.req.formData()) {
      const text = file instanceof File ? await file.text() : String(file);
      files.set(hash, new Uint8Array(Buffer.from(text, 'base64')));
    }
    const account = [...tokens.values()]
      .flat()
      .find(({ id }) => id === context.req.param('account'));
    const completed = account?.uploads.add(jwt, files);
    return success(completed === undefined ? {} : { jwt: completed }, 201);
  });

  api.use(`${ACCOUNT}/*`, async (context, next) => {
    const id = context.req.param('account');
    const account = requireToken(accountsOf(context)).find((each) => each.id === id);
    if (account === undefined) throw new CloudflareError(403, 10000, 'Authentication error');
    context.set('account', account);
    await next();
  });

  addAccountRoutes(api);
  addScriptRoutes(api);
  return api;
}

function requireToken<Accounts>(accounts: Accounts | undefined): Accounts {
  if (accounts === undefined) throw new CloudflareError(403, 10000, 'Authentication error');
  return accounts;
}

function bearerOf(context: ApiContext): string | undefined {
  return /^Bearer (.+)$/.exec(context.req.header('authorization') ?? '')?.[1];
}

function callOf(context: ApiContext): string {
  const { pathname } = new URL(context.req.url);
  return `${context.req.method} ${pathname.replace(/^\/client\/v4/, '')}`;
}

function describeAccount({ id, name }: CloudflareAccount) {
  return { id, name, type: 'standard' };
}
