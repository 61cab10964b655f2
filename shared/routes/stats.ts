/**
 * `/stats`: the figures of days and months as JSON, for whoever has the token; for anybody with
 * PUBLIC_STATS, without the warnings, which speak of settings.
 */
import type { Handler } from 'hono';
import { isOwner } from '../guards/token.ts';
import type { Services } from '../services.ts';
import type { Settings } from '../settings/settings.ts';
import { warningsWith } from '../summary/document-warnings.ts';
import { lastReport, summarise } from '../summary/summary.ts';
import { summaryReply } from '../summary/summary-reply.ts';

export function statsRoute({ clock, counter }: Services, settings: Settings): Handler {
  return async (context) => {
    const asksAsOwner = isOwner(context, settings);
    context.header('Cache-Control', 'no-store');
    const document = await counter.document({ recent: !asksAsOwner });
    const status = await counter.status();
    const warnings = await warningsWith(document, settings, clock.now());
    const summary = summarise(document, warnings, clock.now(), lastReport(document));
    const { siteName } = settings;
    const forgottenVisitors = document.visitors.forgotten;
    const storedAtMs = await counter.storedAtMs();
    const withWarnings = asksAsOwner;
    const options = { status, storedAtMs, siteName, forgottenVisitors, withWarnings };
    return context.json(summaryReply(summary, options));
  };
}
