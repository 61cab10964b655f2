/**
 * Reads the document, claims the day where asked to, writes the report and publishes it. A claim is
 * given back only when nothing was certainly sent; after an unknown outcome it stays, or two would come.
 */

import { callStore } from '../commit/call-store.ts';
import { dayOf } from '../counter/calendar.ts';
import type { ReportClaim } from '../counter/report-claim.ts';
import { Failure } from '../errors.ts';
import type { Notifier } from '../ports.ts';
import type { Services } from '../services.ts';
import type { Settings } from '../settings/settings.ts';
import { warningsWith } from '../summary/salt-warning.ts';
import { type Summary, summarise } from '../summary/summary.ts';
import type { RenderedReport } from './render-report.ts';

export type SentReport = 'mailed' | 'already';

/** ONS answers in well under a second; the caller waits this long at most. */
const PUBLISH_MS = 8_000;

export async function sendReport(
  services: Services,
  settings: Settings,
  once?: 'day',
): Promise<SentReport> {
  const { clock, counter, notifier, random } = services;
  if (notifier === undefined) {
    throw new Failure('misconfigured', 'TOPIC_OCID is not set: there is no topic to report to');
  }
  const nowMs = clock.now();
  if (once === undefined) {
    const document = await counter.document();
    const summary = summarise(
      document,
      await warningsWith(document, settings),
      nowMs,
      document.report,
    );
    await publish(services, notifier, await render(summary, settings));
    return 'mailed';
  }
  const claim = { day: dayOf(nowMs), by: random.id(), at: Math.floor(nowMs / 1000) };
  const { claimed, document } = await claimReport(services, claim);
  if (!claimed) return 'already';
  const warnings = await warningsWith(document, settings);
  const summary = summarise(document, warnings, nowMs, document.report?.before);
  await publish(services, notifier, await render(summary, settings), claim);
  return 'mailed';
}

/** A claim that is `unavailable` may be in, or may not. Nothing was mailed, so it must not stay. */
async function claimReport({ counter, log }: Services, claim: ReportClaim) {
  try {
    return await counter.claimReport(claim);
  } catch (error) {
    if (error instanceof Failure && error.kind === 'unavailable') {
      await counter.releaseReport(claim).catch(() => log.warn('report-claim-may-stay'));
    }
    throw error;
  }
}

/** Loaded when a report is written, since counting a view needs none of it. */
async function render(summary: Summary, settings: Settings): Promise<RenderedReport> {
  const { renderReport } = await import('./render-report.ts');
  return renderReport(summary, settings);
}

async function publish(
  services: Services,
  notifier: Notifier,
  report: RenderedReport,
  claim?: ReportClaim,
): Promise<void> {
  const outcome = await callStore(
    services.clock,
    (signal) => notifier.publish(report.subject, report.text, signal),
    PUBLISH_MS,
  );
  if (outcome.kind === 'published') {
    services.log.info('report-mailed', { messageId: outcome.messageId });
    return;
  }
  if (outcome.kind === 'refused' && claim !== undefined) {
    await services.counter.releaseReport(claim);
  }
  const detail = outcome.kind === 'failed' ? outcome.failure.detail : outcome.detail;
  throw new Failure('unavailable', `the report was not accepted by notifications: ${detail}`);
}
