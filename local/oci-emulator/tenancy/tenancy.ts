/**
 * The account that the emulator stands for: its regions, its resources, its limits, and who may do what
 * by its policies. It begins with one administrator, as a new account at Oracle does.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  type ApiKey,
  apiKeyOf,
  EMULATOR_TENANCY_ID,
  mintKeyPair,
  type PemKeyPair,
} from '../api-key.ts';
import type { Grant, Permission } from '../grants.ts';
import { grantsOf, isMember, type PolicyPrincipal } from './grants-of.ts';
import { Inventory } from './inventory.ts';
import { createResource, type Resource, type ResourceKind } from './resource.ts';
import { RetryTokens } from './retry-tokens.ts';

export interface TenancyOptions {
  readonly dataFolder: string;
  /** Where users, groups and policies are changed. */
  readonly homeRegion: string;
  /** Beside the home region. */
  readonly otherRegions: readonly string[];
  /** Buckets that are there from the start. */
  readonly buckets: readonly string[];
  /** How long a new key, membership or policy takes to be known; the real service takes seconds to minutes. */
  readonly knownAfterMs: number;
  readonly now: () => number;
}

/** Real accounts have service limits; a user has three API keys at the most. */
const LIMITS: Readonly<Partial<Record<ResourceKind, number>>> = { apikey: 3 };

export const ADMINISTRATOR_ID = 'ocid1.user.oc1..administrator';
const ADMINISTRATORS_ID = 'ocid1.group.oc1..administrators';

export class Tenancy {
  readonly id = EMULATOR_TENANCY_ID;
  readonly homeRegion: string;
  readonly regions: readonly string[];
  readonly inventory: Inventory;
  readonly now: () => number;
  readonly retries = new RetryTokens();
  /** What was pushed to the registry: an image's name, and the Function's bundle that it stands for. */
  readonly images = new Map<string, string>();
  /** Policies give these to the administrator alone: a test takes one away to see what needs it. */
  readonly withheld = new Set<Permission>();
  readonly #limits = new Map(Object.entries(LIMITS));
  readonly #knownAfterMs: number;

  private constructor(options: TenancyOptions, inventory: Inventory) {
    this.homeRegion = options.homeRegion;
    this.regions = [options.homeRegion, ...options.otherRegions];
    this.now = options.now;
    this.#knownAfterMs = options.knownAfterMs;
    this.inventory = inventory;
  }

  static async open(options: TenancyOptions): Promise<Tenancy> {
    const path = join(options.dataFolder, 'tenancy.json');
    return new Tenancy(options, await Inventory.open(path, firstResources(options)));
  }

  /** How many of a kind there may be: in the tenancy, or of keys, for a user. */
  limitOf(kind: ResourceKind): number {
    return this.#limits.get(kind) ?? Number.POSITIVE_INFINITY;
  }

  setLimit(kind: ResourceKind, most: number): void {
    this.#limits.set(kind, most);
  }

  /** What the policies allow a user. */
  grantsOfUser(userId: string): readonly Grant[] {
    const memberships = this.#known('groupmembership');
    const groupIds = memberships
      .filter(({ fields }) => fields.userId === userId)
      .map(({ fields }) => fields.groupId);
    const groups = this.#known('group').filter(({ id }) => groupIds.includes(id));
    return this.grantsOfPrincipal({ kind: 'user', userId, groups });
  }

  /** What the policies allow a Function by its dynamic groups; undefined when it is none of the tenancy's. */
  grantsOfFunction(id: string): readonly Grant[] | undefined {
    const found = this.inventory.find('fnfunc', id);
    if (found === undefined) return undefined;
    const dynamicGroups = this.#known('dynamicgroup').filter((group) => isMember(found, group));
    const { compartmentId } = found;
    return this.grantsOfPrincipal({
      kind: 'resource',
      type: 'fnfunc',
      compartmentId,
      dynamicGroups,
    });
  }

  grantsOfPrincipal(principal: PolicyPrincipal): readonly Grant[] {
    const grants = grantsOf(principal, this.#known('policy'), this.inventory);
    if (principal.kind === 'user' && principal.userId === ADMINISTRATOR_ID) return grants;
    return grants.map((grant) => ({
      ...grant,
      permissions: grant.permissions.filter((permission) => !this.withheld.has(permission)),
    }));
  }

  /** Makes a user in a group of the same name, for which a policy holds these statements: all known at once. */
  async addUser(name: string, statements: readonly string[]): Promise<string> {
    const common = { compartmentId: this.id, name, createdAtMs: 0 };
    const state = { description: name, lifecycleState: 'ACTIVE' };
    const user = createResource({ ...common, kind: 'user', fields: state });
    const group = createResource({ ...common, kind: 'group', fields: state });
    const ids = { userId: user.id, groupId: group.id, lifecycleState: 'ACTIVE' };
    const membership = createResource({ ...common, kind: 'groupmembership', fields: ids });
    const policy = createResource({ ...common, kind: 'policy', fields: { ...state, statements } });
    for (const resource of [user, group, membership, policy]) await this.inventory.put(resource);
    return user.id;
  }

  /** Gives a user a key that is known at once; a new one, where none is handed in. */
  async addKeyOf(userId: string, pair?: PemKeyPair): Promise<ApiKey> {
    const key = apiKeyOf(userId, pair ?? (await mintKeyPair()));
    await this.inventory.put(apiKeyResource(key, 0));
    return key;
  }

  /** As the service knows it by now: what is new takes a while, and so does a change. */
  asKnown(resource: Resource): Resource | undefined {
    const knownUntilMs = this.now() - this.#knownAfterMs;
    if (resource.createdAtMs > knownUntilMs) return undefined;
    const { changed } = resource;
    const isChangeKnown = changed === undefined || changed.atMs <= knownUntilMs;
    return isChangeKnown ? resource : { ...resource, fields: changed.from };
  }

  #known(kind: ResourceKind): readonly Resource[] {
    return this.inventory
      .list(kind)
      .map((resource) => this.asKnown(resource))
      .filter((resource) => resource !== undefined);
  }
}

/** A key's id is what signs with it. */
export function apiKeyResource(
  key: Pick<ApiKey, 'keyId' | 'userId' | 'fingerprint' | 'publicKey'>,
  createdAtMs: number,
): Resource {
  const { keyId, userId, fingerprint, publicKey: keyValue } = key;
  return {
    kind: 'apikey',
    id: keyId,
    compartmentId: EMULATOR_TENANCY_ID,
    name: fingerprint,
    createdAtMs,
    etag: fingerprint,
    fields: { keyId, keyValue, fingerprint, userId, lifecycleState: 'ACTIVE' },
  };
}

function firstResources({ buckets, homeRegion }: TenancyOptions): readonly Resource[] {
  const common = { compartmentId: EMULATOR_TENANCY_ID, createdAtMs: 0, etag: randomUUID() };
  const ids = { userId: ADMINISTRATOR_ID, groupId: ADMINISTRATORS_ID };
  const state = { description: 'There from the start.', lifecycleState: 'ACTIVE' };
  const statements = ['Allow group Administrators to manage all-resources in tenancy'];
  return [
    { ...common, kind: 'user', id: ids.userId, name: 'administrator', fields: state },
    { ...common, kind: 'group', id: ids.groupId, name: 'Administrators', fields: state },
    {
      ...common,
      kind: 'groupmembership',
      id: 'ocid1.groupmembership.oc1..administrator',
      name: '',
      fields: { ...ids, lifecycleState: 'ACTIVE' },
    },
    {
      ...common,
      kind: 'policy',
      id: 'ocid1.policy.oc1..tenantadministrator',
      name: 'Tenant Admin Policy',
      fields: { ...state, statements },
    },
    ...buckets.map((name): Resource => {
      const id = `ocid1.bucket.oc1.${homeRegion}.${name}`;
      return { ...common, kind: 'bucket', id, region: homeRegion, name, fields: {} };
    }),
  ];
}
