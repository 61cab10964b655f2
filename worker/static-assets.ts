/**
 * What browsers load, from Cloudflare's static assets. Mostly Cloudflare answers by itself, and no Worker
 * runs; here come the landing page, which shares its path with `?report=1`, and whatever lies under a
 * path prefix, since assets are looked up by the whole path.
 */
import type { AssetFiles } from '../shared/assets/assets.ts';
import { Failure } from '../shared/errors.ts';
import type { WorkerEnvironment } from './environment.ts';

/** Nobody else is to find it under this name: wrangler.toml has the Worker asked first. */
const LANDING_FILE = '/landing.html';

export function staticAssets({ ASSETS: binding }: WorkerEnvironment): AssetFiles {
  return {
    async answer(path, { headers, method, url }) {
      if (binding === undefined) throw new Failure('unavailable', 'the binding ASSETS is missing');
      const file = new URL(path === '/' ? LANDING_FILE : path, url);
      return binding.fetch(file, { headers, method });
    },
  };
}
