/** Scripts and pages, from wherever the runtime has them. */
import type { Context, Handler } from 'hono';
import { ASSETS, type AssetFiles, type AssetPath } from '../assets/assets.ts';

export function assetRoute(path: AssetPath, files: AssetFiles): Handler {
  return (context) => {
    if (ASSETS[path]?.use === 'page' && endsInSlash(context)) {
      // Its links are relative: one level further down they would lead to places that nobody meant.
      return context.redirect(`..${context.req.path}`, 308);
    }
    return files.answer(path, context.req.raw);
  };
}

/** Of `/` and of a prefix the slash is no mistake: the landing page lies there. */
function endsInSlash({ req }: Context): boolean {
  return req.path !== '/' && new URL(req.url).pathname.endsWith('/');
}
