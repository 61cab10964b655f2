/** The OCI Function: settings, adapters, app, handed to Oracle's FDK. */
import fdk from '@fnproject/fdk';
import { createApp, createMisconfiguredApp } from '../shared/app.ts';
import { DirectCounter } from '../shared/commit/direct-counter.ts';
import { RequestMeter } from '../shared/commit/request-meter.ts';
import { saltFingerprint } from '../shared/counter/visit.ts';
import { consoleLog, systemClock, systemRandom } from '../shared/runtime.ts';
import { parseSettings, type Settings } from '../shared/settings.ts';
import { fnBridge } from './fn-bridge.ts';
import { createNotifier, createObjectStore } from './oci/create.ts';

const log = consoleLog('function');

async function createFunctionApp(settings: Settings) {
  for (const warning of settings.warnings) log.warn('setting', { warning });
  const meter = new RequestMeter();
  const counter = new DirectCounter({
    store: createObjectStore(settings, meter.count),
    clock: systemClock,
    random: systemRandom,
    log,
    meter,
    rules: {
      saltFingerprint: await saltFingerprint(settings.salt),
      exactVisitorsMax: settings.exactVisitorsMax,
    },
  });
  const notifier = createNotifier(settings);
  const services = { counter, clock: systemClock, random: systemRandom, log };
  return createApp({ ...services, ...(notifier && { notifier }) }, settings);
}

const parsed = parseSettings(process.env, 'function');
const app = parsed.ok
  ? createFunctionApp(parsed.settings)
  : Promise.resolve(createMisconfiguredApp(log, parsed.problems));
