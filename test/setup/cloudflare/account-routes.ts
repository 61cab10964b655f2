/** The calls for an account's Workers as a whole: which there are, what is uploaded, and what goes. */
import { success } from './answers.ts';
import { ACCOUNT, type Api, SCRIPT, WORKERS } from './api-context.ts';
import { CloudflareError } from './cloudflare-error.ts';
import { readUpload } from './upload.ts';
import type { Version } from './worker-script.ts';

export function addAccountRoutes(api: Api): void {
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
}

/** The upload of a whole script tells its version as hex without hyphens. */
function plainId({ id }: Version): string {
  return id.replaceAll('-', '');
}
