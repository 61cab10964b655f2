/** The Networking service as far as a gateway needs it: networks with their defaults, subnets, internet gateways. */
import * as z from 'zod/mini';
import { notAuthorizedOrNotFound } from '../service-error.ts';
import type { Collection, Fields } from './collection.ts';
import { REGIONAL, TAGS } from './details.ts';
import type { Inventory } from './inventory.ts';
import { listOf, rulesOf, securityListIdsOf } from './reachability.ts';
import { changeResource, createResource, type Resource, type ResourceKind } from './resource.ts';
import type { Tenancy } from './tenancy.ts';

const named = {
  compartmentId: z.string(),
  displayName: z.optional(z.string()),
  freeformTags: TAGS,
};
const inNetwork = { ...named, vcnId: z.string() };
const ofNetwork = { ...REGIONAL, filters: ['vcnId'], complete: completeInNetwork };

const TCP = '6';
const ANYWHERE = '0.0.0.0/0';

const ROUTE_RULES = z.array(
  z.strictObject({
    destination: z.string(),
    destinationType: z.optional(z.literal('CIDR_BLOCK')),
    networkEntityId: z.string(),
    description: z.optional(z.string()),
  }),
);
const PORTS = z.optional(
  z.strictObject({
    destinationPortRange: z.optional(z.strictObject({ min: z.number(), max: z.number() })),
  }),
);
const RULE = {
  protocol: z.string(),
  isStateless: z.optional(z.boolean()),
  description: z.optional(z.string()),
  tcpOptions: PORTS,
};
const INGRESS_RULES = z.array(
  z.strictObject({
    ...RULE,
    source: z.string(),
    sourceType: z.optional(z.literal('CIDR_BLOCK')),
  }),
);
const EGRESS_RULES = z.array(
  z.strictObject({
    ...RULE,
    destination: z.string(),
    destinationType: z.optional(z.literal('CIDR_BLOCK')),
  }),
);

const NETWORKS: Collection = {
  ...REGIONAL,
  kind: 'vcn',
  path: '/20160918/vcns',
  details: z.strictObject({
    ...named,
    cidrBlock: z.optional(z.string()),
    cidrBlocks: z.optional(z.array(z.string())),
    dnsLabel: z.optional(z.string().check(z.regex(/^[a-z][a-z0-9]{0,14}$/))),
  }),
  list: { request: 'listVcns', permission: 'VCN_READ' },
  get: { request: 'getVcn', permission: 'VCN_READ' },
  create: { request: 'createVcn', permission: 'VCN_CREATE' },
  remove: { request: 'deleteVcn', permission: 'VCN_DELETE' },
  complete: () => ({ lifecycleState: 'AVAILABLE' }),
  afterCreate: addDefaults,
  keptBy: ({ id }, { inventory }) =>
    usedBy(inventory, ['subnet', 'internetgateway'], 'vcnId', id, 'The VCN'),
  afterRemove: async ({ fields }, { inventory }) => {
    await inventory.remove(String(fields.defaultRouteTableId));
    await inventory.remove(String(fields.defaultSecurityListId));
  },
};

const INTERNET_GATEWAYS: Collection = {
  ...ofNetwork,
  kind: 'internetgateway',
  path: '/20160918/internetGateways',
  details: z.strictObject({ ...inNetwork, isEnabled: z.boolean() }),
  list: { request: 'listInternetGateways', permission: 'INTERNET_GATEWAY_READ' },
  get: { request: 'getInternetGateway', permission: 'INTERNET_GATEWAY_READ' },
  create: { request: 'createInternetGateway', permission: 'INTERNET_GATEWAY_CREATE' },
  remove: { request: 'deleteInternetGateway', permission: 'INTERNET_GATEWAY_DELETE' },
  keptBy: ({ id }, { inventory }) =>
    inventory.list('routetable').some((table) => rulesOf(table, 'routeRules').some(isTo(id)))
      ? 'The internet gateway is the target of a route rule.'
      : undefined,
};

const ROUTE_TABLES: Collection = {
  ...ofNetwork,
  kind: 'routetable',
  path: '/20160918/routeTables',
  details: z.strictObject({ ...inNetwork, routeRules: ROUTE_RULES }),
  changes: z.strictObject({ routeRules: z.optional(ROUTE_RULES), freeformTags: TAGS }),
  list: { request: 'listRouteTables', permission: 'ROUTE_TABLE_READ' },
  get: { request: 'getRouteTable', permission: 'ROUTE_TABLE_READ' },
  create: { request: 'createRouteTable', permission: 'ROUTE_TABLE_CREATE' },
  update: { request: 'updateRouteTable', permission: 'ROUTE_TABLE_UPDATE' },
  remove: { request: 'deleteRouteTable', permission: 'ROUTE_TABLE_DELETE' },
  keptBy: ({ id }, { inventory }) =>
    usedBy(inventory, ['subnet'], 'routeTableId', id, 'The route table'),
};

const SECURITY_LISTS: Collection = {
  ...ofNetwork,
  kind: 'securitylist',
  path: '/20160918/securityLists',
  details: z.strictObject({
    ...inNetwork,
    ingressSecurityRules: INGRESS_RULES,
    egressSecurityRules: EGRESS_RULES,
  }),
  changes: z.strictObject({
    ingressSecurityRules: z.optional(INGRESS_RULES),
    egressSecurityRules: z.optional(EGRESS_RULES),
    freeformTags: TAGS,
  }),
  list: { request: 'listSecurityLists', permission: 'SECURITY_LIST_READ' },
  get: { request: 'getSecurityList', permission: 'SECURITY_LIST_READ' },
  create: { request: 'createSecurityList', permission: 'SECURITY_LIST_CREATE' },
  update: { request: 'updateSecurityList', permission: 'SECURITY_LIST_UPDATE' },
  remove: { request: 'deleteSecurityList', permission: 'SECURITY_LIST_DELETE' },
  keptBy: ({ id }, { inventory }) =>
    inventory.list('subnet').some((subnet) => securityListIdsOf(subnet).includes(id))
      ? 'The security list is used by a subnet.'
      : undefined,
};

const SUBNETS: Collection = {
  ...ofNetwork,
  kind: 'subnet',
  path: '/20160918/subnets',
  details: z.strictObject({
    ...inNetwork,
    cidrBlock: z.string(),
    dnsLabel: z.optional(z.string().check(z.regex(/^[a-z][a-z0-9]{0,14}$/))),
    prohibitPublicIpOnVnic: z.optional(z.boolean()),
    prohibitInternetIngress: z.optional(z.boolean()),
    routeTableId: z.optional(z.string()),
    securityListIds: z.optional(z.array(z.string())),
  }),
  list: { request: 'listSubnets', permission: 'SUBNET_READ' },
  get: { request: 'getSubnet', permission: 'SUBNET_READ' },
  create: { request: 'createSubnet', permission: 'SUBNET_CREATE' },
  remove: { request: 'deleteSubnet', permission: 'SUBNET_DELETE' },
  complete: (fields, tenancy) => {
    completeInNetwork(fields, tenancy);
    const network = tenancy.inventory.find('vcn', String(fields.vcnId))?.fields ?? {};
    return {
      lifecycleState: 'AVAILABLE',
      routeTableId: fields.routeTableId ?? network.defaultRouteTableId,
      securityListIds: fields.securityListIds ?? [network.defaultSecurityListId],
    };
  },
  keptBy: ({ id }, { inventory }) =>
    usedBy(inventory, ['apigateway'], 'subnetId', id, 'The subnet') ??
    (inventory.list('fnapp').some(({ fields }) => listOf(fields.subnetIds).includes(id))
      ? 'The subnet is used by an application.'
      : undefined),
};

export const NETWORK: readonly Collection[] = [
  NETWORKS,
  INTERNET_GATEWAYS,
  ROUTE_TABLES,
  SECURITY_LISTS,
  SUBNETS,
];

/** As a new network has them: no way out, SSH let in, everything let out. */
async function addDefaults(network: Resource, _call: unknown, tenancy: Tenancy): Promise<void> {
  const { compartmentId, createdAtMs, id: vcnId, region = '' } = network;
  const draft = { compartmentId, createdAtMs, region };
  const fields = { vcnId, lifecycleState: 'AVAILABLE' };
  const table = createResource({
    ...draft,
    kind: 'routetable',
    name: `Default Route Table for ${network.name}`,
    fields: { ...fields, routeRules: [] },
  });
  const ssh = { min: 22, max: 22 };
  const list = createResource({
    ...draft,
    kind: 'securitylist',
    name: `Default Security List for ${network.name}`,
    fields: {
      ...fields,
      ingressSecurityRules: [
        { protocol: TCP, source: ANYWHERE, tcpOptions: { destinationPortRange: ssh } },
      ],
      egressSecurityRules: [{ protocol: 'all', destination: ANYWHERE }],
    },
  });
  const defaults = { defaultRouteTableId: table.id, defaultSecurityListId: list.id };
  const { inventory, now } = tenancy;
  for (const each of [table, list, changeResource(network, defaults, now())]) {
    await inventory.put(each);
  }
}

function completeInNetwork({ vcnId }: Fields, { inventory }: Tenancy): Fields {
  if (inventory.find('vcn', String(vcnId)) === undefined) throw notAuthorizedOrNotFound();
  return { lifecycleState: 'AVAILABLE' };
}

export function usedBy(
  inventory: Inventory,
  kinds: readonly ResourceKind[],
  field: string,
  id: string,
  what: string,
): string | undefined {
  const user = kinds.find((kind) =>
    inventory.list(kind).some(({ fields }) => fields[field] === id),
  );
  return user === undefined ? undefined : `${what} is still used by a ${user}.`;
}

function isTo(id: string): (rule: Fields) => boolean {
  return ({ networkEntityId }) => networkEntityId === id;
}
