/**
 * The router, written once for both runtimes out of the table of routes. It checks who may ask, turns each
 * Failure into its answer, and leaves the rest to one file a resource in routes/.
 */
import type { Context, Handler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
// This preset's router is small, and as fast as the others where every route is one segment.
import { Hono } from 'hono/tiny';
import { ASSETS, type AssetFiles, type AssetPath } from './assets/assets.ts';
import { Failure } from './errors.ts';
import { originGuard } from './guards/origins.ts';
import { requireAllowedPage } from './guards/page.ts';
import { securityHeaders } from './guards/security-headers.ts';
import { isOwner, requireToken } from './guards/token.ts';
import type { Log } from './ports.ts';
import { type Access, ROUTE_PATHS, ROUTES, type TableRoute } from './route-table.ts';
import { assetRoute, landingRoute } from './routes/assets.ts';
import type { Services } from './services.ts';
import type { Settings } from './settings/settings.ts';
import { failureReply, logFailure } from './wire/failure-reply.ts';
import { resourcePathAmong } from './wire/resource-path.ts';

/** A view that asks for 50 other pages, their paths escaped twice; browsers send no more with `keepalive`. */
const BODY_BYTES_MAX = 64 * 1024;

interface Route {
  readonly path: string;
  /** None: any. */
  readonly methods: TableRoute['methods'];
  readonly handler: Handler;
}

type Guard = (context: Context, services: Services, settings: Settings) => unknown;

/** @throws Failure, each of them, when this caller may not. */
const GUARDS: Readonly<Record<Access, Guard>> = {
  anybody: () => undefined,
  'allowed-page': (context, _, settings) => requireAllowedPage(context, settings),
  owner: requireToken,
  'owner-unless-public': (context, services, settings) =>
    isOwner(context, settings) && requireToken(context, services, settings),
};

const CLOSED = new Set<string>(ROUTE_PATHS.filter((path) => ROUTES[path].isClosed));
const ASSET_PATHS = Object.keys(ASSETS) as readonly AssetPath[];
const getPath = resourcePathAmong(new Set([...ROUTE_PATHS, ...ASSET_PATHS]));

export function createApp(services: Services, settings: Settings, files: AssetFiles): Hono {
  for (const warning of settings.warnings) services.log.warn('setting', { warning });
  const routes = ROUTE_PATHS.map((path): Route => {
    const { access, create, methods } = ROUTES[path];
    const handler = create(services, settings);
    return {
      path,
      methods,
      async handler(context, next) {
        await GUARDS[access](context, services, settings);
        return handler(context, next);
      },
    };
  });
  return createRouter(services.log, settings, routes, files);
}

/** The app while settings are wrong: `/health` says that it runs, every other route answers `misconfigured`. */
export function createMisconfiguredApp(
  log: Log,
  problems: readonly string[],
  files: AssetFiles,
): Hono {
  log.error('misconfigured', { problems });
  const refuse: Handler = () => {
    throw new Failure('misconfigured', 'settings are missing or wrong: see the log at start');
  };
  const health: Handler = (context) => {
    context.header('Cache-Control', 'no-store');
    return context.json({ ok: true, misconfigured: true });
  };
  const routes: readonly Route[] = [
    { path: '/health', methods: ['GET'], handler: health },
    { path: '*', methods: [], handler: refuse },
  ];
  return createRouter(log, { allowedOrigins: '*' }, routes, files);
}

function createRouter(
  log: Log,
  { allowedOrigins, siteName }: Pick<Settings, 'allowedOrigins'> & Partial<Settings>,
  routes: readonly Route[],
  files: AssetFiles,
): Hono {
  const app = new Hono({ getPath });
  app.use(securityHeaders(CLOSED));
  // Files show nobody's numbers and bring their own headers; no page sends OPTIONS before it loads one.
  for (const path of ASSET_PATHS) {
    app.get(path, path === '/' ? landingRoute(files, siteName) : assetRoute(path, files));
    app.all(path, (context) => methodNotAllowed(context, ['GET', 'HEAD']));
  }
  app.use(originGuard(allowedOrigins));
  app.use(bodyLimit({ maxSize: BODY_BYTES_MAX, onError: tooLarge }));
  for (const { handler, methods, path } of routes) {
    if (methods.length === 0) app.all(path, handler);
    else
      app.on([...methods], path, handler).all(path, (c) => methodNotAllowed(c, allowedBy(methods)));
  }
  app.notFound((context) => failureReply(context, 'not-found'));
  app.onError((error, context) => {
    if (error instanceof Failure) {
      logFailure(log, error, context);
      return failureReply(context, error.kind);
    }
    log.error('unexpected', { route: context.req.path, error: error.stack ?? error.message });
    return failureReply(context, 'unavailable');
  });
  return app;
}

function tooLarge(context: Context): Response {
  return failureReply(context, 'too-large');
}

/** Where GET is, Hono answers HEAD; every route of the table answers a preflight. */
function allowedBy(methods: Route['methods']): readonly string[] {
  return [
    ...methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])),
    'OPTIONS',
  ];
}

function methodNotAllowed(context: Context, allowed: readonly string[]): Response {
  context.header('Allow', allowed.join(', '));
  return failureReply(context, 'method-not-allowed');
}
