/** List, create, get, update and delete, for every collection alike. */
import * as z from 'zod/mini';
import { type Call, refuseUnknown } from '../call.ts';
import type { Permission } from '../grants.ts';
import { IN_ENGLISH } from '../problem-texts.ts';
import { notAuthorizedOrNotFound, notImplemented, ServiceError } from '../service-error.ts';
import type { Collection, Fields } from './collection.ts';
import { changeResource, createResource, type Resource, type ResourceKind } from './resource.ts';
import type { Tenancy } from './tenancy.ts';

const LIST_QUERY = ['compartmentId', 'name', 'displayName', 'limit', 'page'];
/** What a list may be told that changes nothing here: all is accessible, and the tree is small. */
const LIST_QUERY_IGNORED = ['accessLevel', 'sortBy', 'sortOrder'];

export async function listResources(
  call: Call,
  collection: Collection,
  tenancy: Tenancy,
): Promise<Response> {
  const { filters = [], list } = collection;
  const known = [...LIST_QUERY, ...LIST_QUERY_IGNORED, ...filters, parentField(collection)];
  refuseUnknown(
    list.request,
    call,
    [...known, 'compartmentIdInSubtree', 'lifecycleState', 'id'],
    [],
  );
  const parent = findParent(call, collection, tenancy, call.query.get(parentField(collection)));
  const compartmentId = parent?.compartmentId ?? call.query.get('compartmentId') ?? '';
  requirePermission(call, list.permission, compartmentId, tenancy);
  const isWanted = (resource: Resource) => {
    const shown = describe(resource, collection, tenancy);
    const asked = [collection.nameField, 'lifecycleState', ...filters];
    const id = call.query.get('id');
    return (
      (id === null || id === resource.id) &&
      asked.every((name) => [null, shown[name]].includes(call.query.get(name)))
    );
  };
  const isInside = ({ compartmentId: own, fields }: Resource) => {
    if (parent !== undefined) return fields[parentField(collection)] === parent.id;
    return call.query.get('compartmentIdInSubtree') === 'true'
      ? tenancy.inventory.lineage(own).includes(compartmentId)
      : own === compartmentId;
  };
  const found = tenancy.inventory
    .list(collection.kind)
    .filter((resource) => isHere(resource, call))
    .filter(isInside)
    .filter(isWanted);
  const rows = found.map((resource) => describe(resource, collection, tenancy));
  return page(rows, call, collection.listsItems);
}

export async function createOne(
  call: Call,
  collection: Collection,
  tenancy: Tenancy,
): Promise<Response> {
  const { create, kind, nameField } = collection;
  refuseUnknown(create.request, call, [], []);
  requireHome(call, collection, tenancy);
  const details: Fields = parseDetails(call, collection.details);
  const { [nameField]: name = '', compartmentId: wanted = tenancy.id, ...rest } = details;
  const parent = findParent(call, collection, tenancy, details[parentField(collection)]);
  const compartmentId = parent?.compartmentId ?? String(wanted);
  const fields = { ...rest, ...(parent && { [parentField(collection)]: parent.id }) };
  requirePermission(call, create.permission, compartmentId, tenancy);
  requireCompartment(compartmentId, tenancy);
  const repeated = tenancy.retries.find(call);
  if (repeated !== undefined) {
    return answer(requireFound(repeated, call, collection, tenancy), collection, tenancy);
  }
  requireRoom(kind, tenancy);
  requireNewName(String(name), compartmentId, call, collection, tenancy);
  const draft = createResource({
    kind,
    ...(collection.isGlobal ? {} : { region: call.region }),
    compartmentId,
    name: String(name),
    createdAtMs: tenancy.now(),
    fields: { lifecycleState: 'ACTIVE', ...fields },
  });
  const added = collection.complete?.({ ...fields, compartmentId }, tenancy, draft.id);
  const resource = { ...draft, fields: { ...draft.fields, ...added } };
  await tenancy.inventory.put(resource);
  tenancy.retries.keep(call, resource.id);
  await collection.afterCreate?.(resource, call, tenancy);
  const made = tenancy.inventory.find(kind, resource.id) ?? resource;
  if (collection.isAnsweredLater) return answerLater(made);
  return answer(made, collection, tenancy);
}

export async function getOne(
  call: Call,
  collection: Collection,
  tenancy: Tenancy,
): Promise<Response> {
  const operation = collection.get ?? collection.list;
  refuseUnknown(operation.request, call, [], []);
  const resource = requireFound(call.parameter('id'), call, collection, tenancy);
  requirePermission(call, operation.permission, resource.compartmentId, tenancy);
  return answer(resource, collection, tenancy);
}

export async function updateOne(
  call: Call,
  collection: Collection,
  tenancy: Tenancy,
): Promise<Response> {
  const { changes, update } = collection;
  if (changes === undefined || update === undefined) throw notImplemented(call.parameter('id'));
  refuseUnknown(update.request, call, [], []);
  requireHome(call, collection, tenancy);
  const resource = requireFound(call.parameter('id'), call, collection, tenancy);
  requirePermission(call, update.permission, resource.compartmentId, tenancy);
  requireVersion(call, resource);
  const fields = parseDetails(call, changes);
  const { compartmentId } = resource;
  const added = collection.complete?.(
    { ...resource.fields, ...fields, compartmentId },
    tenancy,
    resource.id,
  );
  const next = changeResource(resource, { ...fields, ...added }, tenancy.now());
  await tenancy.inventory.put(next);
  return answer(next, collection, tenancy);
}

export async function removeOne(
  call: Call,
  collection: Collection,
  tenancy: Tenancy,
): Promise<Response> {
  const { keptBy, remove } = collection;
  if (remove === undefined) throw notImplemented(call.parameter('id'));
  refuseUnknown(remove.request, call, [], []);
  requireHome(call, collection, tenancy);
  const resource = requireFound(call.parameter('id'), call, collection, tenancy);
  requirePermission(call, remove.permission, resource.compartmentId, tenancy);
  requireVersion(call, resource);
  const reason = keptBy?.(resource, tenancy);
  if (reason !== undefined) throw new ServiceError('IncorrectState', reason);
  await tenancy.inventory.remove(resource.id);
  await collection.afterRemove?.(resource, tenancy);
  return collection.isAnsweredLater ? answerLater(resource) : new Response(null, { status: 204 });
}

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

function requireNewName(
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

function requireFound(
  id: string,
  call: Call,
  { kind }: Collection,
  { inventory }: Tenancy,
): Resource {
  const resource = inventory.find(kind, id);
  if (resource === undefined || !isHere(resource, call)) throw notAuthorizedOrNotFound();
  return resource;
}

function requireVersion(call: Call, { etag }: Resource): void {
  const expected = call.header('if-match');
  if (expected === undefined || expected === etag) return;
  throw new ServiceError('NoEtagMatch', `The If-Match header '${expected}' is not the ETag`);
}

function isHere({ region }: Resource, call: Call): boolean {
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

function answer(resource: Resource, collection: Collection, tenancy: Tenancy): Response {
  const headers = { etag: resource.etag, 'opc-work-request-id': resource.id };
  return Response.json(describe(resource, collection, tenancy), { headers });
}

/** Its work request has the id of the resource itself. */
function answerLater({ id }: Resource): Response {
  return new Response(null, { status: 202, headers: { 'opc-work-request-id': id } });
}

/** Where a log lies stands in the path; elsewhere the details or the query name it. */
function findParent(
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

function parentField({ parent }: Collection): string {
  return parent?.field ?? '';
}
