/**
 * From policies to grants: which statements speak of a principal, and what each allows it. A condition on
 * who asks is decided here, one on what is asked for stays in the grant. Pure.
 */
import type { Grant } from '../grants.ts';
import type { Inventory } from './inventory.ts';
import { type Resource, textField } from './resource.ts';
import {
  type Condition,
  parseMatchingRule,
  parseStatement,
  type Reference,
  type Statement,
  type Subject,
} from './statement.ts';

export type PolicyPrincipal =
  | { readonly kind: 'user'; readonly userId: string; readonly groups: readonly Resource[] }
  | {
      /** Something of Oracle's that acts by itself, such as a Function. */
      readonly kind: 'resource';
      /** `fnfunc`, or `ApiGateway`. */
      readonly type: string;
      readonly compartmentId: string;
      readonly dynamicGroups: readonly Resource[];
    };

export function grantsOf(
  principal: PolicyPrincipal,
  policies: readonly Resource[],
  inventory: Inventory,
): readonly Grant[] {
  return policies
    .flatMap(statementsOf)
    .filter(({ subject }) => isMeant(principal, subject))
    .filter(({ conditions }) => conditions.every((condition) => holds(condition, principal)))
    .map((statement) => grantOf(statement, inventory));
}

/** Whether a Function fits the matching rule of a dynamic group. */
export function isMember(called: Resource, group: Resource): boolean {
  const facts: Readonly<Partial<Record<Condition['variable'], string>>> = {
    'resource.type': called.kind,
    'resource.compartment.id': called.compartmentId,
    'resource.id': called.id,
  };
  const rule = parseMatchingRule(textField(group, 'matchingRule'));
  return rule.every(({ value, variable }) => facts[variable] === value);
}

export function statementsOf(policy: Resource): readonly Statement[] {
  return (policy.fields.statements as readonly string[]).map(parseStatement);
}

/** Undefined where no such compartment lies in the policy's own, which the service refuses. */
export function findCompartment(
  { compartment }: Statement,
  ownCompartmentId: string,
  inventory: Inventory,
): string | undefined {
  const tenancyId = inventory.lineage(ownCompartmentId).at(-1);
  const id = compartment === undefined ? tenancyId : compartmentIdOf(compartment, inventory);
  return inventory.lineage(id ?? '').includes(ownCompartmentId) ? id : undefined;
}

/** Names of groups are the same in any case. */
export function isNamed(resource: Resource, { by, value }: Reference): boolean {
  return by === 'id' ? resource.id === value : resource.name.toLowerCase() === value.toLowerCase();
}

/** Undefined for a name that no compartment has. */
function compartmentIdOf({ by, value }: Reference, inventory: Inventory): string | undefined {
  return by === 'id' ? value : inventory.findByName('compartment', value)?.id;
}

function isMeant(principal: PolicyPrincipal, subject: Subject): boolean {
  if (subject.kind === 'any-user') return true;
  const isGroup = (group: Resource) => isNamed(group, subject.group);
  if (subject.kind === 'group') {
    return principal.kind === 'user' && principal.groups.some(isGroup);
  }
  return principal.kind === 'resource' && principal.dynamicGroups.some(isGroup);
}

function holds({ variable, value }: Condition, principal: PolicyPrincipal): boolean {
  switch (variable) {
    case 'target.bucket.name':
    case 'target.object.name':
      return true;
    case 'request.user.id':
      return principal.kind === 'user' && principal.userId === value;
    case 'request.principal.type':
      return principal.kind === 'resource' && principal.type === value;
    case 'request.resource.compartment.id':
      return principal.kind === 'resource' && principal.compartmentId === value;
    // Of matching rules: a policy that names them allows nothing.
    case 'resource.type':
    case 'resource.compartment.id':
    case 'resource.id':
      return false;
    default:
      return variable satisfies never;
  }
}

/** Of a compartment that has gone since. */
const NOWHERE = 'none';

function grantOf(statement: Statement, inventory: Inventory): Grant {
  const { compartment, conditions, permissions } = statement;
  const required = (wanted: Condition['variable']) =>
    conditions.find(({ variable }) => variable === wanted)?.value;
  const bucket = required('target.bucket.name');
  const object = required('target.object.name');
  return {
    permissions,
    ...(compartment !== undefined && {
      compartment: compartmentIdOf(compartment, inventory) ?? NOWHERE,
    }),
    ...(bucket !== undefined && { bucket }),
    ...(object !== undefined && { object }),
  };
}
