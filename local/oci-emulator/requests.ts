/**
 * The calls that the emulator knows, by the names that Oracle's SDK gives them, and how many of each
 * came in: tests and benchmarks count store requests with it. Refused and cut ones count too, since
 * the real service counts whatever reaches it.
 */

export const REQUEST_KINDS = [
  'getNamespace',
  'getBucket',
  'headBucket',
  'listObjects',
  'getObject',
  'headObject',
  'putObject',
  'deleteObject',
  'publishMessage',
  'createBucket',
  'deleteBucket',
  'listTopics',
  'getTopic',
  'createTopic',
  'deleteTopic',
  'listSubscriptions',
  'getSubscription',
  'createSubscription',
  'deleteSubscription',
  'getTenancy',
  'listRegionSubscriptions',
  'listCompartments',
  'getCompartment',
  'createCompartment',
  'deleteCompartment',
  'listUsers',
  'getUser',
  'createUser',
  'updateUser',
  'deleteUser',
  'listApiKeys',
  'uploadApiKey',
  'deleteApiKey',
  'listGroups',
  'getGroup',
  'createGroup',
  'deleteGroup',
  'listUserGroupMemberships',
  'getUserGroupMembership',
  'addUserToGroup',
  'removeUserFromGroup',
  'listDynamicGroups',
  'getDynamicGroup',
  'createDynamicGroup',
  'updateDynamicGroup',
  'deleteDynamicGroup',
  'listPolicies',
  'getPolicy',
  'createPolicy',
  'updatePolicy',
  'deletePolicy',
  'listVcns',
  'getVcn',
  'createVcn',
  'deleteVcn',
  'listInternetGateways',
  'getInternetGateway',
  'createInternetGateway',
  'deleteInternetGateway',
  'listRouteTables',
  'getRouteTable',
  'createRouteTable',
  'updateRouteTable',
  'deleteRouteTable',
  'listSecurityLists',
  'getSecurityList',
  'createSecurityList',
  'updateSecurityList',
  'deleteSecurityList',
  'listSubnets',
  'getSubnet',
  'createSubnet',
  'deleteSubnet',
  'listApplications',
  'getApplication',
  'createApplication',
  'updateApplication',
  'deleteApplication',
  'listFunctions',
  'getFunction',
  'createFunction',
  'updateFunction',
  'deleteFunction',
  'listGateways',
  'getGateway',
  'createGateway',
  'deleteGateway',
  'listDeployments',
  'getDeployment',
  'createDeployment',
  'updateDeployment',
  'deleteDeployment',
  'listLogGroups',
  'getLogGroup',
  'createLogGroup',
  'deleteLogGroup',
  'listLogs',
  'getLog',
  'createLog',
  'deleteLog',
  'listContainerRepositories',
  'getContainerRepository',
  'createContainerRepository',
  'deleteContainerRepository',
  'getWorkRequest',
  'listContainerImages',
] as const;

export type RequestKind = (typeof REQUEST_KINDS)[number];

/** The kinds that change something: only these can land late. */
export const WRITE_KINDS = REQUEST_KINDS.filter((kind) => !/^(get|head|list)/.test(kind));

export type RequestCounts = Readonly<Record<RequestKind, number>>;

export class RequestCounter {
  readonly #counts = new Map<RequestKind, number>();
  #watcher: ((kind: RequestKind) => void) | undefined;

  /** Hears of each call before it is carried out: a test that kills its caller there. */
  watch(watcher: (kind: RequestKind) => void): void {
    this.#watcher = watcher;
  }

  add(kind: RequestKind): void {
    this.#watcher?.(kind);
    this.#counts.set(kind, this.count(kind) + 1);
  }

  count(kind: RequestKind): number {
    return this.#counts.get(kind) ?? 0;
  }

  /** Every kind, also those that never came. */
  counts(): RequestCounts {
    return Object.fromEntries(
      REQUEST_KINDS.map((kind) => [kind, this.count(kind)]),
    ) as RequestCounts;
  }

  reset(): void {
    this.#counts.clear();
  }
}
