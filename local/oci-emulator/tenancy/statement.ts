/**
 * Reads the statements of policies and the matching rules of dynamic groups, in the forms that the counter's
 * own setup writes: docs.oracle.com/iaas/Content/Identity/Concepts/policysyntax.htm. Any other form is 501, so
 * that nobody takes a statement that the emulator cannot hold for one that allows nothing. Pure.
 */
import { PERMISSIONS, type Permission } from '../grants.ts';
import { notImplemented, ServiceError } from '../service-error.ts';

/** What a condition may compare. */
const VARIABLES = [
  'target.bucket.name',
  'target.object.name',
  'request.user.id',
  'request.principal.type',
  'request.resource.compartment.id',
  'resource.type',
  'resource.compartment.id',
  'resource.id',
] as const;

export type Variable = (typeof VARIABLES)[number];

export interface Condition {
  readonly variable: Variable;
  readonly value: string;
}

/** What a statement names: by its name, or after the word `id` by its OCID. */
export interface Reference {
  readonly by: 'name' | 'id';
  readonly value: string;
}

export type Subject =
  | { readonly kind: 'any-user' }
  | { readonly kind: 'group' | 'dynamic-group'; readonly group: Reference };

export interface Statement {
  readonly subject: Subject;
  readonly permissions: readonly Permission[];
  /** Undefined is the tenancy. */
  readonly compartment: Reference | undefined;
  /** All must hold. */
  readonly conditions: readonly Condition[];
}

const STATEMENT =
  /^allow\s+(any-user|(?:dynamic-)?group\s+(?:id\s+)?\S+)\s+to\s+(\{[^}]*\}|[a-z]+\s+[a-z-]+)\s+in\s+(tenancy|compartment\s+(?:id\s+)?\S+)(?:\s+where\s+(\S.*))?$/is;
const ALL = /^all\s*\{(.*)\}$/is;
const CONDITION = /^\s*([a-z.]+)\s*=\s*'([^']*)'\s*$/i;

/** What a verb and a kind of resource stand for, as far as setup uses them. */
const VERBS: Readonly<Record<string, readonly Permission[]>> = {
  'manage all-resources': PERMISSIONS,
  'use functions-family': ['FN_APP_LIST', 'FN_APP_READ', 'FN_FUNCTION_READ', 'FN_INVOCATION'],
};

/** Throws 400 for what is no statement at all, and 501 for a form that the emulator cannot hold. */
export function parseStatement(text: string): Statement {
  const words = text.trim();
  if (!/^allow\s/i.test(words)) {
    throw new ServiceError('InvalidParameter', `No permission is given by the statement: ${text}`);
  }
  const match = STATEMENT.exec(words);
  if (match === null) throw notImplemented(`the statement: ${text}`);
  const [, subject = '', permissions = '', location = '', conditions] = match;
  return {
    subject: parseSubject(subject),
    permissions: parsePermissions(permissions, text),
    compartment: /^tenancy$/i.test(location) ? undefined : parseReference(location),
    conditions: conditions === undefined ? [] : parseConditions(conditions, text),
  };
}

/** `ALL {resource.type='…', resource.compartment.id='…'}` */
export function parseMatchingRule(text: string): readonly Condition[] {
  return parseConditions(text.trim(), text);
}

function parseSubject(text: string): Subject {
  if (/^any-user$/i.test(text)) return { kind: 'any-user' };
  const kind = /^dynamic/i.test(text) ? 'dynamic-group' : 'group';
  return { kind, group: parseReference(text) };
}

/** After the word that says what is named, such as `group id ocid1.group…`. */
function parseReference(text: string): Reference {
  const [, first = '', second] = text.split(/\s+/);
  return second === undefined ? { by: 'name', value: first } : { by: 'id', value: second };
}

function parsePermissions(text: string, statement: string): readonly Permission[] {
  const listed = /^\{(.*)\}$/s.exec(text)?.[1];
  if (listed === undefined) {
    const permissions = VERBS[text.toLowerCase().replace(/\s+/g, ' ')];
    if (permissions === undefined) throw notImplemented(`“${text}” in the statement: ${statement}`);
    return permissions;
  }
  return listed.split(',').map((word) => {
    const permission = PERMISSIONS.find((known) => known === word.trim());
    if (permission === undefined) throw notImplemented(`the permission ${word.trim()}`);
    return permission;
  });
}

function parseConditions(text: string, whole: string): readonly Condition[] {
  const inside = ALL.exec(text)?.[1];
  const parts = inside === undefined ? [text] : inside.split(',');
  return parts.map((part) => {
    const [, name = '', value = ''] = CONDITION.exec(part) ?? [];
    const variable = VARIABLES.find((known) => known === name.toLowerCase());
    if (variable === undefined) throw notImplemented(`the condition “${part.trim()}” in: ${whole}`);
    return { variable, value };
  });
}
