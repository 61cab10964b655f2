/** List, create, get, update and delete, for every collection alike. */
import { type Call, refuseUnknown } from '../call.ts';
import { notImplemented, ServiceError } from '../service-error.ts';
import type { Collection, Fields } from './collection.ts';
import {
  answer,
  answerLater,
  describe,
  findParent,
  isHere,
  page,
  parentField,
  parseDetails,
  requireCompartment,
  requireFound,
  requireHome,
  requireNewName,
  requirePermission,
  requireRoom,
  requireVersion,
} from './collection-rules.ts';
import { changeResource, createResource, type Resource } from './resource.ts';
import type { Tenancy } from './tenancy.ts';

/** Of these, the last three change nothing here: all is accessible, and lists are short. */
const LIST_QUERY = [
  'compartmentId',
  'compartmentIdInSubtree',
  'displayName',
  'id',
  'lifecycleState',
  'limit',
  'name',
  'page',
  'accessLevel',
  'sortBy',
  'sortOrder',
];

export async function listResources(
  call: Call,
  collection: Collection,
  tenancy: Tenancy,
): Promise<Response> {
  const { filters = [], kind, list, listsItems } = collection;
  refuseUnknown(list.request, call, [...LIST_QUERY, ...filters, parentField(collection)], []);
  const parent = findParent(call, collection, tenancy, call.query.get(parentField(collection)));
  const compartmentId = parent?.compartmentId ?? call.query.get('compartmentId') ?? '';
  requirePermission(call, list.permission, compartmentId, tenancy);
  const isDeep = call.query.get('compartmentIdInSubtree') === 'true';
  const isInside = ({ compartmentId: own, fields }: Resource) => {
    if (parent !== undefined) return fields[parentField(collection)] === parent.id;
    return isDeep ? tenancy.inventory.lineage(own).includes(compartmentId) : own === compartmentId;
  };
  const rows = tenancy.inventory
    .list(kind)
    .filter((resource) => isHere(resource, call) && isInside(resource))
    .filter(({ id }) => [null, id].includes(call.query.get('id')))
    .map((resource) => describe(resource, collection, tenancy))
    .filter((row) => isWanted(row, call, [collection.nameField, 'lifecycleState', ...filters]));
  return page(rows, call, listsItems);
}

/** Whether it is what the query names, where it names something. */
function isWanted(row: Fields, call: Call, names: readonly string[]): boolean {
  return names.every((name) => [null, row[name]].includes(call.query.get(name)));
}

export async function createOne(
  call: Call,
  collection: Collection,
  tenancy: Tenancy,
): Promise<Response> {
  const { create, kind } = collection;
  refuseUnknown(create.request, call, [], []);
  requireHome(call, collection, tenancy);
  const { compartmentId, fields, name } = readDraft(call, collection, tenancy);
  requirePermission(call, create.permission, compartmentId, tenancy);
  requireCompartment(compartmentId, tenancy);
  const repeated = tenancy.retries.find(call);
  if (repeated !== undefined) {
    return answer(requireFound(repeated, call, collection, tenancy), collection, tenancy);
  }
  requireRoom(kind, tenancy);
  requireNewName(name, compartmentId, call, collection, tenancy);
  const draft = createResource({
    kind,
    ...(collection.isGlobal ? {} : { region: call.region }),
    compartmentId,
    name,
    createdAtMs: tenancy.now(),
    fields: { lifecycleState: 'ACTIVE', ...fields },
  });
  const added = collection.complete?.({ ...fields, compartmentId }, tenancy, draft.id);
  const resource = { ...draft, fields: { ...draft.fields, ...added } };
  await tenancy.inventory.put(resource);
  tenancy.retries.keep(call, resource.id);
  await collection.afterCreate?.(resource, call, tenancy);
  const made = tenancy.inventory.find(kind, resource.id) ?? resource;
  return collection.isAnsweredLater ? answerLater(made) : answer(made, collection, tenancy);
}

/** What the details say; without a compartment it lies in its parent's, or in the tenancy. */
function readDraft(call: Call, collection: Collection, tenancy: Tenancy) {
  const details: Fields = parseDetails(call, collection.details);
  const { [collection.nameField]: name = '', compartmentId = tenancy.id, ...fields } = details;
  const field = parentField(collection);
  const parent = findParent(call, collection, tenancy, details[field]);
  return {
    name: String(name),
    compartmentId: parent?.compartmentId ?? String(compartmentId),
    fields: { ...fields, ...(parent && { [field]: parent.id }) },
  };
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
