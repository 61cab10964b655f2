/** Applications, Functions, and the repositories of their images. */
import * as z from 'zod/mini';
import { notAuthorizedOrNotFound, ServiceError } from '../service-error.ts';
import type { Collection } from './collection.ts';
import { DISPLAY_NAME, REGIONAL, TAGS } from './details.ts';
import { usedBy } from './network.ts';

const CONFIG = z.optional(z.record(z.string(), z.string()));

const APPLICATIONS: Collection = {
  ...REGIONAL,
  kind: 'fnapp',
  path: '/20181201/applications',
  unique: { within: 'compartment', code: 'Conflict' },
  details: z.strictObject({
    compartmentId: z.string(),
    displayName: DISPLAY_NAME,
    subnetIds: z.array(z.string()).check(z.minLength(1)),
    config: CONFIG,
    shape: z.optional(z.string()),
    freeformTags: TAGS,
  }),
  changes: z.strictObject({ config: CONFIG, freeformTags: TAGS }),
  list: { request: 'listApplications', permission: 'FN_APP_LIST' },
  get: { request: 'getApplication', permission: 'FN_APP_READ' },
  create: { request: 'createApplication', permission: 'FN_APP_CREATE' },
  update: { request: 'updateApplication', permission: 'FN_APP_UPDATE' },
  remove: { request: 'deleteApplication', permission: 'FN_APP_DELETE' },
  complete: ({ subnetIds }, { inventory }) => {
    const ids = subnetIds as readonly string[];
    if (ids.some((id) => inventory.find('subnet', id) === undefined)) {
      throw notAuthorizedOrNotFound();
    }
    return {};
  },
  keptBy: ({ id }, { inventory }) =>
    usedBy(inventory, ['fnfunc'], 'applicationId', id, 'The application'),
};

/** Its image must have been pushed; which code that is, the emulator's owner says. */
const FUNCTIONS: Collection = {
  ...REGIONAL,
  kind: 'fnfunc',
  path: '/20181201/functions',
  parent: { kind: 'fnapp', field: 'applicationId' },
  unique: { within: 'compartment', code: 'Conflict' },
  details: z.strictObject({
    displayName: DISPLAY_NAME,
    applicationId: z.string(),
    image: z.string(),
    memoryInMBs: z.number(),
    timeoutInSeconds: z.optional(z.number().check(z.minimum(5), z.maximum(300))),
    config: CONFIG,
    freeformTags: TAGS,
  }),
  changes: z.strictObject({
    image: z.optional(z.string()),
    memoryInMBs: z.optional(z.number()),
    timeoutInSeconds: z.optional(z.number().check(z.minimum(5), z.maximum(300))),
    config: CONFIG,
    freeformTags: TAGS,
  }),
  list: { request: 'listFunctions', permission: 'FN_FUNCTION_LIST' },
  get: { request: 'getFunction', permission: 'FN_FUNCTION_READ' },
  create: { request: 'createFunction', permission: 'FN_FUNCTION_CREATE' },
  update: { request: 'updateFunction', permission: 'FN_FUNCTION_UPDATE' },
  remove: { request: 'deleteFunction', permission: 'FN_FUNCTION_DELETE' },
  complete: ({ image }, { images }) => {
    if (images.has(String(image))) return {};
    throw new ServiceError(
      'InvalidParameter',
      `Invalid Image ${image} does not exist or you do not have access to use it`,
    );
  },
};

const REPOSITORIES: Collection = {
  ...REGIONAL,
  kind: 'containerrepo',
  path: '/20160918/container/repositories',
  listsItems: true,
  unique: { within: 'tenancy', code: 'NAMESPACE_CONFLICT' },
  details: z.strictObject({
    compartmentId: z.string(),
    displayName: DISPLAY_NAME,
    isPublic: z.optional(z.boolean()),
    freeformTags: TAGS,
  }),
  list: { request: 'listContainerRepositories', permission: 'REPOSITORY_INSPECT' },
  get: { request: 'getContainerRepository', permission: 'REPOSITORY_READ' },
  create: { request: 'createContainerRepository', permission: 'REPOSITORY_CREATE' },
  remove: { request: 'deleteContainerRepository', permission: 'REPOSITORY_DELETE' },
};

export const FUNCTION_SERVICES: readonly Collection[] = [APPLICATIONS, FUNCTIONS, REPOSITORIES];
