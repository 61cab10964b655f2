/** The owner's day in a time zone: days of 23 and 25 hours, the year's end, and two sides that differ. */
import { describe, expect, test } from 'vitest';
import { DAY_MS, dayOf, dayToIsoDate, LAST_DAY } from '../../shared/counter/calendar.ts';
import { CorruptDocument } from '../../shared/counter/corrupt-document.ts';
import {
  dayIn,
  parseZones,
  withTimeZone,
  type ZoneUse,
  zoneWarning,
} from '../../shared/counter/time-zone.ts';

const dateIn = (timeZone: string, at: string) => dayToIsoDate(dayIn(timeZone, Date.parse(at)));

describe('the owner’s day', () => {
  test.each([
    ['UTC', '2026-11-23T23:59:59Z', '2026-11-23'],
    ['Europe/Berlin', '2026-11-23T22:59:59Z', '2026-11-23'],
    ['Europe/Berlin', '2026-11-23T23:00:00Z', '2026-11-24'],
    ['America/Los_Angeles', '2027-01-01T07:59:59Z', '2026-12-31'],
    ['America/Los_Angeles', '2027-01-01T08:00:00Z', '2027-01-01'],
    ['Pacific/Kiritimati', '2026-12-31T10:00:00Z', '2027-01-01'],
    ['Asia/Kathmandu', '2026-11-23T18:15:00Z', '2026-11-24'],
    ['America/St_Johns', '2026-11-24T03:29:59Z', '2026-11-23'],
  ])('in %s at %s is %s', (timeZone, at, date) => {
    expect(dateIn(timeZone, at)).toBe(date);
  });

  test.each([
    ['2026-03-29', 23],
    ['2026-06-01', 24],
    ['2026-10-25', 25],
  ])('in Berlin on %s has %i hours', (date, hours) => {
    const noonMs = Date.parse(`${date}T10:00Z`);
    const halfHours = Array.from({ length: 96 }, (_, index) => noonMs - DAY_MS + index * 1_800_000);
    const there = halfHours.filter((atMs) => dayToIsoDate(dayIn('Europe/Berlin', atMs)) === date);
    expect(there.length / 2).toBe(hours);
  });

  test('is never more than one ahead of the store’s, nor beyond the last', () => {
    for (let hour = 0; hour < 24; hour += 1) {
      const atMs = Date.UTC(2026, 10, 24, hour, 59);
      expect(dayIn('Pacific/Kiritimati', atMs) - dayOf(atMs)).toBeLessThanOrEqual(1);
    }
    expect(dayIn('Europe/Berlin', Number.MAX_SAFE_INTEGER)).toBe(LAST_DAY);
  });
});

describe('the zone that a document keeps', () => {
  const NOW_MS = Date.UTC(2026, 10, 24, 12);
  const BERLIN = withTimeZone<ZoneUse>({}, 'Europe/Berlin', NOW_MS, true);

  test('is none while all sides go by UTC', () => {
    expect(withTimeZone({}, 'UTC', NOW_MS, true)).toEqual({});
  });

  test('is the last one used, beside the one before it', () => {
    expect(BERLIN).toEqual({
      timeZone: 'Europe/Berlin',
      otherTimeZone: { name: 'UTC', at: NOW_MS / 1000 },
    });
    expect(withTimeZone(BERLIN, 'Europe/Berlin', NOW_MS + 1, true)).toBe(BERLIN);
  });

  test('of a document without days stands alone: nothing was counted by another', () => {
    const document = withTimeZone<ZoneUse>({}, 'Europe/Berlin', NOW_MS, false);
    expect(document).toEqual({ timeZone: 'Europe/Berlin' });
    expect(zoneWarning(document, 'Europe/Berlin', NOW_MS)).toBeUndefined();
  });

  test('makes both sides warn as long as they differ', () => {
    let document = BERLIN;
    for (let hour = 1; hour < 100; hour += 1) {
      const nowMs = NOW_MS + hour * 3_600_000;
      document = withTimeZone(document, hour % 24 === 0 ? 'UTC' : 'Europe/Berlin', nowMs, true);
      expect(zoneWarning(document, 'UTC', nowMs)).toContain('TIME_ZONE is UTC here');
      expect(zoneWarning(document, 'Europe/Berlin', nowMs)).toContain('TIME_ZONE is Europe/Berlin');
    }
  });

  test('is warned of no longer two days after the last that went by another', () => {
    expect(zoneWarning(BERLIN, 'Europe/Berlin', NOW_MS + 47 * 3_600_000)).toContain('of UTC');
    expect(zoneWarning(BERLIN, 'Europe/Berlin', NOW_MS + 48 * 3_600_000)).toBeUndefined();
    expect(zoneWarning({}, 'UTC', NOW_MS)).toBeUndefined();
  });

  test.each([
    [7, undefined],
    ['', undefined],
    ['a zone', undefined],
    ['UTC', null],
    ['UTC', { name: 'UTC' }],
    ['UTC', { name: 'UTC', at: -1 }],
  ])('is refused as %j beside %j', (timeZone, other) => {
    expect(() => parseZones(timeZone, other)).toThrow(CorruptDocument);
  });
});
