/** The edge: settings, adapters, app. Nothing here knows what a visit is. */
import type { Hono } from 'hono';
import { createApp, createMisconfiguredApp } from '../shared/app.ts';
import { createNotifier } from '../shared/compose.ts';
import { sendReport } from '../shared/report/send-report.ts';
import { consoleLog, systemClock, systemRandom } from '../shared/runtime.ts';
import type { Services } from '../shared/services.ts';
import { parseSettings, type Settings } from '../shared/settings/settings.ts';
import { Admission, overloaded } from './admission.ts';
import { CallerRateLimiter } from './caller-rate-limiter.ts';
import type { WorkerEnvironment } from './environment.ts';
import { fetchOracle } from './oci/fetch-oracle.ts';
import { RemoteCounter } from './remote-counter.ts';
import { staticAssets } from './static-assets.ts';

export { CounterObject } from './counter-object.ts';

interface Site {
  readonly app: Hono;
  /** Absent while settings are wrong. */
  readonly parts?: { readonly services: Services; readonly settings: Settings };
}

let site: Site | undefined;
const admission = new Admission();

export default {
  fetch(request, env, context) {
    const ticket = admission.enter(Date.now());
    if (ticket === undefined) return overloaded();
    site ??= createSite(env);
    const answer = Promise.resolve(site.app.fetch(request));
    // Runs to its end although its caller has left, or its ticket would not be given back.
    context.waitUntil(answer.finally(() => admission.leave(ticket)));
    return answer;
  },

  /** The report that is due; a failure is thrown so that Cloudflare's own log of cron events shows it. */
  async scheduled(_event, env) {
    site ??= createSite(env);
    if (site.parts === undefined) throw new Error('misconfigured: see the log');
    const { services, settings } = site.parts;
    if (settings.topicOcid === undefined) return;
    const sent = await sendReport(services, settings, 'due');
    services.log.info('scheduled-report', { sent });
  },
} satisfies ExportedHandler<WorkerEnvironment>;

function createSite(env: WorkerEnvironment): Site {
  const log = consoleLog('worker');
  const parsed = parseSettings(env, 'edge');
  const problems = parsed.ok ? [] : [...parsed.problems];
  if (env.COUNTER === undefined) problems.push('COUNTER: the Durable Object binding is missing');
  const assets = staticAssets(env);
  if (!parsed.ok || env.COUNTER === undefined) {
    return { app: createMisconfiguredApp(log, problems, assets) };
  }

  const { settings } = parsed;
  const notifier = createNotifier(settings, fetchOracle(settings));
  const limiter = settings.rateLimit ? env.RATE_LIMITER : undefined;
  const services: Services = {
    counter: new RemoteCounter(env.COUNTER, settings.exactVisitorsMax),
    clock: systemClock,
    random: systemRandom,
    log,
    ...(notifier && { notifier }),
    ...(limiter && { rateLimiter: new CallerRateLimiter(limiter, log) }),
    ...(env.TOKEN_LIMITER && { tokenLimiter: new CallerRateLimiter(env.TOKEN_LIMITER, log) }),
  };
  return { app: createApp(services, settings, assets), parts: { services, settings } };
}
