/** The OCI Function: settings, adapters, app, handed to Oracle's FDK. */
import fdk from '@fnproject/fdk';
import type { Hono } from 'hono';
import { createApp, createMisconfiguredApp } from '../shared/app.ts';
import { DirectCounter } from '../shared/commit/direct-counter.ts';
import { RequestMeter } from '../shared/commit/request-meter.ts';
import { saltFingerprint } from '../shared/counter/visit.ts';
import { consoleLog, systemClock, systemRandom } from '../shared/runtime.ts';
import { parseSettings, type Settings } from '../shared/settings/settings.ts';
import { fnBridge } from './fn-bridge.ts';
import { createAuthentication } from './oci/authentication.ts';
import { createNotifier, createObjectStore } from './oci/create.ts';

const log = consoleLog('function');

function createFunctionApp(): Promise<Hono> | Hono {
  const parsed = parseSettings(process.env, 'function');
  if (!parsed.ok) return createMisconfiguredApp(log, parsed.problems);
  return connect(parsed.settings).catch((error: unknown) =>
    createMisconfiguredApp(log, [error instanceof Error ? error.message : String(error)]),
  );
}

async function connect(settings: Settings): Promise<Hono> {
  for (const warning of settings.warnings) log.warn('setting', { warning });
  const authentication = createAuthentication(settings, process.env);
  const meter = new RequestMeter();
  const counter = new DirectCounter({
    store: createObjectStore(settings, authentication, meter.count),
    clock: systemClock,
    random: systemRandom,
    log,
    meter,
    rules: {
      saltFingerprint: await saltFingerprint(settings.salt),
      exactVisitorsMax: settings.exactVisitorsMax,
    },
  });
  const notifier = createNotifier(settings, authentication);
  const services = { counter, clock: systemClock, random: systemRandom, log };
  return createApp({ ...services, ...(notifier && { notifier }) }, settings);
}

const app = createFunctionApp();
fdk.handle(fnBridge({ fetch: async (request) => (await app).fetch(request) }, log), {
  inputMode: 'buffer',
});
