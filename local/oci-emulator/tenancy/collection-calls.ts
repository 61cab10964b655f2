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
