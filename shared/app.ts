/**
 * The router, written once for both runtimes: every route is listed here. It checks who may ask,
 * turns each Failure into its answer, and leaves the rest to one file a resource in routes/.
 */
import type { Context, Handler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
// This preset's router is small, and as fast as the others where every route is one segment.
import { Hono } from 'hono/tiny';
import { ASSETS, type AssetFiles, type AssetPath } from './assets/assets.ts';
import { Failure } from './errors.ts';
import { originGuard } from './guards/origins.ts';
import { securityHeaders } from './guards/security-headers.ts';
import type { Log } from './ports.ts';
import { assetRoute, landingRoute } from './routes/assets.ts';
import { badgeRoutes } from './routes/badge.ts';
import { counterRoute } from './routes/counter.ts';
import { documentRoute } from './routes/document.ts';
import { healthRoute } from './routes/health.ts';
import { noscriptRoute } from './routes/noscript.ts';
import { pagesRoute } from './routes/pages.ts';
import { reportRoute } from './routes/report.ts';
import { statsRoute } from './routes/stats.ts';
import { totalsRoute } from './routes/totals.ts';
import type { Services } from './services.ts';
import type { Settings } from './settings/settings.ts';
import { failureReply, logFailure } from './wire/failure-reply.ts';
import { resourcePathAmong } from './wire/resource-path.ts';

/** A view that asks for 50 other pages, their paths escaped twice; browsers send no more with `keepalive`. */
const BODY_BYTES_MAX = 64 * 1024;

interface Route {
  readonly path: string;
  /** None: any. */
  readonly methods: readonly ('GET' | 'POST')[];
  readonly handler: Handler;
  /** Anybody may load it, whatever ALLOWED_ORIGINS says: its own headers tell browsers who may read it. */
  readonly isAsset?: boolean;
}

/** Every resource that is no page or script. docs/routes.md has a row for each. */
export const METHODS = {
  '/counter': ['GET', 'POST'],
  '/report': ['GET', 'POST'],
  '/totals': ['GET'],
  '/pages': ['GET'],
  '/stats': ['GET'],
  '/document': ['GET'],
  '/health': ['GET'],
  '/noscript.gif': ['GET'],
  '/badge.svg': ['GET'],
  '/badge.json': ['GET'],
} as const satisfies Readonly<Record<string, Route['methods']>>;

type Resource = keyof typeof METHODS;
const RESOURCES = Object.keys(METHODS) as readonly Resource[];
const getPath = resourcePathAmong(new Set([...RESOURCES, ...Object.keys(ASSETS)]));

export function createApp(services: Services, settings: Settings, files: AssetFiles): Hono {
  for (const warning of settings.warnings) services.log.warn('setting', { warning });
  const badge = badgeRoutes(services, settings);
  const handlers: Readonly<Record<Resource, Handler>> = {
    '/counter': counterRoute(services, settings),
    '/report': reportRoute(services, settings),
    '/totals': totalsRoute(services, settings),
    '/pages': pagesRoute(services, settings),
    '/stats': statsRoute(services, settings),
    '/document': documentRoute(services, settings),
    '/health': healthRoute(services, settings),
    '/noscript.gif': noscriptRoute(services, settings),
    '/badge.svg': badge.svg,
    '/badge.json': badge.json,
  };
  return createRouter(services.log, settings.allowedOrigins, [
    ...RESOURCES.map((path) => ({ path, methods: METHODS[path], handler: handlers[path] })),
    ...assetRoutes(files, settings.siteName),
  ]);
}

function assetRoutes(files: AssetFiles, siteName?: string): Route[] {
  return (Object.keys(ASSETS) as AssetPath[]).map((path) => ({
    path,
    methods: ['GET'],
    handler: path === '/' ? landingRoute(files, siteName) : assetRoute(path, files),
    isAsset: true,
  }));
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
  return createRouter(log, '*', [
    { path: '/health', methods: ['GET'], handler: health },
    ...assetRoutes(files),
    { path: '*', methods: [], handler: refuse },
  ]);
}

function createRouter(
  log: Log,
  allowedOrigins: Settings['allowedOrigins'],
  routes: readonly Route[],
): Hono {
  const app = new Hono({ getPath });
  app.use(securityHeaders);
  const assets = routes.filter(({ isAsset }) => isAsset).map(({ path }) => path);
  app.use(originGuard(allowedOrigins, new Set(assets)));
  app.use(bodyLimit({ maxSize: BODY_BYTES_MAX, onError: tooLarge }));
  for (const route of routes) {
    const { handler, methods, path } = route;
    if (methods.length === 0) app.all(path, handler);
    else app.on([...methods], path, handler).all(path, (c) => methodNotAllowed(c, route));
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

/** Assets need no OPTIONS: a page loads them without asking first. */
function methodNotAllowed(context: Context, { isAsset, methods }: Route): Response {
  const allowed = methods.includes('GET') ? ['GET', 'HEAD', ...methods.slice(1)] : methods;
  context.header('Allow', [...allowed, ...(isAsset ? [] : ['OPTIONS'])].join(', '));
  return failureReply(context, 'method-not-allowed');
}
