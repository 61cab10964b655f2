/**
 * `/document`: the whole stored document, as a file to keep. Always with the token, also where anybody
 * may look at the figures: it holds visitors' hashes. Views that no commit holds yet are in it.
 */
import type { Handler } from 'hono';
import { dayOf, dayToIsoDate } from '../counter/calendar.ts';
import { serialiseDocument } from '../counter/document.ts';
import { requireToken } from '../guards/token.ts';
import type { Services } from '../services.ts';
import type { Settings } from '../settings/settings.ts';

export function documentRoute(services: Services, settings: Settings): Handler {
  const { clock, counter } = services;
  return async (context) => {
    await requireToken(context, services, settings);
    const body = serialiseDocument(await counter.document());
    const date = dayToIsoDate(dayOf(clock.now()));
    context.header('Cache-Control', 'no-store');
    context.header('Content-Type', 'application/json; charset=utf-8');
    context.header('Content-Disposition', `attachment; filename="counter-${date}.json"`);
    return context.body(body);
  };
}
