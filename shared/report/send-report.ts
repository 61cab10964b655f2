/**
 * Reads the document, claims the period where asked to, writes the report, publishes it and notes that. A
 * claim is given back only when nothing was certainly sent; after an unknown outcome it stays, or two would come.
 */

import { type DayNumber, monthStart, weekStart } from '../counter/calendar.ts';
import { claimIn } from '../counter/claims.ts';
import type { CounterDocument } from '../counter/document.ts';
import type { ReportBaseline } from '../counter/report-claim.ts';
import { dayIn } from '../counter/time-zone.ts';
import { Failure } from '../errors.ts';
import type { Services } from '../services.ts';
import type { ReportPeriod, Settings } from '../settings/settings.ts';
import { warningsWith } from '../summary/document-warnings.ts';
import { summarise } from '../summary/summary.ts';
import { listTables } from '../summary/top-lists.ts';
import { tellOfSilence } from './alerts.ts';
import { claimMail, publishMail } from './mail.ts';
import type { RenderedReport } from './render-report.ts';

export type SentReport = 'mailed' | 'already';

/**
 * Mails the report; with `once` at most once in the period named, of which `due` is the one that
 * REPORT_EVERY says. @throws Failure
 */
export async function sendReport(
  services: Services,
  settings: Settings,
  once?: 'due' | ReportPeriod,
): Promise<SentReport> {
  const { document, sent } = await mailReport(services, settings, once);
  await tellOfSilence(services, settings, document);
  return sent;
}

/** The document is the one that the report was written of. */
async function mailReport(
  services: Services,
  settings: Settings,
  once?: 'due' | ReportPeriod,
): Promise<{ sent: SentReport; document: CounterDocument }> {
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
    await publishMail(services, notifier, report, { kind: 'byHand', day: today, ...attempt });
    return { sent: 'mailed', document };
  }
  const period = once === 'due' ? settings.reportEvery : once;
  const claim = { kind: period, day: PERIOD_STARTS[period](today), ...attempt };
  const { claimed, document } = await claimMail(services, claim);
  if (!claimed) return { sent: 'already', document };
  const before = claimIn(document, period)?.before;
  const report = await render(document, settings, nowMs, before, period);
  await publishMail(services, notifier, report, claim);
  return { sent: 'mailed', document };
}

/** What a claim is for: the first day of the period. */
const PERIOD_STARTS: Readonly<Record<ReportPeriod, (today: DayNumber) => DayNumber>> = {
  day: (today) => today,
  week: weekStart,
  month: monthStart,
};

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
