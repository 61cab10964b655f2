/** The calls of the gateway path that are no collection's: work requests, and the images of the registry. */
import { type Call, refuseUnknown } from '../call.ts';
import { page, requirePermission } from './collection-rules.ts';
import type { Tenancy } from './tenancy.ts';

/** All work here is done at once: only what it made has to become known. */
export async function getWorkRequest(call: Call): Promise<Response> {
  refuseUnknown('getWorkRequest', call, [], []);
  const id = call.parameter('id');
  const resources = [{ identifier: id, actionType: 'CREATED', entityType: 'resource' }];
  return Response.json({ id, status: 'SUCCEEDED', percentComplete: 100, resources });
}

/** An image is named `REGISTRY/NAMESPACE/REPOSITORY:VERSION`. */
export async function listContainerImages(call: Call, tenancy: Tenancy): Promise<Response> {
  const filters = ['repositoryName', 'version', 'displayName'];
  refuseUnknown('listContainerImages', call, ['compartmentId', 'limit', 'page', ...filters], []);
  const compartmentId = call.query.get('compartmentId') ?? '';
  requirePermission(call, 'REPOSITORY_INSPECT', compartmentId, tenancy);
  const rows = [...tenancy.images.keys()].map((image) => {
    const [, , repositoryName = '', version = ''] =
      /^([^/]+\/[^/]+)\/(.+):([^:]+)$/.exec(image) ?? [];
    return { displayName: `${repositoryName}:${version}`, repositoryName, version, compartmentId };
  });
  const isWanted = (row: Readonly<Record<string, string>>) =>
    filters.every((name) => [null, row[name]].includes(call.query.get(name)));
  return page(rows.filter(isWanted), call, true);
}
