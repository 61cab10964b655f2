/**
 * The whole app over a store in memory: every route as callers see it, without a runtime. The clock
 * stands where a test puts it.
 */
import type { Hono } from 'hono';
import { createApp } from '../../shared/app.ts';
import { bundledAssets } from '../../shared/assets/bundled-assets.ts';
import { DirectCounter } from '../../shared/commit/direct-counter.ts';
import { RequestMeter } from '../../shared/commit/request-meter.ts';
import { createRules } from '../../shared/compose.ts';
import { systemClock, systemRandom } from '../../shared/runtime.ts';
import type { Services } from '../../shared/services.ts';
import { parseSettings } from '../../shared/settings/settings.ts';
import { MemoryObjectStore } from './memory-object-store.ts';
import { SILENT } from './silent-log.ts';

/** What isbot takes for a person. */
export const BROWSER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

export interface MemorySite {
  /** A browser's request, unless the headers say otherwise. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  readonly store: MemoryObjectStore;
  /** How often the store was asked. */
  requests(): number;
  /** The site's clock and the store's, until `storeAheadMs` parts them. */
  readonly clock: { nowMs: number; storeAheadMs: number };
}

export async function memorySite(
  env: Readonly<Record<string, string>> = {},
  limiters: Pick<Services, 'rateLimiter' | 'tokenLimiter'> = {},
): Promise<MemorySite> {
  const parsed = parseSettings({ SALT: 'a salt for tests', ...env }, 'function');
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const { settings } = parsed;
  const time = { nowMs: Date.UTC(2026, 10, 24, 12), storeAheadMs: 0 };
  const clock = { ...systemClock, now: () => time.nowMs, monotonicMs: () => time.nowMs };
  const storeClock = { now: () => time.nowMs + time.storeAheadMs };
  let requests = 0;
  const onRequest = () => {
    requests += 1;
  };
  const store = new MemoryObjectStore({ clock: storeClock, onRequest });
  const common = { clock, random: systemRandom, log: SILENT };
  const rules = await createRules(settings);
  const counter = new DirectCounter({ ...common, store, rules, meter: new RequestMeter() });
  const app: Hono = createApp({ ...common, counter, ...limiters }, settings, bundledAssets);
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has('user-agent')) headers.set('user-agent', BROWSER_AGENT);
    return app.fetch(new Request(`https://counter.test${path}`, { ...init, headers }));
  };
  return { ask, store, clock: time, requests: () => requests };
}
