/**
 * The router: every call that the emulator knows is listed here, with its handler. Anything else is
 * 501 by its name, so that nobody takes a gap of the emulator for an answer of the service.
 */
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import {
  createBucket,
  deleteBucket,
  getBucket,
  getNamespace,
  headBucket,
  listObjects,
} from './bucket-routes.ts';
import type { Call } from './call.ts';
import { type ControlServices, createControlRoutes } from './control-routes.ts';
import { mailConfirmation, type Notifications, publishMessage } from './notification-routes.ts';
import { deleteObject, putObject, readObject } from './object-routes.ts';
import type { RequestKind } from './requests.ts';
import { type CallServices, type Handler, serveCall } from './serve-call.ts';
import { errorResponse, notImplemented } from './service-error.ts';
import type { Storage } from './storage.ts';
import { API_GATEWAY } from './tenancy/api-gateway.ts';
import type { Collection, Operation } from './tenancy/collection.ts';
import {
  createOne,
  getOne,
  listResources,
  removeOne,
  updateOne,
} from './tenancy/collection-calls.ts';
import { FUNCTION_SERVICES } from './tenancy/functions.ts';
import { getWorkRequest, listContainerImages } from './tenancy/gateway-calls.ts';
import { IDENTITY } from './tenancy/identity.ts';
import {
  deleteApiKey,
  getTenancy,
  listApiKeys,
  listRegionSubscriptions,
  uploadApiKey,
} from './tenancy/identity-calls.ts';
import { LOGGING } from './tenancy/logging.ts';
import { NETWORK } from './tenancy/network.ts';
import { subscriptions, TOPICS } from './tenancy/notification-collections.ts';
import type { Tenancy } from './tenancy/tenancy.ts';

export interface EmulatorServices extends ControlServices, CallServices {
  readonly storage: Storage;
  readonly notifications: Notifications;
  readonly tenancy: Tenancy;
}

/** By method: the router hands HEAD to the routes of GET, where these are calls of their own. */
type Methods = Readonly<Record<string, readonly [kind: RequestKind, handler: Handler] | undefined>>;
type Route = (paths: readonly string[], methods: Methods) => void;
type CollectionCall = (call: Call, collection: Collection, tenancy: Tenancy) => Promise<Response>;

const BUCKET = '/n/:namespace/b/:bucket';
const TENANCY = '/20160918/tenancies/:id';
const KEYS = '/20160918/users/:id/apiKeys';
/** The services that are tables of what their calls are named, need and refuse. */
const COLLECTIONS = [...IDENTITY, ...NETWORK, ...FUNCTION_SERVICES, ...API_GATEWAY, ...LOGGING];
/** Each region's services answer below its name, and the home region's also without it. */
const REGION = '/:region{[a-z]+-[a-z]+-[0-9]}';

export function createEmulatorApp(services: EmulatorServices) {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const route: Route = (paths, methods) => {
    for (const path of paths.flatMap((each) => [each, REGION + each])) {
      app.all(path, async (context) => {
        const method = methods[context.env.incoming.method ?? ''];
        if (method === undefined) return context.notFound();
        const [kind, handler] = method;
        return await serveCall(context, kind, handler, services);
      });
    }
  };

  app.route('/', createControlRoutes(services));
  routeStorage(route, services);
  routeNotifications(route, services);
  routeIdentity(route, services);
  for (const collection of COLLECTIONS) routeCollection(route, collection, services);
  route(['/:version/workRequests/:id'], { GET: ['getWorkRequest', getWorkRequest] });
  route(['/20160918/container/images'], {
    GET: ['listContainerImages', (call) => listContainerImages(call, services.tenancy)],
  });

  app.notFound((context) => {
    const { method = '', url = '' } = context.env.incoming;
    return errorResponse(notImplemented(`${method} ${url}`));
  });
  return app;
}

function routeStorage(route: Route, { storage, tenancy }: EmulatorServices): void {
  route(['/n', '/n/'], { GET: ['getNamespace', (call) => getNamespace(call, storage)] });
  route(['/n/:namespace/b', '/n/:namespace/b/'], {
    POST: ['createBucket', (call) => createBucket(call, storage, tenancy)],
  });
  route([BUCKET, `${BUCKET}/`], {
    GET: ['getBucket', (call) => getBucket(call, storage)],
    HEAD: ['headBucket', (call) => headBucket(call, storage)],
    DELETE: ['deleteBucket', (call) => deleteBucket(call, storage)],
  });
  route([`${BUCKET}/o`], { GET: ['listObjects', (call) => listObjects(call, storage)] });
  route([`${BUCKET}/o/:object{.+}`], {
    GET: ['getObject', (call) => readObject(call, storage)],
    HEAD: ['headObject', (call) => readObject(call, storage)],
    PUT: ['putObject', (call) => putObject(call, storage)],
    DELETE: ['deleteObject', (call) => deleteObject(call, storage)],
  });
}

function routeNotifications(route: Route, services: EmulatorServices): void {
  const { notifications } = services;
  route(['/20181201/topics/:topic/messages'], {
    POST: ['publishMessage', (call) => publishMessage(call, notifications)],
  });
  const mailed = subscriptions((subscription, link) =>
    mailConfirmation(subscription, link, notifications),
  );
  for (const collection of [TOPICS, mailed]) routeCollection(route, collection, services);
}

function routeIdentity(route: Route, { tenancy }: EmulatorServices): void {
  route([TENANCY], { GET: ['getTenancy', (call) => getTenancy(call, tenancy)] });
  route([`${TENANCY}/regionSubscriptions`], {
    GET: ['listRegionSubscriptions', (call) => listRegionSubscriptions(call, tenancy)],
  });
  route([KEYS], {
    GET: ['listApiKeys', (call) => listApiKeys(call, tenancy)],
    POST: ['uploadApiKey', (call) => uploadApiKey(call, tenancy)],
  });
  route([`${KEYS}/:fingerprint`], {
    DELETE: ['deleteApiKey', (call) => deleteApiKey(call, tenancy)],
  });
}

function routeCollection(
  route: Route,
  collection: Collection,
  { tenancy }: EmulatorServices,
): void {
  const { create, get, list, path, remove, update } = collection;
  const method = (operation: Operation | undefined, handle: CollectionCall) =>
    operation && ([operation.request, (call: Call) => handle(call, collection, tenancy)] as const);
  route([path, `${path}/`], { GET: method(list, listResources), POST: method(create, createOne) });
  route([`${path}/:id`], {
    GET: method(get, getOne),
    PUT: method(update, updateOne),
    DELETE: method(remove, removeOne),
  });
}
