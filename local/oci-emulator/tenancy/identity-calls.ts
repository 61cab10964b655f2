/** The Identity calls that are no collection's: the tenancy, its regions, and the keys of users. */
import { createPublicKey } from 'node:crypto';
import * as z from 'zod/mini';
import { fingerprintOf } from '../api-key.ts';
import { type Call, refuseUnknown } from '../call.ts';
import { notAuthorizedOrNotFound, ServiceError } from '../service-error.ts';
import type { Fields } from './collection.ts';
import { page, parseDetails, requireHome, requirePermission } from './collection-rules.ts';
import type { Resource } from './resource.ts';
import { apiKeyResource, type Tenancy } from './tenancy.ts';

const KEY_DETAILS = z.strictObject({ key: z.string() });
const GLOBAL = { isGlobal: true };

export async function getTenancy(call: Call, tenancy: Tenancy): Promise<Response> {
  refuseUnknown('getTenancy', call, [], []);
  requireTenancy(call, tenancy);
  return Response.json({
    id: tenancy.id,
    name: 'emulator',
    description: 'The tenancy of an emulator',
    homeRegionKey: keyOf(tenancy.homeRegion),
    freeformTags: {},
    definedTags: {},
  });
}

export async function listRegionSubscriptions(call: Call, tenancy: Tenancy): Promise<Response> {
  refuseUnknown('listRegionSubscriptions', call, [], []);
  requireTenancy(call, tenancy);
  const rows = tenancy.regions.map((regionName) => ({
    regionKey: keyOf(regionName),
    regionName,
    status: 'READY',
    isHomeRegion: regionName === tenancy.homeRegion,
  }));
  return Response.json(rows);
}

export async function listApiKeys(call: Call, tenancy: Tenancy): Promise<Response> {
  refuseUnknown('listApiKeys', call, [], []);
  const user = requireUser(call, tenancy);
  requirePermission(call, 'USER_READ', tenancy.id, tenancy);
  return page(keysOf(user, tenancy).map(describeKey), call);
}

/** The private half never comes here. A user may have three keys. */
export async function uploadApiKey(call: Call, tenancy: Tenancy): Promise<Response> {
  refuseUnknown('uploadApiKey', call, [], []);
  requireHome(call, GLOBAL, tenancy);
  const user = requireUser(call, tenancy);
  requirePermission(call, 'USER_APIKEY_ADD', tenancy.id, tenancy);
  const publicKey = parsePublicKey(parseDetails(call, KEY_DETAILS).key);
  const fingerprint = fingerprintOf(publicKey);
  const others = keysOf(user, tenancy);
  const same = others.find(({ name }) => name === fingerprint);
  if (same !== undefined && tenancy.retries.find(call) === same.id) {
    return Response.json(describeKey(same), { headers: { etag: same.etag } });
  }
  if (same !== undefined) {
    throw new ServiceError('ApiKeyAlreadyExists', `The key ${fingerprint} is there already.`);
  }
  const most = tenancy.limitOf('apikey');
  if (others.length >= most) {
    throw new ServiceError('LimitExceeded', `The user has ${most} API keys already.`);
  }
  const keyId = `${tenancy.id}/${user.id}/${fingerprint}`;
  const key = apiKeyResource({ keyId, userId: user.id, fingerprint, publicKey }, tenancy.now());
  await tenancy.inventory.put(key);
  tenancy.retries.keep(call, key.id);
  return Response.json(describeKey(key), { headers: { etag: key.etag } });
}

export async function deleteApiKey(call: Call, tenancy: Tenancy): Promise<Response> {
  refuseUnknown('deleteApiKey', call, [], []);
  requireHome(call, GLOBAL, tenancy);
  const user = requireUser(call, tenancy);
  requirePermission(call, 'USER_APIKEY_REMOVE', tenancy.id, tenancy);
  const key = keysOf(user, tenancy).find(({ name }) => name === call.parameter('fingerprint'));
  if (key === undefined) throw notAuthorizedOrNotFound();
  await tenancy.inventory.remove(key.id);
  return new Response(null, { status: 204 });
}

function requireTenancy(call: Call, tenancy: Tenancy): void {
  if (call.parameter('id') !== tenancy.id) throw notAuthorizedOrNotFound();
  requirePermission(call, 'TENANCY_INSPECT', tenancy.id, tenancy);
}

function requireUser(call: Call, { inventory }: Tenancy): Resource {
  const user = inventory.find('user', call.parameter('id'));
  if (user === undefined) throw notAuthorizedOrNotFound();
  return user;
}

function keysOf(user: Resource, { inventory }: Tenancy): readonly Resource[] {
  return inventory.list('apikey').filter(({ fields }) => fields.userId === user.id);
}

function parsePublicKey(pem: string): string {
  try {
    return createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString();
  } catch {
    throw new ServiceError('InvalidKey', 'The key is no public key in PEM.');
  }
}

function describeKey({ createdAtMs, fields }: Resource): Fields {
  return { ...fields, timeCreated: new Date(createdAtMs).toISOString() };
}

/** The service has three letters for each region, which only people read. */
function keyOf(region: string): string {
  return (region.split('-')[1] ?? region).slice(0, 3).toUpperCase();
}
