/**
 * One mail when a day is far above what its own past explains, and one when views no longer come. At most
 * one of each a day, claimed like a report. An alert that cannot be sent is logged, and harms nothing else.
 */
import type { DayNumber } from '../counter/calendar.ts';
import { claimIn } from '../counter/claims.ts';
import type { CounterDocument } from '../counter/document.ts';
import { dayIn } from '../counter/time-zone.ts';
import { Failure } from '../errors.ts';
import type { Log, Notifier } from '../ports.ts';
import type { Settings } from '../settings/settings.ts';
import { currentDay } from '../summary/periods.ts';
import { type Silence, type Surge, silenceOf, surgeOf } from '../summary/unusual-days.ts';
import {
  formatCount,
  formatDay,
  formatNumber,
  formatTime,
  formatWeekday,
} from '../summary/wording.ts';
import { claimMail, type Mail, type MailServices, publishMail } from './mail.ts';
import { wrapped } from './mail-lines.ts';

export interface AlertServices extends MailServices {
  /** Absent without a topic: then there is nothing to do. */
  readonly notifier?: Notifier | undefined;
}

type AlertKind = 'surge' | 'silence';
type AlertSettings = Pick<Settings, 'alerts' | 'counterUrl' | 'siteName' | 'timeZone'>;

/** After a flush: the document then holds what there is to see. Never throws a Failure. */
export function tellOfSurge(services: AlertServices, settings: AlertSettings): Promise<void> {
  return logFailure(services.log, 'surge', async () => {
    if (!canTell(services, settings)) return;
    const document = await services.counter.document();
    const { nowMs, today } = todayOf(document, services, settings);
    const surge = surgeOf(document.history.days, today);
    if (surge === undefined || isTold(document, 'surge', today)) return;
    await send(services, 'surge', today, surgeMail(surge, today, nowMs, settings));
  });
}

/** With the daily cron, or when a report is asked for, since a silent site never flushes. Never throws a Failure. */
export function tellOfSilence(
  services: AlertServices,
  settings: AlertSettings,
  document: CounterDocument,
): Promise<void> {
  return logFailure(services.log, 'silence', async () => {
    if (!canTell(services, settings)) return;
    const { today } = todayOf(document, services, settings);
    const silence = silenceOf(document.history.days, today);
    // Once: who knows of it needs no reminder each day.
    if (silence === undefined || isTold(document, 'silence', (silence.lastDay + 1) as DayNumber))
      return;
    await send(services, 'silence', today, silenceMail(silence, settings));
  });
}

function canTell({ notifier }: AlertServices, { alerts }: AlertSettings): boolean {
  return alerts && notifier !== undefined;
}

function todayOf(
  { history }: CounterDocument,
  { clock }: AlertServices,
  { timeZone }: AlertSettings,
): { readonly nowMs: number; readonly today: DayNumber } {
  const nowMs = clock.now();
  return { nowMs, today: currentDay(history.days, dayIn(timeZone, nowMs)) };
}

/** Whether somebody has told of it since that day. */
function isTold(document: CounterDocument, kind: AlertKind, since: DayNumber): boolean {
  const told = claimIn(document, kind);
  return told !== undefined && told.day >= since;
}

async function send(services: AlertServices, kind: AlertKind, today: DayNumber, mail: Mail) {
  const { clock, notifier, random } = services;
  if (notifier === undefined) return;
  const claim = { kind, day: today, by: random.id(), at: Math.floor(clock.now() / 1000) };
  const { claimed } = await claimMail(services, claim);
  if (claimed) await publishMail(services, notifier, mail, claim);
}

async function logFailure(log: Log, kind: AlertKind, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    log.warn('alert-not-sent', { kind, cause: error.message });
  }
}

function surgeMail(
  { usual, views }: Surge,
  today: DayNumber,
  nowMs: number,
  settings: AlertSettings,
): Mail {
  const time = formatTime(nowMs, settings.timeZone);
  const told = `${formatCount(views, 'view')} today by ${time}`;
  const compared = `A usual ${formatWeekday(today)} has ${formatNumber(Math.round(usual))}.`;
  const sentences = ['Your site went round.', `${told}.`, compared];
  return alertMail(`your site went round: ${told}`, sentences, settings);
}

function silenceMail({ days, lastDay, usual }: Silence, settings: AlertSettings): Mail {
  const sentences = [
    `No view for ${formatCount(days, 'day')}: is the tag still on your pages?`,
    `The last view came on ${formatDay(lastDay)}; a usual day before had ${formatNumber(Math.round(usual))}.`,
    'If the site is gone on purpose, you need do nothing: this is said once.',
  ];
  return alertMail(`no view for ${formatCount(days, 'day')}`, sentences, settings);
}

function alertMail(
  news: string,
  sentences: readonly string[],
  { counterUrl, siteName }: AlertSettings,
): Mail {
  const link = counterUrl === undefined ? [] : ['', 'Dashboard:', `${counterUrl}/dashboard`];
  const end = ['', ...wrapped('ALERTS=off ends these messages.')];
  const lines = [...sentences.flatMap((sentence) => wrapped(sentence)), ...link, ...end];
  return { subject: `${siteName}: ${news}`, text: `${lines.join('\n')}\n` };
}
