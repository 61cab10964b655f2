/** The API description names every route that is no page, script or picture of our own, and no other. */
import { expect, test } from 'vitest';
import { OPERATIONS } from '../../scripts/api-description.ts';
import { createApp } from '../../shared/app.ts';
import { ASSETS } from '../../shared/assets/assets.ts';
import { bundledAssets } from '../../shared/assets/bundled-assets.ts';
import { systemClock, systemRandom } from '../../shared/runtime.ts';
import type { Services } from '../../shared/services.ts';
import { parseSettings } from '../../shared/settings/settings.ts';
import { SILENT } from '../doubles/silent-log.ts';

test('every route is described, with its methods', () => {
  const parsed = parseSettings({}, 'function');
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const services = { clock: systemClock, random: systemRandom, log: SILENT, counter: undefined };
  const app = createApp(services as unknown as Services, parsed.settings, bundledAssets);
  const routed = app.routes
    .filter(({ method, path }) => method !== 'ALL' && !(path in ASSETS))
    .map(({ method, path }) => `${method} ${path}`);
  const described = Object.entries(OPERATIONS).flatMap(([path, { methods = ['get'] }]) =>
    methods.map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect([...new Set(routed)].sort()).toEqual(described.sort());
});
