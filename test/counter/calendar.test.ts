import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DAY_MS,
  dayOf,
  dayToIsoDate,
  isMonth,
  monthAt,
  monthIndex,
  monthOf,
  monthOfDay,
  parseIsoDate,
} from '../../shared/counter/calendar.ts';

describe('a UTC day', () => {
  it('begins and ends at midnight', () => {
    const midnight = Date.UTC(2026, 10, 24);
    expect(dayToIsoDate(dayOf(midnight))).toBe('2026-11-24');
    expect(dayToIsoDate(dayOf(midnight - 1))).toBe('2026-11-23');
    expect(dayToIsoDate(dayOf(midnight + DAY_MS - 1))).toBe('2026-11-24');
  });

  it('is the same before and after it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_932_896 }), (days) => {
        const day = dayOf(days * DAY_MS);
        expect(parseIsoDate(dayToIsoDate(day))).toBe(days);
      }),
    );
  });

  it('may be the 29th of February, in a leap year only', () => {
    expect(parseIsoDate('2028-02-29')).toBeTypeOf('number');
    expect(parseIsoDate('2026-02-29')).toBeUndefined();
  });

  it.each([
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '26-11-24',
    '2026-11-24T00:00',
    ' 2026-11-24',
    '',
    20_261_124,
    null,
    undefined,
  ])('is not %j', (text) => {
    expect(parseIsoDate(text)).toBeUndefined();
  });
});

describe('a month', () => {
  it('begins and ends at a midnight in UTC', () => {
    const first = Date.UTC(2026, 11, 1);
    expect(monthOf(first)).toBe('2026-12');
    expect(monthOf(first - 1)).toBe('2026-11');
    expect(monthOfDay(dayOf(first))).toBe('2026-12');
  });

  it('is the same before and after it was counted, and months compare as text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 119_998 }), (index) => {
        const month = monthAt(index);
        expect(isMonth(month)).toBe(true);
        expect(monthIndex(month)).toBe(index);
        expect(monthAt(index + 1) > month).toBe(true);
      }),
    );
  });

  it.each(['2026-00', '2026-13', '2026-1', '2026-11-24', '', 11, null])('is not %j', (value) => {
    expect(isMonth(value)).toBe(false);
  });
});
