/** A Worker's code and metadata on their way up. */
import type { ApiContext } from './api-context.ts';
import type { Assets, Metadata, Module } from './worker-script.ts';

interface Upload {
  readonly metadata: Metadata;
  readonly modules: readonly Module[];
  readonly assets: Assets | undefined;
}

/** The other parts are metadata, and maps of the source for stack traces. */
const MODULE_TYPE = 'application/javascript+module';

/** From the parts of the form that wrangler sends. */
export async function readUpload(context: ApiContext): Promise<Upload> {
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
