/** Compartments, users, groups, memberships, dynamic groups and policies: the Identity service's collections. */
import * as z from 'zod/mini';
import { notAuthorizedOrNotFound, ServiceError } from '../service-error.ts';
import type { Collection, Fields } from './collection.ts';
import { TAGS } from './details.ts';
import { findCompartment, isNamed } from './grants-of.ts';
import type { Resource } from './resource.ts';
import { parseMatchingRule, parseStatement } from './statement.ts';
import type { Tenancy } from './tenancy.ts';

/** "The name must be unique … and cannot be changed", at most 100 characters. */
const NAME = z.string().check(z.regex(/^[A-Za-z0-9._@+-]{1,100}$/));
const DESCRIPTION = z.string().check(z.minLength(1), z.maxLength(400));
const STATEMENTS = z.array(z.string()).check(z.minLength(1), z.maxLength(50));

const named = {
  compartmentId: z.string(),
  name: NAME,
  description: DESCRIPTION,
  freeformTags: TAGS,
};
const common = { isGlobal: true, idField: 'id', nameField: 'name' } as const;

const COMPARTMENTS: Collection = {
  ...common,
  kind: 'compartment',
  path: '/20160918/compartments',
  unique: { within: 'compartment', code: 'CompartmentAlreadyExists' },
  details: z.strictObject(named),
  list: { request: 'listCompartments', permission: 'COMPARTMENT_INSPECT' },
  get: { request: 'getCompartment', permission: 'COMPARTMENT_INSPECT' },
  create: { request: 'createCompartment', permission: 'COMPARTMENT_CREATE' },
  remove: { request: 'deleteCompartment', permission: 'COMPARTMENT_DELETE' },
  keptBy: ({ id }, { inventory }) =>
    inventory.isEmpty(id) ? undefined : 'The compartment still holds resources.',
};

const USERS: Collection = {
  ...common,
  kind: 'user',
  path: '/20160918/users',
  unique: { within: 'tenancy', code: 'UserAlreadyExists' },
  details: z.strictObject({ ...named, email: z.optional(z.email()) }),
  changes: z.strictObject({
    description: z.optional(DESCRIPTION),
    email: z.optional(z.email()),
    freeformTags: TAGS,
  }),
  list: { request: 'listUsers', permission: 'USER_INSPECT' },
  get: { request: 'getUser', permission: 'USER_READ' },
  create: { request: 'createUser', permission: 'USER_CREATE' },
  update: { request: 'updateUser', permission: 'USER_UPDATE' },
  remove: { request: 'deleteUser', permission: 'USER_DELETE' },
  complete: inTenancy,
  keptBy: ({ id }, tenancy) => stillMember('userId', id, tenancy),
  afterRemove: async ({ id }, { inventory }) => {
    const keys = inventory.list('apikey').filter(({ fields }) => fields.userId === id);
    for (const key of keys) await inventory.remove(key.id);
  },
};

const GROUPS: Collection = {
  ...common,
  kind: 'group',
  path: '/20160918/groups',
  unique: { within: 'tenancy', code: 'GroupAlreadyExists' },
  details: z.strictObject(named),
  list: { request: 'listGroups', permission: 'GROUP_INSPECT' },
  get: { request: 'getGroup', permission: 'GROUP_INSPECT' },
  create: { request: 'createGroup', permission: 'GROUP_CREATE' },
  remove: { request: 'deleteGroup', permission: 'GROUP_DELETE' },
  complete: inTenancy,
  keptBy: ({ id }, tenancy) => stillMember('groupId', id, tenancy),
};

const MEMBERSHIPS: Collection = {
  ...common,
  kind: 'groupmembership',
  path: '/20160918/userGroupMemberships',
  details: z.strictObject({ userId: z.string(), groupId: z.string() }),
  filters: ['userId', 'groupId'],
  list: { request: 'listUserGroupMemberships', permission: 'GROUP_INSPECT' },
  get: { request: 'getUserGroupMembership', permission: 'GROUP_INSPECT' },
  create: { request: 'addUserToGroup', permission: 'GROUP_UPDATE' },
  remove: { request: 'removeUserFromGroup', permission: 'GROUP_UPDATE' },
  complete: ({ groupId, userId }, { inventory }) => {
    const user = inventory.find('user', String(userId));
    const group = inventory.find('group', String(groupId));
    if (user === undefined || group === undefined) throw notAuthorizedOrNotFound();
    const memberships = inventory.list('groupmembership');
    if (memberships.some(({ fields }) => fields.userId === userId && fields.groupId === groupId)) {
      throw new ServiceError('MembershipAlreadyExists', 'The user is in that group already.');
    }
    return {};
  },
};

const DYNAMIC_GROUPS: Collection = {
  ...common,
  kind: 'dynamicgroup',
  path: '/20160918/dynamicGroups',
  unique: { within: 'tenancy', code: 'DynamicGroupAlreadyExists' },
  details: z.strictObject({ ...named, matchingRule: z.string() }),
  changes: z.strictObject({
    description: z.optional(DESCRIPTION),
    matchingRule: z.optional(z.string()),
    freeformTags: TAGS,
  }),
  list: { request: 'listDynamicGroups', permission: 'DYNAMIC_GROUP_INSPECT' },
  get: { request: 'getDynamicGroup', permission: 'DYNAMIC_GROUP_INSPECT' },
  create: { request: 'createDynamicGroup', permission: 'DYNAMIC_GROUP_CREATE' },
  update: { request: 'updateDynamicGroup', permission: 'DYNAMIC_GROUP_UPDATE' },
  remove: { request: 'deleteDynamicGroup', permission: 'DYNAMIC_GROUP_DELETE' },
  complete: (fields, tenancy) => {
    parseMatchingRule(String(fields.matchingRule));
    return inTenancy(fields, tenancy);
  },
};

const POLICIES: Collection = {
  ...common,
  kind: 'policy',
  path: '/20160918/policies',
  unique: { within: 'tenancy', code: 'PolicyAlreadyExists' },
  details: z.strictObject({ ...named, statements: STATEMENTS }),
  changes: z.strictObject({
    description: z.optional(DESCRIPTION),
    statements: z.optional(STATEMENTS),
    freeformTags: TAGS,
  }),
  list: { request: 'listPolicies', permission: 'POLICY_READ' },
  get: { request: 'getPolicy', permission: 'POLICY_READ' },
  create: { request: 'createPolicy', permission: 'POLICY_CREATE' },
  update: { request: 'updatePolicy', permission: 'POLICY_UPDATE' },
  remove: { request: 'deletePolicy', permission: 'POLICY_DELETE' },
  complete: (fields, tenancy) => {
    for (const text of fields.statements as readonly string[]) {
      requireSense(text, String(fields.compartmentId), tenancy);
    }
    return {};
  },
};

export const IDENTITY: readonly Collection[] = [
  COMPARTMENTS,
  USERS,
  GROUPS,
  MEMBERSHIPS,
  DYNAMIC_GROUPS,
  POLICIES,
];

/** Users and groups lie in the tenancy itself. */
function inTenancy({ compartmentId }: Fields, { id }: Tenancy): Fields {
  if (compartmentId === id) return {};
  throw new ServiceError('InvalidParameter', 'The compartmentId must be that of the tenancy.');
}

function stillMember(field: string, id: string, { inventory }: Tenancy): string | undefined {
  const isMember = ({ fields }: Resource) => fields[field] === id;
  return inventory.list('groupmembership').some(isMember)
    ? 'The user is still in a group, or the group still has users.'
    : undefined;
}

/** The service refuses a statement whose group or compartment it does not find. */
function requireSense(text: string, ownCompartmentId: string, { inventory }: Tenancy): void {
  const statement = parseStatement(text);
  const { subject } = statement;
  if (subject.kind !== 'any-user') {
    const { group, kind } = subject;
    const groups = inventory.list(kind === 'group' ? 'group' : 'dynamicgroup');
    if (!groups.some((each) => isNamed(each, group))) {
      throw new ServiceError(
        'InvalidParameter',
        `The ${kind} ${group.value} specified in the policy statement does not exist under current compartment hierarchy.`,
      );
    }
  }
  if (findCompartment(statement, ownCompartmentId, inventory) === undefined) {
    throw new ServiceError(
      'InvalidParameter',
      `Compartment {${statement.compartment?.value ?? 'tenancy'}} does not exist or is not part of the policy compartment subtree`,
    );
  }
}
