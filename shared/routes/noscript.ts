/** `/noscript.gif`: counts a view where no script runs, and answers with an image that nobody sees. */
import type { Handler } from 'hono';
import type { Services } from '../services.ts';
import type { Settings } from '../settings/settings.ts';
import { countView } from './counting.ts';
import { readNamedView } from './view-names.ts';

/** GIF89a, one transparent pixel. */
const GIF = Uint8Array.from(
  atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'),
  (character) => character.charCodeAt(0),
);

export function noscriptRoute(services: Services, settings: Settings): Handler {
  return async (context) => {
    context.header('Cache-Control', 'no-store');
    const { names } = readNamedView(context, settings);
    await countView(services, settings, context.req.raw, names);
    context.header('Content-Type', 'image/gif');
    return context.body(GIF);
  };
}
