/**
 * `/health`: that this runs, from memory alone. `?deep=1` (token) also reads the store, and tells what
 * an owner should know: warnings about settings, the clock, the month's store requests.
 */
import type { Context, Handler } from 'hono';
import type { LastCommit } from '../commit/counter.ts';
import type { CounterDocument } from '../counter/document.ts';
import { Failure } from '../errors.ts';
import { requireToken } from '../guards/token.ts';
import type { Services } from '../services.ts';
import type { Settings } from '../settings/settings.ts';
import { allowanceOf } from '../summary/allowance.ts';
import { warningsWith } from '../summary/document-warnings.ts';
import { deepSchema, readQuery } from '../wire/inputs.ts';
import type { HealthReply } from '../wire/outputs.ts';

export function healthRoute(services: Services, settings: Settings): Handler {
  return async (context) => {
    context.header('Cache-Control', 'no-store');
    const deep = readQuery(context, 'deep', deepSchema);
    if (deep === '1') {
      await requireToken(context, services, settings);
      return deepHealth(context, services, settings);
    }
    const reply: HealthReply = { ok: true, ...(await shallowHealth(services)) };
    return context.json(reply);
  };
}

/** Liveness never depends on the counter: what it cannot tell is left out. */
async function shallowHealth(
  services: Services,
): Promise<Pick<HealthReply, 'pending' | 'lastCommit'>> {
  try {
    const { pending, lastCommit } = await services.counter.status();
    return { pending, lastCommit: lastCommit ? Math.floor(lastCommit.atMs / 1000) : null };
  } catch (error) {
    if (error instanceof Failure) return {};
    throw error;
  }
}

/** The store's own clock is the reference: beyond five minutes it refuses every request. */
const CLOCK_WARNING_MS = 60_000;
const CLOCK_UNKNOWN = 'unknown until the first commit';

async function deepHealth(
  context: Context,
  services: Services,
  settings: Settings,
): Promise<Response> {
  const store = await readStore(services);
  const { lastCommit } = await services.counter.status();
  const clock = describeClock(lastCommit);
  const allowance = store.document && allowanceOf(store.document, services.clock.now());
  const known = await warningsWith(store.document ?? {}, settings, services.clock.now());
  const warnings = [...known.warnings, ...(allowance?.warning ? [allowance.warning] : [])];
  const healthy = store.document !== undefined && (clock === 'ok' || clock === CLOCK_UNKNOWN);
  const body: HealthReply = {
    ok: healthy,
    ...(await shallowHealth(services)),
    store: store.said,
    clock,
    warnings,
    ...(allowance && { storeRequests: allowance.used, storeRequestsFree: allowance.free }),
  };
  return context.json(body, healthy ? 200 : 503);
}

function describeClock(lastCommit: LastCommit | undefined): string {
  if (lastCommit === undefined) return CLOCK_UNKNOWN;
  const { clockBehindMs } = lastCommit;
  if (Math.abs(clockBehindMs) < CLOCK_WARNING_MS) return 'ok';
  return `off by ${Math.round(clockBehindMs / 1000)} s against the store: set this machine's clock`;
}

/** `said` is `ok`, or what is wrong: whoever has the token may know. */
async function readStore(
  services: Services,
): Promise<{ readonly said: string; readonly document?: CounterDocument }> {
  try {
    return { said: 'ok', document: await services.counter.document({ fresh: true }) };
  } catch (error) {
    if (error instanceof Failure) return { said: `${error.kind}: ${error.message}` };
    throw error;
  }
}
