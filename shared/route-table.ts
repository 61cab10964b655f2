/**
 * Every route but those of files that browsers load (assets/assets.ts): its methods, who may ask, and what
 * makes its handler. The router, its 405, CORS and security headers, the gateway's specification and the API
 * description come from here.
 */
import type { Handler } from 'hono';
import { badgeJsonRoute, badgeSvgRoute } from './routes/badge.ts';
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

/**
 * Who may ask, once the origin of a page is allowed:
 * - `anybody`
 * - `allowed-page`: also by an image or a script only from pages of ALLOWED_ORIGINS, since it counts.
 * - `owner`: with the token.
 * - `owner-unless-public`: with the token, but for PUBLIC_STATS.
 */
export type Access = 'anybody' | 'allowed-page' | 'owner' | 'owner-unless-public';

export interface TableRoute {
  /** GET is HEAD too. */
  readonly methods: readonly ('GET' | 'POST')[];
  readonly access: Access;
  /** No other site's page may have its bytes in its process, not even as an image that fails. */
  readonly isClosed?: true;
  readonly create: (services: Services, settings: Settings) => Handler;
}

const TABLE = {
  '/counter': { methods: ['GET', 'POST'], access: 'allowed-page', create: counterRoute },
  '/totals': { methods: ['GET'], access: 'anybody', create: totalsRoute },
  '/pages': { methods: ['GET'], access: 'anybody', create: pagesRoute },
  '/noscript.gif': { methods: ['GET'], access: 'allowed-page', create: noscriptRoute },
  '/badge.svg': { methods: ['GET'], access: 'anybody', create: badgeSvgRoute },
  '/badge.json': { methods: ['GET'], access: 'anybody', create: badgeJsonRoute },
  '/report': { methods: ['GET', 'POST'], access: 'owner', create: reportRoute },
  '/stats': {
    methods: ['GET'],
    access: 'owner-unless-public',
    isClosed: true,
    create: statsRoute,
  },
  '/document': { methods: ['GET'], access: 'owner', isClosed: true, create: documentRoute },
  '/health': { methods: ['GET'], access: 'anybody', create: healthRoute },
} as const satisfies Readonly<Record<string, TableRoute>>;

export type RoutePath = keyof typeof TABLE;

export const ROUTES: Readonly<Record<RoutePath, TableRoute>> = TABLE;

export const ROUTE_PATHS = Object.keys(ROUTES) as readonly RoutePath[];
