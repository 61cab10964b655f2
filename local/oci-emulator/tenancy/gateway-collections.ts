/** Functions, API Gateway, Logging and the container registry, as far as the counter's gateway path asks. */
import * as z from 'zod/mini';
import { notAuthorizedOrNotFound, ServiceError } from '../service-error.ts';
import type { Collection, Fields } from './collection.ts';
import { usedBy } from './network.ts';
import type { Resource } from './resource.ts';
import type { Tenancy } from './tenancy.ts';

const TAGS = z.optional(z.record(z.string(), z.string()));
const CONFIG = z.optional(z.record(z.string(), z.string()));
const DISPLAY_NAME = z.string().check(z.minLength(1), z.maxLength(255));
const common = { isGlobal: false, idField: 'id', nameField: 'displayName' } as const;

const APPLICATIONS: Collection = {
  ...common,
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
  ...common,
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

const GATEWAYS: Collection = {
  ...common,
  kind: 'apigateway',
  path: '/20190501/gateways',
  listsItems: true,
  settlesFrom: 'CREATING',
  details: z.strictObject({
    compartmentId: z.string(),
    displayName: z.optional(DISPLAY_NAME),
    endpointType: z.literal('PUBLIC'),
    subnetId: z.string(),
    freeformTags: TAGS,
  }),
  list: { request: 'listGateways', permission: 'API_GATEWAY_LIST' },
  get: { request: 'getGateway', permission: 'API_GATEWAY_READ' },
  create: { request: 'createGateway', permission: 'API_GATEWAY_CREATE' },
  remove: { request: 'deleteGateway', permission: 'API_GATEWAY_DELETE' },
  complete: ({ subnetId }, { inventory }, id) => {
    const subnet = inventory.find('subnet', String(subnetId));
    if (subnet === undefined) throw notAuthorizedOrNotFound();
    return { hostname: `${id.slice(-26)}.apigateway.${subnet.region}.oci.customer-oci.com` };
  },
  keptBy: ({ id }, { inventory }) =>
    usedBy(inventory, ['apideployment'], 'gatewayId', id, 'The gateway'),
};

const ROUTE = z.strictObject({
  path: z.string().check(z.regex(/^\/\S*$/)),
  methods: z.array(z.enum(['ANY', 'HEAD', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])),
  backend: z.strictObject({
    type: z.literal('ORACLE_FUNCTIONS_BACKEND'),
    functionId: z.string(),
  }),
});

const SPECIFICATION = z.strictObject({
  requestPolicies: z.optional(
    z.strictObject({
      rateLimiting: z.optional(
        z.strictObject({
          rateInRequestsPerSecond: z.number(),
          rateKey: z.enum(['CLIENT_IP', 'TOTAL']),
        }),
      ),
    }),
  ),
  loggingPolicies: z.optional(
    z.strictObject({
      executionLog: z.optional(
        z.strictObject({
          isEnabled: z.optional(z.boolean()),
          logLevel: z.optional(z.enum(['INFO', 'WARN', 'ERROR'])),
        }),
      ),
    }),
  ),
  routes: z.array(ROUTE).check(z.minLength(1)),
});

export type Specification = z.infer<typeof SPECIFICATION>;

const DEPLOYMENTS: Collection = {
  ...common,
  kind: 'apideployment',
  path: '/20190501/deployments',
  listsItems: true,
  settlesFrom: 'CREATING',
  filters: ['gatewayId'],
  details: z.strictObject({
    compartmentId: z.string(),
    gatewayId: z.string(),
    displayName: z.optional(DISPLAY_NAME),
    pathPrefix: z.string().check(z.regex(/^\/[\w/-]*$/)),
    specification: SPECIFICATION,
    freeformTags: TAGS,
  }),
  changes: z.strictObject({ specification: z.optional(SPECIFICATION), freeformTags: TAGS }),
  list: { request: 'listDeployments', permission: 'API_DEPLOYMENT_LIST' },
  get: { request: 'getDeployment', permission: 'API_DEPLOYMENT_READ' },
  create: { request: 'createDeployment', permission: 'API_DEPLOYMENT_CREATE' },
  update: { request: 'updateDeployment', permission: 'API_DEPLOYMENT_UPDATE' },
  remove: { request: 'deleteDeployment', permission: 'API_DEPLOYMENT_DELETE' },
  complete: completeDeployment,
};

function completeDeployment(fields: Fields, tenancy: Tenancy, id: string): Fields {
  const { gatewayId, pathPrefix } = fields;
  const gateway = tenancy.inventory.find('apigateway', String(gatewayId));
  if (gateway === undefined) throw notAuthorizedOrNotFound();
  if (tenancy.asKnown(gateway) === undefined) {
    throw new ServiceError('Conflict', 'The gateway is not ACTIVE yet.');
  }
  const isTaken = (other: Resource) =>
    other.id !== id &&
    other.fields.gatewayId === gatewayId &&
    other.fields.pathPrefix === pathPrefix;
  if (tenancy.inventory.list('apideployment').some(isTaken)) {
    throw new ServiceError('Conflict', `Another deployment of the gateway is at ${pathPrefix}.`);
  }
  return { endpoint: `https://${gateway.fields.hostname}${pathPrefix}` };
}

const LOG_GROUPS: Collection = {
  ...common,
  kind: 'loggroup',
  path: '/20200531/logGroups',
  isAnsweredLater: true,
  unique: { within: 'compartment', code: 'Conflict' },
  details: z.strictObject({
    compartmentId: z.string(),
    displayName: DISPLAY_NAME,
    description: z.optional(z.string()),
    freeformTags: TAGS,
  }),
  list: { request: 'listLogGroups', permission: 'LOG_GROUP_INSPECT' },
  get: { request: 'getLogGroup', permission: 'LOG_GROUP_READ' },
  create: { request: 'createLogGroup', permission: 'LOG_GROUP_CREATE' },
  remove: { request: 'deleteLogGroup', permission: 'LOG_GROUP_DELETE' },
  keptBy: ({ id }, { inventory }) => usedBy(inventory, ['log'], 'logGroupId', id, 'The log group'),
};

const LOGS: Collection = {
  ...common,
  kind: 'log',
  path: '/20200531/logGroups/:parent/logs',
  parent: { kind: 'loggroup', field: 'logGroupId' },
  isAnsweredLater: true,
  details: z.strictObject({
    displayName: DISPLAY_NAME,
    logType: z.literal('SERVICE'),
    isEnabled: z.optional(z.boolean()),
    retentionDuration: z.optional(z.number()),
    configuration: z.strictObject({
      compartmentId: z.optional(z.string()),
      source: z.strictObject({
        sourceType: z.literal('OCISERVICE'),
        service: z.string(),
        resource: z.string(),
        category: z.string(),
      }),
    }),
    freeformTags: TAGS,
  }),
  list: { request: 'listLogs', permission: 'LOG_GROUP_INSPECT' },
  get: { request: 'getLog', permission: 'LOG_GROUP_READ' },
  create: { request: 'createLog', permission: 'LOG_GROUP_UPDATE' },
  remove: { request: 'deleteLog', permission: 'LOG_GROUP_UPDATE' },
  complete: ({ configuration }, { inventory }) => {
    const { source } = configuration as { source: { resource: string } };
    if (inventory.find('fnapp', source.resource) === undefined) throw notAuthorizedOrNotFound();
    return {};
  },
};

const REPOSITORIES: Collection = {
  ...common,
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

export const GATEWAY_SERVICES: readonly Collection[] = [
  APPLICATIONS,
  FUNCTIONS,
  GATEWAYS,
  DEPLOYMENTS,
  LOG_GROUPS,
  LOGS,
  REPOSITORIES,
];
