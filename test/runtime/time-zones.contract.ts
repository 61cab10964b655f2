/** TIME_ZONE: days, the mail and the claim of a day go by it; one that nobody knows falls back to UTC. */
import { describe, expect, test } from 'vitest';
import { dayToIsoDate } from '../../shared/counter/calendar.ts';
import { dayIn } from '../../shared/counter/time-zone.ts';
import { OWNER, totalsIn, writeThrough } from './answers.ts';
import { startForTest } from './runtime-lifetime.ts';
import type { RuntimeKind } from './runtimes.ts';

/** Of two zones 25 hours apart one has another day than UTC at any time. */
const ZONES = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'] as const;
const dateIn = (timeZone: string) => dayToIsoDate(dayIn(timeZone, Date.now()));

export function describeTimeZones(kind: RuntimeKind): void {
  describe(`time zones of the ${kind.name}`, () => {
    test.each(ZONES)('%s decides which day it is', async (timeZone) => {
      const runtime = await startForTest(kind, { settings: { TIME_ZONE: timeZone } });
      const before = dateIn(timeZone);
      await totalsIn(runtime.fetch('/counter?vid=v-12345678'));
      await runtime.fetch('/report?once=day', OWNER);
      await writeThrough(runtime);
      const stored = await runtime.store.document();
      const stats = await (await runtime.fetch('/stats', OWNER)).json();
      // Midnight may have come meanwhile.
      const date = expect.toBeOneOf([before, dateIn(timeZone)]);
      expect(stored).toMatchObject({
        timeZone,
        days: { start: date },
        report: { day: { on: date } },
      });
      expect(stats).toMatchObject({ timeZone, today: { date, pageviews: 1 } });
      const month = new Date().toISOString().slice(0, 7);
      expect(stored).toMatchObject({ requests: { month } });
      const badge = await (await runtime.fetch('/badge.json?show=today')).json();
      expect(badge).toMatchObject({ message: '1' });
      const health = await (await runtime.fetch('/health?deep=1', OWNER)).json();
      expect((health as { warnings: string[] }).warnings.join()).not.toContain('TIME_ZONE');
    });

    test('a zone that nobody knows is UTC, and warned of', async () => {
      const settings = { TIME_ZONE: 'Mars/Olympus_Mons' };
      const runtime = await startForTest(kind, { settings });
      await totalsIn(runtime.fetch('/counter'));
      await writeThrough(runtime);
      const warning = 'TIME_ZONE must be a time zone such as Europe/Berlin: UTC is used instead.';
      const health = await (await runtime.fetch('/health?deep=1', OWNER)).json();
      expect((health as { warnings: string[] }).warnings).toContain(warning);
      expect(runtime.logs()).toContain(warning);
      expect(await runtime.store.document()).not.toHaveProperty('timeZone');
    });

    test('another zone than the document was counted by is warned of, in health and mail', async () => {
      const runtime = await startForTest(kind, { settings: { TIME_ZONE: 'Europe/Berlin' } });
      const column = [5];
      const stored = {
        pageviews: 5,
        seen: [],
        days: { start: '2026-01-01', pageviews: column, visitors: [0], newVisitors: [0] },
        months: { start: '2026-01', pageviews: column, newVisitors: [0] },
        timeZone: 'Asia/Tokyo',
      };
      await runtime.store.write(JSON.stringify(stored));
      await totalsIn(runtime.fetch('/counter'));
      await writeThrough(runtime);
      const warning =
        'TIME_ZONE is Europe/Berlin here, and views were counted by the days of Asia/Tokyo';
      const health = await (await runtime.fetch('/health?deep=1', OWNER)).json();
      expect((health as { warnings: string[] }).warnings.join()).toContain(warning);
      await runtime.fetch('/report', OWNER);
      const mail = runtime.emulator.outbox.messages().at(-1);
      expect(mail?.body.replaceAll('\n', ' ')).toContain(warning);
    });
  });
}
