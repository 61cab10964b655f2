/**
 * Reads the document, claims the period where asked to, writes the report, publishes it and notes that. A
 * claim is given back only when nothing was certainly sent; after an unknown outcome it stays, or two would come.
 */

import { callStore } from '../commit/call-store.ts';
import { type DayNumber, monthStart, weekStart } from '../counter/calendar.ts';
import type { CounterDocument } from '../counter/document.ts';
import { claimIn, type ReportBaseline, type ReportClaim } from '../counter/report-claim.ts';
import { dayIn } from '../counter/time-zone.ts';
import { Failure } from '../errors.ts';
import type { Notifier } from '../ports.ts';
import type { Services } from '../services.ts';
import type { ReportPeriod, Settings } from '../settings/settings.ts';
import { warningsWith } from '../summary/document-warnings.ts';
import { summarise } from '../summary/summary.ts';
import { listTables } from '../summary/top-lists.ts';
import type { RenderedReport } from './render-report.ts';

export type SentReport = 'mailed' | 'already';

/** ONS answers in well under a second; the caller waits this long at most. */
const PUBLISH_MS = 8_000;

/**
 * Mails the report; with `once` at most once in the period named, of which `due` is the one that
 * REPORT_EVERY says. @throws Failure
 */
export async function sendReport(
  services: Services,
  settings: Settings,
  once?: 'due' | ReportPeriod,
): Promise<SentReport> {
  const { clock, counter, notifier, random } = services;
  if (notifier === undefined) {
    throw new Failure('misconfigured', 'TOPIC_OCID is not set: there is no topic to report to');
  }
  const nowMs = clock.now();
  const today = dayIn(settings.timeZone, nowMs);
  const attempt = { by: random.id(), at: Math.floor(nowMs / 1000) };
  if (once === undefined) {
    const document = await counter.document();
    const report = await render(document, settings, nowMs, document.report, 'day');
    await publish(services, notifier, report, { kind: 'byHand', day: today, ...attempt });
    return 'mailed';
  }
  const period = once === 'due' ? settings.reportEvery : once;
  const claim = { kind: period, day: PERIOD_STARTS[period](today), ...attempt };
  const { claimed, document } = await claimReport(services, claim);
  if (!claimed) return 'already';
  const before = claimIn(document, period)?.before;
  const report = await render(document, settings, nowMs, before, period);
  await publish(services, notifier, report, claim);
  return 'mailed';
}

/** What a claim is for: the first day of the period. */
const PERIOD_STARTS: Readonly<Record<ReportPeriod, (today: DayNumber) => DayNumber>> = {
  day: (today) => today,
  week: weekStart,
  month: monthStart,
};

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
async function render(
  document: CounterDocument,
  settings: Settings,
  nowMs: number,
  since: ReportBaseline | undefined,
  period: ReportPeriod,
): Promise<RenderedReport> {
  const { renderReport } = await import('./render-report.ts');
  const warnings = await warningsWith(document, settings, nowMs);
  const summary = summarise(document, warnings, nowMs, since);
  const lists = settings.pages ? listTables(document, summary.today) : undefined;
  return renderReport(summary, settings, period, lists);
}

async function publish(
  services: Services,
  notifier: Notifier,
  report: RenderedReport,
  claim: ReportClaim,
): Promise<void> {
  const { clock, counter, log } = services;
  const outcome = await callStore(
    clock,
    (signal) => notifier.publish(report.subject, report.text, signal),
    PUBLISH_MS,
  );
  if (outcome.kind === 'published') {
    log.info('report-mailed', { messageId: outcome.messageId });
    await noteMailed(services, claim);
    return;
  }
  if (outcome.kind === 'refused' && claim.kind !== 'byHand') await counter.releaseReport(claim);
  const detail = outcome.kind === 'failed' ? outcome.failure.detail : outcome.detail;
  throw new Failure('unavailable', `the report was not accepted by notifications: ${detail}`);
}

/** The mail has gone, whether or not that can be written down. */
async function noteMailed({ clock, counter, log }: Services, claim: ReportClaim): Promise<void> {
  try {
    await counter.confirmReport(claim, Math.floor(clock.now() / 1000));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    log.warn('report-not-noted', { cause: error.message });
  }
}
