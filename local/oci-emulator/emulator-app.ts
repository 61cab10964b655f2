/**
 * The router: every call that the emulator knows is listed here, with its handler. Anything else is
 * 501 by its name, so that nobody takes a gap of the emulator for an answer of the service.
 */
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { getBucket, getNamespace, headBucket, listObjects } from './bucket-routes.ts';
import { type ControlServices, createControlRoutes } from './control-routes.ts';
import { type Notifications, publishMessage } from './notification-routes.ts';
import { deleteObject, putObject, readObject } from './object-routes.ts';
import type { RequestKind } from './requests.ts';
import { type CallServices, type Handler, serveCall } from './serve-call.ts';
import { errorResponse, notImplemented } from './service-error.ts';
import type { Storage } from './storage.ts';

export interface EmulatorServices extends ControlServices, CallServices {
  readonly storage: Storage;
  readonly notifications: Notifications;
}

/** By method: the router hands HEAD to the routes of GET, where these are calls of their own. */
type Methods = Readonly<Record<string, readonly [kind: RequestKind, handler: Handler]>>;

const BUCKET = '/n/:namespace/b/:bucket';

export function createEmulatorApp(services: EmulatorServices) {
  const { storage, notifications } = services;
  const app = new Hono<{ Bindings: HttpBindings }>();

  function route(paths: readonly string[], methods: Methods): void {
    for (const path of paths) {
      app.all(path, async (context) => {
        const method = methods[context.env.incoming.method ?? ''];
        if (method === undefined) return context.notFound();
        const [kind, handler] = method;
        return await serveCall(context, kind, handler, services);
      });
    }
  }

  app.route('/', createControlRoutes(services));
  route(['/n', '/n/'], { GET: ['getNamespace', (call) => getNamespace(call, storage)] });
  route([BUCKET, `${BUCKET}/`], {
    GET: ['getBucket', (call) => getBucket(call, storage)],
    HEAD: ['headBucket', (call) => headBucket(call, storage)],
  });
  route([`${BUCKET}/o`], { GET: ['listObjects', (call) => listObjects(call, storage)] });
  route([`${BUCKET}/o/:object{.+}`], {
    GET: ['getObject', (call) => readObject(call, storage)],
    HEAD: ['headObject', (call) => readObject(call, storage)],
    PUT: ['putObject', (call) => putObject(call, storage)],
    DELETE: ['deleteObject', (call) => deleteObject(call, storage)],
  });
  route(['/20181201/topics/:topic/messages'], {
    POST: ['publishMessage', (call) => publishMessage(call, notifications)],
  });

  app.notFound((context) => {
    const { method = '', url = '' } = context.env.incoming;
    return errorResponse(notImplemented(`${method} ${url}`));
  });
  return app;
}
