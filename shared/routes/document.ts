/**
 * `/document`: the whole stored document, as a file to keep. Always with the token, also where anybody
 * may look at the figures: it holds visitors' hashes. Views that no commit holds yet are in it.
 */
import type { Handler } from 'hono';
import { dayOf, dayToIsoDate } from '../counter/calendar.ts';
import { serialiseDocument } from '../counter/document.ts';
import type { Services } from '../services.ts';

export function documentRoute({ clock, counter }: Services): Handler {
  return async (context) => {
    const body = serialiseDocument(await counter.document());
    const date = dayToIsoDate(dayOf(clock.now()));
    context.header('Cache-Control', 'no-store');
    context.header('Content-Type', 'application/json; charset=utf-8');
    context.header('Content-Disposition', `attachment; filename="counter-${date}.json"`);
    return context.body(body);
  };
}
