/** When an alert goes out, and that it goes out once: a surge after a flush, a silence with a report. */
import { describe, expect, test } from 'vitest';
import type { Counter } from '../../shared/commit/counter.ts';
import { DAY_MS } from '../../shared/counter/calendar.ts';
import type { Notifier, PublishOutcome } from '../../shared/ports.ts';
// Loaded here already: whoever loads it later waits in real time.
import '../../shared/report/render-report.ts';
import { tellOfSurge } from '../../shared/report/alerts.ts';
import { sendReport } from '../../shared/report/send-report.ts';
import { type Environment, parseSettings } from '../../shared/settings/settings.ts';
import { CountingWorld, START_MS, type Writer } from '../commit/counting-world.ts';

const SETTINGS = { SALT: 'a salt for tests', OCI_REGION: 'eu-test-1', SITE_NAME: 'Résumé' };

function settingsOf(env: Environment = {}) {
  const parsed = parseSettings({ ...SETTINGS, ...env }, 'function');
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return parsed.settings;
}

/** Eight weeks of 40 views a day up to `daysAgo`, and what the topic gets. */
function siteOf(daysAgo: number, outcomes: PublishOutcome[] = []) {
  const world = new CountingWorld();
  const views = Array.from({ length: 56 }, () => 40);
  const start = new Date(START_MS - (55 + daysAgo) * DAY_MS).toISOString().slice(0, 10);
  const columns = { pageviews: views, visitors: views, newVisitors: views };
  world.store.memory.put(
    JSON.stringify({
      pageviews: 2_240,
      uniqueVisitors: 2_240,
      seen: [],
      days: { start, ...columns, today: { seen: '' } },
      months: { start: start.slice(0, 7), pageviews: [2_240], newVisitors: [2_240] },
    }),
  );
  const mails: { title: string; body: string }[] = [];
  const notifier: Notifier = {
    async publish(title, body) {
      const outcome = outcomes.shift() ?? { kind: 'published', messageId: 'message' };
      if (outcome.kind === 'published') mails.push({ title, body });
      return outcome;
    },
  };
  const servicesOf = ({
    counter,
    services: { clock, log, random },
  }: Pick<Writer<Counter>, 'counter' | 'services'>) => ({
    counter,
    clock,
    log,
    random,
    notifier,
  });
  const lookForSurge = (writer: Writer, env?: Environment) =>
    world.run(tellOfSurge(servicesOf(writer), settingsOf(env)));
  const report = (writer: Writer, env?: Environment) =>
    world.run(sendReport(servicesOf(writer), settingsOf(env), 'day'));
  const count = async (writer: Writer, times: number) => {
    await world.run(Promise.all(Array.from({ length: times }, () => world.count(writer))));
  };
  const claims = () => JSON.parse(world.body).report ?? {};
  return { claims, count, lookForSurge, mails, report, servicesOf, world };
}

describe('a surge', () => {
  test('is told once a day, by whoever claims it first', async () => {
    const { claims, count, lookForSurge, mails, world } = siteOf(1);
    const [one, other] = [world.writer('one'), world.writer('other')];
    await count(one, 180);
    await lookForSurge(one);
    expect(mails).toEqual([]);
    await count(one, 10);
    await lookForSurge(one);
    await lookForSurge(other);
    await count(one, 10);
    await lookForSurge(one);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.title).toBe('Résumé: your site went round: 190 views today by 12:00 UTC');
    expect(mails[0]?.body).toContain('A usual Tuesday has 40.');
    expect(claims().surge).toMatchObject({ on: '2026-11-24', mailedAt: expect.any(Number) });
  });

  test('of ten times the usual views is told by the edge within an hour of its passing the line', async () => {
    const { mails, servicesOf, world } = siteOf(1);
    const edge = world.edge();
    const { counter } = edge;
    const flush = counter.wake.bind(counter);
    // As the Durable Object does at its alarm.
    counter.wake = async () => {
      await flush();
      await tellOfSurge(servicesOf(edge), settingsOf());
    };
    const passed: number[] = [];
    for (let views = 1; views <= 190 && mails.length === 0; views += 1) {
      await world.run(world.count(edge));
      if (views > 180) passed.push(world.world.nowMs);
      await world.wait(DAY_MS / 400);
    }
    expect(mails).toHaveLength(1);
    expect(world.world.nowMs - (passed[0] ?? Number.NEGATIVE_INFINITY)).toBeLessThan(3_600_000);
  });

  test('is told again at the next flush when it was refused, and not when nobody knows', async () => {
    const refused = { kind: 'refused', detail: 'busy' } as const;
    const unknown = { kind: 'unknown', detail: 'no answer' } as const;
    const { claims, count, lookForSurge, mails, world } = siteOf(1, [refused, unknown]);
    const writer = world.writer();
    await count(writer, 300);
    await lookForSurge(writer);
    expect(claims()).not.toHaveProperty('surge');
    await lookForSurge(writer);
    await lookForSurge(writer);
    expect(mails).toEqual([]);
    expect(claims().surge).not.toHaveProperty('mailedAt');
    expect(writer.log.names.filter((name) => name === 'alert-not-sent')).toHaveLength(2);
  });

  test.each(['off', 'perhaps'])('is not looked for with ALERTS=%s', async (word) => {
    const { count, lookForSurge, mails, world } = siteOf(1);
    const writer = world.writer();
    await count(writer, 300);
    await lookForSurge(writer, { ALERTS: word });
    expect(mails).toEqual([]);
  });

  test('goes by the owner’s day and clock', async () => {
    const { count, lookForSurge, mails, world } = siteOf(1);
    const writer = world.writer();
    await count(writer, 300);
    await lookForSurge(writer, { TIME_ZONE: 'America/New_York' });
    expect(mails[0]?.title).toContain('by 07:00 EST');
  });
});

describe('a silence', () => {
  test('is told once, with a report', async () => {
    const { claims, mails, report, world } = siteOf(4);
    const writer = world.writer();
    for (let day = 0; day < 3; day += 1) {
      expect(await report(writer)).toBe('mailed');
      await world.wait(DAY_MS);
    }
    const told = mails.filter(({ title }) => title.includes('no view for'));
    expect(told.map(({ title }) => title)).toEqual(['Résumé: no view for 3 days']);
    expect(told[0]?.body.replaceAll('\n', ' ')).toContain(
      'The last view came on Friday 20 November 2026; a usual day before had 40.',
    );
    expect(claims().silence).toMatchObject({ on: '2026-11-24' });
  });

  test('is told also when the report had been mailed already', async () => {
    const { mails, report, world } = siteOf(4, [
      { kind: 'published', messageId: 'report' },
      { kind: 'refused', detail: 'busy' },
    ]);
    const writer = world.writer();
    expect(await report(writer)).toBe('mailed');
    expect(await report(writer)).toBe('already');
    expect(mails.map(({ title }) => title.replace(/^.*: /, ''))).toEqual([
      expect.stringContaining('no views yesterday'),
      'no view for 3 days',
    ]);
  });

  test('is none for a site that had a view the day before yesterday, nor with ALERTS=off', async () => {
    for (const [daysAgo, env] of [
      [2, {}],
      [9, { ALERTS: 'off' }],
    ] as const) {
      const { mails, report, world } = siteOf(daysAgo);
      await report(world.writer(), env);
      expect(mails).toHaveLength(1);
    }
  });
});
