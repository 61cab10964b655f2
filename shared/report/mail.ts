/**
 * A claimed mail: claimed in the document before it is published, and noted there once it has gone. A claim
 * is given back only when nothing was certainly sent; after an unknown outcome it stays, or two would come.
 */
import { callStore } from '../commit/call-store.ts';
import type { ReportClaim } from '../counter/report-claim.ts';
import { Failure } from '../errors.ts';
import type { Notifier } from '../ports.ts';
import type { Services } from '../services.ts';

export interface Mail {
  readonly subject: string;
  readonly text: string;
}

/** What a mail needs of a counter's surroundings. */
export type MailServices = Pick<Services, 'clock' | 'counter' | 'log' | 'random'>;

/** ONS answers in well under a second; the caller waits this long at most. */
const PUBLISH_MS = 8_000;

/** A claim that is `unavailable` may be in, or may not. Nothing was mailed, so it must not stay. @throws Failure */
export async function claimMail({ counter, log }: MailServices, claim: ReportClaim) {
  try {
    return await counter.claimReport(claim);
  } catch (error) {
    if (error instanceof Failure && error.kind === 'unavailable') {
      await counter.releaseReport(claim).catch(() => log.warn('report-claim-may-stay'));
    }
    throw error;
  }
}

/** @throws Failure when it was not taken, or nobody knows whether it was */
export async function publishMail(
  services: MailServices,
  notifier: Notifier,
  { subject, text }: Mail,
  claim: ReportClaim,
): Promise<void> {
  const { clock, counter, log } = services;
  const outcome = await callStore(
    clock,
    (signal) => notifier.publish(subject, text, signal),
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
async function noteMailed({ clock, counter, log }: MailServices, claim: ReportClaim) {
  try {
    await counter.confirmReport(claim, Math.floor(clock.now() / 1000));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    log.warn('report-not-noted', { cause: error.message });
  }
}
