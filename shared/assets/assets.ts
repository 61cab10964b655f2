/**
 * Everything that browsers load from here, by the path it is asked under. A file that was added to
 * shared/widget/ or shared/pages/ needs one line more, in this list; scripts/build-assets.ts finds it by
 * itself. Imports are lazy, so that counting a view loads none of them.
 */

/** What scripts/build-assets.ts writes into a module of generated/. */
export interface BuiltAsset {
  readonly body: string;
  /** Content type. */
  readonly type: string;
  /** Strong, in its quotes. */
  readonly etag: string;
}

/**
 * - `script`: for other people's pages and programs, whatever their origin; kept for a day.
 * - `page`: our own pages and their parts; asked for again each time, so that they fit together.
 */
export interface Asset {
  readonly use: 'script' | 'page';
  readonly load: () => Promise<{ readonly default: BuiltAsset }>;
  /** Content-Security-Policy of this page, where the strict one does not do. */
  readonly contentSecurityPolicy?: string;
}

const script = (load: Asset['load']): Asset => ({ use: 'script', load });
const page = (load: Asset['load']): Asset => ({ use: 'page', load });

export const ASSETS: Readonly<Record<`/${string}`, Asset>> = {
  '/counter.js': script(() => import('./generated/counter.js.ts')),
  '/counter.full.js': script(() => import('./generated/counter.full.js.ts')),
  '/counter.v1.js': script(() => import('./generated/counter.v1.js.ts')),
  '/counter.full.v1.js': script(() => import('./generated/counter.full.v1.js.ts')),
  '/openapi.json': script(() => import('./generated/openapi.json.ts')),
  '/': page(() => import('./generated/landing.html.ts')),
  '/dashboard': page(() => import('./generated/dashboard.html.ts')),
  '/dashboard.js': page(() => import('./generated/dashboard.js.ts')),
  '/landing.js': page(() => import('./generated/landing.js.ts')),
  '/pages.css': page(() => import('./generated/pages.css.ts')),
  '/uplot.js': page(() => import('./generated/uplot.js.ts')),
  '/favicon.svg': page(() => import('./generated/favicon.svg.ts')),
};
