/** The OCI Function: settings, adapters, app, handed to Oracle's FDK. */
import fdk from '@fnproject/fdk';
import type { Hono } from 'hono';
import { createApp, createMisconfiguredApp } from '../shared/app.ts';
import { bundledAssets } from '../shared/assets/bundled-assets.ts';
import { DirectCounter } from '../shared/commit/direct-counter.ts';
import { createCommitServices, createNotifier } from '../shared/compose.ts';
import { consoleLog } from '../shared/runtime.ts';
import { parseSettings, type Settings } from '../shared/settings/settings.ts';
import { fnBridge } from './fn-bridge.ts';
import { sdkOracle } from './oci/sdk-oracle.ts';

const log = consoleLog('function');

function createFunctionApp(): Promise<Hono> | Hono {
  const parsed = parseSettings(process.env, 'function');
  if (!parsed.ok) return createMisconfiguredApp(log, parsed.problems, bundledAssets);
  return connect(parsed.settings).catch((error: unknown) =>
    createMisconfiguredApp(
      log,
      [error instanceof Error ? error.message : String(error)],
      bundledAssets,
    ),
  );
}

async function connect(settings: Settings): Promise<Hono> {
  const oracle = sdkOracle(settings, process.env);
  const services = await createCommitServices(settings, oracle, log);
  const notifier = createNotifier(settings, oracle);
  const counter = new DirectCounter(services);
  return createApp(
    { ...services, counter, ...(notifier && { notifier }) },
    settings,
    bundledAssets,
  );
}

const app = createFunctionApp();
fdk.handle(fnBridge({ fetch: async (request) => (await app).fetch(request) }, log), {
  inputMode: 'buffer',
});
