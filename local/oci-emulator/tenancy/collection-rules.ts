/** What every call of a collection must keep to: who may, where, how many, and by which names. */
import * as z from 'zod/mini';
import type { Call } from '../call.ts';
import type { Permission } from '../grants.ts';
import { IN_ENGLISH } from '../problem-texts.ts';
import { notAuthorizedOrNotFound, notImplemented, ServiceError } from '../service-error.ts';
import type { Collection, Fields } from './collection.ts';
import type { Resource, ResourceKind } from './resource.ts';
import type { Tenancy } from './tenancy.ts';

/** As the service tells of it. */
export function describe(resource: Resource, collection: Collection, tenancy: Tenancy): Fields {
  const { settlesFrom } = collection;
  const isSettling = settlesFrom !== undefined && tenancy.asKnown(resource) === undefined;
  const { compartmentId, createdAtMs, etag, fields, id, name } = resource;
  return {
    [collection.idField]: id,
    compartmentId,
    [collection.nameField]: name,
    timeCreated: new Date(createdAtMs).toISOString(),
    freeformTags: {},
    definedTags: {},
    etag,
    ...fields,
    ...(isSettling && { lifecycleState: settlesFrom }),
  };
}

export function parseDetails<Schema extends z.ZodMiniObject>(
  call: Call,
  schema: Schema,
): z.infer<Schema> {
  const parsed = schema.safeParse(parseJson(call.body), IN_ENGLISH);
  if (parsed.success) return parsed.data;
  const unknown = parsed.error.issues.find(({ code }) => code === 'unrecognized_keys');
  if (unknown !== undefined) throw notImplemented(`these details: ${unknown.message}`);
  throw new ServiceError('InvalidParameter', z.prettifyError(parsed.error));
}

export function requirePermission(
  call: Call,
  permission: Permission,
  compartmentId: string,
  tenancy: Tenancy,
): void {
  const compartments = tenancy.inventory.lineage(compartmentId);
  if (!call.may(permission, { compartments })) throw notAuthorizedOrNotFound();
}

/** Docs: "must be in the home region"; the answer is the service's own, with the region's key. */
export function requireHome(
  call: Call,
  { isGlobal }: Pick<Collection, 'isGlobal'>,
  { homeRegion }: Tenancy,
): void {
  if (!isGlobal || call.region === homeRegion) return;
  throw new ServiceError(
    'NotAllowed',
    `Please go to your home region ${homeRegion} to execute CREATE, UPDATE and DELETE operations.`,
  );
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    throw new ServiceError('InvalidParameter', 'The body is not JSON.');
  }
}

/** Throws `NotAuthorizedOrNotFound` unless there is one of that id, or it is the tenancy. */
export function requireCompartment(id: string, tenancy: Tenancy): void {
  if (id === tenancy.id || tenancy.inventory.find('compartment', id) !== undefined) return;
  throw notAuthorizedOrNotFound();
}

/** Throws `LimitExceeded`. */
export function requireRoom(kind: ResourceKind, tenancy: Tenancy): void {
  const most = tenancy.limitOf(kind);
  if (tenancy.inventory.list(kind).length < most) return;
  throw new ServiceError(
    'LimitExceeded',
    `The following service limits were exceeded: ${kind}-count (${most}).`,
  );
}

export function requireNewName(
  name: string,
  compartmentId: string,
  call: Call,
  { kind, unique }: Collection,
  { inventory }: Tenancy,
): void {
  if (unique === undefined) return;
  const taken = inventory
    .list(kind)
    .filter((resource) => isHere(resource, call))
    .filter((resource) => unique.within === 'tenancy' || resource.compartmentId === compartmentId)
    .some((resource) => resource.name.toLowerCase() === name.toLowerCase());
  if (taken) throw new ServiceError(unique.code, `There is a ${kind} '${name}' already.`);
}

export function requireFound(
  id: string,
  call: Call,
  { kind }: Collection,
  { inventory }: Tenancy,
): Resource {
  const resource = inventory.find(kind, id);
  if (resource === undefined || !isHere(resource, call)) throw notAuthorizedOrNotFound();
  return resource;
}

export function requireVersion(call: Call, { etag }: Resource): void {
  const expected = call.header('if-match');
  if (expected === undefined || expected === etag) return;
  throw new ServiceError('NoEtagMatch', `The If-Match header '${expected}' is not the ETag`);
}

export function isHere({ region }: Resource, call: Call): boolean {
  return region === undefined || region === call.region;
}

/** `limit` and `page` are the service's; a page's name here is the number of its first row. */
export function page(rows: readonly Fields[], call: Call, asItems = false): Response {
  const first = Number(call.query.get('page') ?? 0);
  const limit = Number(call.query.get('limit') ?? rows.length);
  const next = first + limit < rows.length ? { 'opc-next-page': String(first + limit) } : {};
  const shown = rows.slice(first, first + limit);
  return Response.json(asItems ? { items: shown } : shown, { headers: next });
}

export function answer(resource: Resource, collection: Collection, tenancy: Tenancy): Response {
  const headers = { etag: resource.etag, 'opc-work-request-id': resource.id };
  return Response.json(describe(resource, collection, tenancy), { headers });
}

/** Its work request has the id of the resource itself. */
export function answerLater({ id }: Resource): Response {
  return new Response(null, { status: 202, headers: { 'opc-work-request-id': id } });
}

/** Where a log lies stands in the path; elsewhere the details or the query name it. */
export function findParent(
  call: Call,
  { parent }: Collection,
  { inventory }: Tenancy,
  named: unknown,
): Resource | undefined {
  if (parent === undefined) return undefined;
  const id = call.parameter('parent') || String(named);
  const found = inventory.find(parent.kind, id);
  if (found === undefined || !isHere(found, call)) throw notAuthorizedOrNotFound();
  return found;
}

export function parentField({ parent }: Collection): string {
  return parent?.field ?? '';
}
