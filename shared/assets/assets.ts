/**
 * Everything that browsers load from here, by its path. A file that was added to shared/widget/ or
 * shared/pages/ needs one line more, in this list; scripts/build-assets.ts builds it. Where the built files
 * lie is a runtime's business: Cloudflare serves them itself, the Function has them in its bundle.
 */

/**
 * - `script`: for other people's pages and programs, whatever their origin; kept for a day.
 * - `page`: our own pages and their parts; asked for again each time, so that they fit together.
 */
export interface Asset {
  readonly use: 'script' | 'page';
  /** What scripts/build-assets.ts makes of a source: `counter-full.ts` becomes `counter.full.js`. */
  readonly file: string;
  /** Content-Security-Policy of this page, where the strict one does not do. */
  readonly contentSecurityPolicy?: string;
}

export type AssetPath = `/${string}`;

const script = (file: string): Asset => ({ use: 'script', file });
const page = (file: string): Asset => ({ use: 'page', file });

export const ASSETS: Readonly<Record<AssetPath, Asset>> = {
  '/counter.js': script('counter.js'),
  '/counter.full.js': script('counter.full.js'),
  '/counter.v2.js': script('counter.v2.js'),
  '/counter.full.v2.js': script('counter.full.v2.js'),
  '/counter.v1.js': script('counter.v1.js'),
  '/counter.full.v1.js': script('counter.full.v1.js'),
  '/openapi.json': script('openapi.json'),
  '/': page('landing.html'),
  '/dashboard': page('dashboard.html'),
  '/dashboard.js': page('dashboard.js'),
  '/landing.js': page('landing.js'),
  '/pages.css': page('pages.css'),
  '/uplot.js': page('uplot.js'),
  '/favicon.svg': page('favicon.svg'),
};

/** A runtime's way to the built files. */
export interface AssetFiles {
  /** Answers a GET or HEAD with all headers, or 304. */
  answer(path: AssetPath, request: Request): Promise<Response>;
}
