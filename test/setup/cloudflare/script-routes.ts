/** The calls for one Worker that is there: its versions, deployments, secrets and triggers. */
import { success } from './answers.ts';
import { type Api, SCRIPT } from './api-context.ts';
import { CloudflareError, workerNotFound } from './cloudflare-error.ts';
import { readUpload } from './upload.ts';
import type { Deployment, Version } from './worker-script.ts';

export function addScriptRoutes(api: Api): void {
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
