/**
 * The calls of Cloudflare's API that wrangler sends for one Worker: to deploy it, its secrets, triggers and
 * static files, to look at it and to delete it. Any other call is 501 by its name.
 */
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { Connection } from '../../../local/oci-emulator/connection.ts';
import type { CloudflareAccount } from './cloudflare-account.ts';
import { CloudflareError, workerNotFound } from './cloudflare-error.ts';
import type { CloudflareFaults } from './faults.ts';
import type {
  Assets,
  Deployment,
  Metadata,
  Module,
  Version,
  WorkerScript,
} from './worker-script.ts';

type Variables = { account: CloudflareAccount; script: WorkerScript };
type ApiContext = Context<{ Bindings: HttpBindings; Variables: Variables }>;

export interface ApiServices {
  readonly accounts: readonly CloudflareAccount[];
  /** Each with the accounts that it is for. */
  readonly tokens: ReadonlyMap<string, readonly CloudflareAccount[]>;
  readonly faults: CloudflareFaults;
}

const ACCOUNT = '/accounts/:account';
const WORKERS = `${ACCOUNT}/workers`;
const SCRIPT = `${WORKERS}/scripts/:name`;

export function createApi({ faults, tokens }: ApiServices) {
  const api = new Hono<{ Bindings: HttpBindings; Variables: Variables }>();
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

  api.get(`${ACCOUNT}/storage/kv/namespaces`, () => success([]));
  api.get(`${WORKERS}/durable_objects/namespaces`, () => success([]));
  api.get(`${WORKERS}/scripts`, (context) =>
    success(context.var.account.scripts.map(({ id, name }) => ({ id: name, tag: id }))),
  );

  api.get(`${WORKERS}/subdomain`, (context) => {
    const { subdomain } = context.var.account;
    if (subdomain !== undefined) return success({ subdomain });
    throw new CloudflareError(404, 10007, 'This account has no workers.dev subdomain.');
  });

  api.get(`${WORKERS}/services/:name`, (context) => {
    const script = context.var.account.find(context.req.param('name'));
    if (script === undefined) {
      throw new CloudflareError(404, 10090, 'workers.api.error.service_not_found');
    }
    const { id: tag, migrationTag: migration_tag } = script;
    const described = {
      id: script.name,
      tag,
      tags: [],
      last_deployed_from: 'wrangler',
      migration_tag,
    };
    return success({
      id: script.name,
      default_environment: { environment: 'production', script: described },
    });
  });
  api.delete(`${WORKERS}/services/:name`, async (context) => {
    await context.var.account.delete(context.req.param('name'));
    return success(null);
  });

  api.get(`${WORKERS}/workers/:name`, (context) => {
    const { id, isOnWorkersDev, name } = context.var.account.require(context.req.param('name'));
    return success({ id, name, subdomain: { enabled: isOnWorkersDev, previews_enabled: false } });
  });

  api.put(SCRIPT, async (context) => {
    const { account } = context.var;
    const upload = await readUpload(context);
    const name = context.req.param('name');
    const isNew = account.find(name) === undefined;
    const script = account.findOrCreate(name);
    try {
      const version = script.upload(upload.metadata, upload.modules, upload.assets);
      script.deploy(version.id);
      return success({
        id: name,
        tag: script.id,
        etag: version.id,
        deployment_id: plainId(version),
      });
    } catch (error) {
      if (isNew) await account.delete(name);
      throw error;
    }
  });

  api.post(`${SCRIPT}/assets-upload-session`, async (context) => {
    const { manifest } = await context.req.json();
    return success(context.var.account.uploads.begin(manifest), 201);
  });

  api.use(`${SCRIPT}/*`, async (context, next) => {
    const script = context.var.account.find(context.req.param('name') ?? '');
    if (script === undefined) throw workerNotFound();
    context.set('script', script);
    await next();
  });

  api.get(`${SCRIPT}/secrets`, ({ var: { script } }) => {
    const secrets = script.deployed?.bindings.filter(({ type }) => type === 'secret_text') ?? [];
    return success(secrets.map(({ name, type }) => ({ name, type })));
  });
  api.patch(`${SCRIPT}/secrets-bulk`, async (context) => {
    const { secrets } = (await context.req.json()) as {
      secrets: Record<string, { text: string } | null>;
    };
    const changes = Object.entries(secrets).map(([name, value]) => [name, value?.text] as const);
    const { script } = context.var;
    script.deploy(script.changeSecrets(Object.fromEntries(changes)).id);
    return success(changes.map(([name]) => ({ name, type: 'secret_text' })));
  });
  api.get(`${SCRIPT}/settings`, ({ var: { script } }) =>
    success({ bindings: script.deployed?.bindings.map(hideSecret) ?? [] }),
  );
  api.patch(`${SCRIPT}/script-settings`, async (context) => success(await context.req.json()));

  api.post(`${SCRIPT}/versions`, async (context) => {
    const { assets, metadata, modules } = await readUpload(context);
    return success(describeVersion(context.var.script.upload(metadata, modules, assets)));
  });
  api.get(`${SCRIPT}/versions`, ({ var: { script } }) =>
    success({ items: script.versions.map(describeVersion) }),
  );
  api.get(`${SCRIPT}/versions/:version`, (context) => {
    const id = context.req.param('version');
    const version = context.var.script.versions.find((each) => each.id === id);
    if (version === undefined) throw new CloudflareError(404, 10013, `There is no version ${id}.`);
    return success(describeVersion(version));
  });

  api.get(`${SCRIPT}/deployments`, ({ var: { script } }) =>
    success({ deployments: script.deployments.map(describeDeployment) }),
  );
  api.post(`${SCRIPT}/deployments`, async (context) => {
    const { versions } = (await context.req.json()) as { versions: { version_id: string }[] };
    return success(describeDeployment(context.var.script.deploy(versions[0]?.version_id ?? '')));
  });

  api.post(`${SCRIPT}/subdomain`, async (context) => {
    const { enabled } = (await context.req.json()) as { enabled: boolean };
    context.var.script.isOnWorkersDev = enabled;
    return success({ enabled, previews_enabled: false });
  });
  api.put(`${SCRIPT}/schedules`, async (context) => {
    const schedules = (await context.req.json()) as { cron: string }[];
    context.var.script.crons = schedules.map(({ cron }) => cron);
    return success({ schedules });
  });
  return api;
}

interface Upload {
  readonly metadata: Metadata;
  readonly modules: readonly Module[];
  readonly assets: Assets | undefined;
}

/** The other parts are metadata, and maps of the source for stack traces. */
const MODULE_TYPE = 'application/javascript+module';

async function readUpload(context: ApiContext): Promise<Upload> {
  const form = await context.req.formData();
  const metadata = JSON.parse(String(form.get('metadata'))) as Metadata;
  const modules: Module[] = [];
  for (const [name, file] of form) {
    if (file instanceof File && file.type === MODULE_TYPE) {
      modules.push({ name, contents: new Uint8Array(await file.arrayBuffer()) });
    }
  }
  const assets = metadata.assets && {
    manifest: context.var.account.uploads.completed(metadata.assets.jwt),
    config: metadata.assets.config,
  };
  return { metadata, modules, assets };
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

function describeVersion(version: Version) {
  const { annotations, bindings, createdOn, id, metadata, number } = version;
  return {
    id,
    number,
    startup_time_ms: 1,
    metadata: { created_on: createdOn, source: 'wrangler', author_email: 'me@example.com' },
    annotations,
    resources: {
      script: { etag: id, handlers: ['fetch', 'scheduled'], last_deployed_from: 'wrangler' },
      script_runtime: { compatibility_date: metadata.compatibility_date },
      bindings: bindings.map(hideSecret),
    },
  };
}

function describeDeployment({ createdOn, id, versionId }: Deployment) {
  return {
    id,
    source: 'wrangler',
    strategy: 'percentage',
    author_email: 'me@example.com',
    created_on: createdOn,
    versions: [{ version_id: versionId, percentage: 100 }],
    annotations: {},
  };
}

/** Nobody can read a secret back. */
function hideSecret({ name, type, ...rest }: Version['bindings'][number]) {
  return type === 'secret_text' ? { name, type } : { name, type, ...rest };
}

/** The upload of a whole script tells its version as hex without hyphens. */
function plainId({ id }: Version): string {
  return id.replaceAll('-', '');
}

function success(result: unknown, status = 200): Response {
  const pages = Array.isArray(result)
    ? { page: 1, per_page: 1000, count: result.length, total_count: result.length }
    : undefined;
  return Response.json(
    { success: true, errors: [], messages: [], result, result_info: pages },
    { status },
  );
}

function failure({ code, message, status }: CloudflareError): Response {
  const body = { success: false, errors: [{ code, message }], messages: [], result: null };
  return Response.json(body, { status });
}
