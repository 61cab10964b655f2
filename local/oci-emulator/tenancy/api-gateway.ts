/** Gateways and their deployments, whose specification names routes to Functions and nothing else. */
import * as z from 'zod/mini';
import { notAuthorizedOrNotFound, ServiceError } from '../service-error.ts';
import type { Collection, Fields } from './collection.ts';
import { DISPLAY_NAME, REGIONAL, TAGS } from './details.ts';
import { usedBy } from './network.ts';
import type { Resource } from './resource.ts';
import type { Tenancy } from './tenancy.ts';

const GATEWAYS: Collection = {
  ...REGIONAL,
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
  ...REGIONAL,
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

export const API_GATEWAY: readonly Collection[] = [GATEWAYS, DEPLOYMENTS];
