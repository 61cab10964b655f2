/**
 * The unsigned routes, for people and tests on this machine: the outbox, faults and request counts.
 * They answer only to a loopback Host, so that no web page can reach them by rebinding its name.
 */
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod/mini';
import type { FaultPlan } from './fault-plan.ts';
import { FaultSettingsError } from './fault-rules.ts';
import type { FunctionGateways } from './function-gateways.ts';
import type { Outbox } from './outbox.ts';
import { OUTBOX_PAGE_POLICY, renderOutboxPage } from './outbox-page.ts';
import type { RequestCounter } from './requests.ts';
import { confirmSubscription } from './tenancy/notification-collections.ts';
import type { Tenancy } from './tenancy/tenancy.ts';

export interface ControlServices {
  readonly faults: FaultPlan;
  readonly requests: RequestCounter;
  readonly outbox: Outbox;
  readonly tenancy: Tenancy;
  readonly gateways: FunctionGateways;
}

const CONFIRMATION = '/:region/20181201/subscriptions/:id/confirmation';
/** In the place of `docker push`: the name, and the bundle that the image would hold. */
const PUSHED_IMAGE = z.strictObject({ image: z.string(), bundle: z.string() });
const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost)(:\d+)?$/;
/** A hundred rules are a tenth of it. */
const CONTROL_BODY_BYTES_MAX = 256 * 1024;

export function createControlRoutes({
  faults,
  gateways,
  requests,
  outbox,
  tenancy,
}: ControlServices) {
  const routes = new Hono<{ Bindings: HttpBindings }>();

  for (const path of [
    '/',
    '/outbox',
    '/outbox.json',
    '/_emulator/*',
    '/_gateway/*',
    CONFIRMATION,
  ]) {
    routes.use(path, async (context, next) => {
      const host = context.env.incoming.headers.host ?? '';
      if (!LOOPBACK_HOST.test(host)) return context.text('Only from this machine.', 403);
      return await next();
    });
  }

  routes.get('/', (context) => context.redirect('/outbox'));
  routes.get('/outbox', async (context) => {
    context.header('content-security-policy', OUTBOX_PAGE_POLICY);
    return context.html(await renderOutboxPage(outbox.messages()));
  });
  routes.get('/outbox.json', (context) =>
    context.json({ messages: outbox.messages().toReversed() }),
  );

  routes.get(CONFIRMATION, async (context) => {
    const { id, token } = { id: context.req.param('id'), token: context.req.query('token') };
    const isConfirmed = await confirmSubscription(id, token ?? '', tenancy);
    return isConfirmed ? context.text('Confirmed.') : context.text('No such subscription.', 404);
  });

  routes.all('/_gateway/:host/*', (context) => {
    const { host } = context.req.param();
    const path = context.env.incoming.url?.slice(`/_gateway/${host}`.length) ?? '/';
    return gateways.answer(host, path, context.env);
  });

  routes.put('/_emulator/images', async (context) => {
    const { bundle, image } = PUSHED_IMAGE.parse(await context.req.json());
    tenancy.images.set(image, bundle);
    return context.body(null, 204);
  });

  routes.get('/_emulator/requests', (context) => context.json(requests.counts()));
  routes.delete('/_emulator/requests', (context) => {
    requests.reset();
    return context.body(null, 204);
  });

  routes.get('/_emulator/faults', (context) => context.json(faults.report()));
  routes.put(
    '/_emulator/faults',
    bodyLimit({ maxSize: CONTROL_BODY_BYTES_MAX }),
    async (context) => {
      const settings = await context.req.json().catch(() => undefined);
      try {
        faults.set(settings);
      } catch (error) {
        if (error instanceof FaultSettingsError) return context.text(error.message, 400);
        throw error;
      }
      return context.json(faults.report());
    },
  );
  routes.delete('/_emulator/faults', (context) => {
    faults.clear();
    return context.body(null, 204);
  });
  return routes;
}
