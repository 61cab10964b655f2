import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DayNumber, dayToIsoDate, parseIsoDate } from '../../shared/counter/calendar.ts';
import { CorruptDocument } from '../../shared/counter/corrupt-document.ts';
import { History } from '../../shared/counter/history.ts';
import { hashOf } from './visitor-hashes.ts';

function dayAt(date: string): DayNumber {
  const day = parseIsoDate(date);
  if (day === undefined) throw new Error(`${date} is no date`);
  return day;
}

function reread(history: History): History {
  const { days, months } = JSON.parse(JSON.stringify(history.toStored()));
  return History.parse(days, months);
}

const views = (history: History) => history.days.map(({ pageviews }) => pageviews);

describe('a visit', () => {
  it('counts on its own UTC day and month', () => {
    const history = History.empty();
    history.record({ day: dayAt('2026-11-30'), visitor: hashOf(1), newVisitors: 1 });
    history.record({ day: dayAt('2026-12-01'), visitor: hashOf(1), newVisitors: 0 });
    expect(history.days).toEqual([
      { day: dayAt('2026-11-30'), pageviews: 1, visitors: 1, newVisitors: 1 },
      { day: dayAt('2026-12-01'), pageviews: 1, visitors: 1, newVisitors: 0 },
    ]);
    expect(history.months).toEqual([
      { month: '2026-11', pageviews: 1, newVisitors: 1 },
      { month: '2026-12', pageviews: 1, newVisitors: 0 },
    ]);
  });

  it('of a day that is over counts today: no finished day ever changes', () => {
    const history = History.empty();
    history.record({ day: dayAt('2026-12-02'), newVisitors: 0 });
    history.record({ day: dayAt('2026-12-01'), newVisitors: 0 });
    history.record({ day: dayAt('2020-01-01'), newVisitors: 0 });
    expect(history.days).toHaveLength(1);
    expect(views(history)).toEqual([3]);
  });

  it('by nobody known counts a view and no visitor', () => {
    const history = History.empty();
    history.record({ day: dayAt('2026-12-02'), newVisitors: 0 });
    expect(history.days[0]).toMatchObject({ pageviews: 1, visitors: 0 });
  });

  it('by somebody who was here today is no second visitor of the day, after a re-read neither', () => {
    const day = dayAt('2026-12-02');
    const history = History.empty();
    history.record({ day, visitor: hashOf(1), newVisitors: 1 });
    const later = reread(history);
    later.record({ day, visitor: hashOf(1), newVisitors: 0 });
    later.record({ day, visitor: hashOf(2), newVisitors: 1 });
    expect(later.days[0]).toMatchObject({ pageviews: 3, visitors: 2, newVisitors: 2 });
  });
});

describe('days and months', () => {
  it('without a visit are there, with zeros', () => {
    const history = History.empty();
    history.record({ day: dayAt('2026-11-28'), newVisitors: 0 });
    history.record({ day: dayAt('2027-02-02'), newVisitors: 0 });
    expect(history.days).toHaveLength(67);
    expect(views(history).filter((count) => count > 0)).toEqual([1, 1]);
    expect(history.months.map(({ month, pageviews }) => [month, pageviews])).toEqual([
      ['2026-11', 1],
      ['2026-12', 0],
      ['2027-01', 0],
      ['2027-02', 1],
    ]);
  });

  it('are at most 400 and 1,200, and the oldest go first', () => {
    const history = History.empty();
    const first = dayAt('2026-01-01');
    for (let day = 0; day < 500; day += 1) {
      history.record({ day: (first + day) as DayNumber, newVisitors: 0 });
    }
    expect(history.days).toHaveLength(400);
    expect(history.days[0]?.day).toBe(first + 100);
    expect(history.months).toHaveLength(17);
    history.record({ day: dayAt('2200-01-01'), newVisitors: 0 });
    expect(history.months).toHaveLength(1_200);
    expect(history.months.at(-1)?.month).toBe('2200-01');
  });

  it('bound a jump of centuries, and go on from there', () => {
    const history = History.empty();
    history.record({ day: dayAt('1970-01-01'), newVisitors: 0 });
    history.record({ day: dayAt('9999-12-31'), newVisitors: 0 });
    expect(history.days).toHaveLength(400);
    expect(views(history).reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(reread(history).days).toEqual(history.days);
  });

  it('have no gap and rise, whatever days come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 20_000, max: 20_600 })), (days) => {
        const history = History.empty();
        for (const day of days) history.record({ day: day as DayNumber, newVisitors: 0 });
        history.days.forEach(({ day }, index) => {
          expect(day).toBe((history.days[0]?.day ?? 0) + index);
        });
        expect(history.days.at(-1)?.day).toBe(days.length === 0 ? undefined : Math.max(...days));
        expect(reread(history).toStored()).toEqual(history.toStored());
      }),
    );
  });

  it('do not change when a copy does', () => {
    const history = History.empty();
    history.record({ day: dayAt('2026-12-02'), visitor: hashOf(1), newVisitors: 1 });
    const before = JSON.stringify(history.toStored());
    const copy = history.copy();
    copy.record({ day: dayAt('2026-12-02'), visitor: hashOf(2), newVisitors: 1 });
    copy.record({ day: dayAt('2027-12-02'), newVisitors: 0 });
    expect(JSON.stringify(history.toStored())).toBe(before);
  });
});

describe('what is stored', () => {
  it('is columns with a start date', () => {
    const history = History.empty();
    history.record({ day: dayAt('2026-11-30'), newVisitors: 0 });
    history.record({ day: dayAt('2026-12-01'), newVisitors: 0 });
    expect(history.toStored()).toMatchObject({
      days: { start: '2026-11-30', pageviews: [1, 1], visitors: [0, 0], newVisitors: [0, 0] },
      months: { start: '2026-11', pageviews: [1, 1], newVisitors: [0, 0] },
    });
  });

  it('is nothing before the first visit', () => {
    expect(History.empty().toStored()).toEqual({});
    expect(History.parse(undefined, undefined).days).toEqual([]);
  });

  const DAYS = { start: '2026-11-30', pageviews: [1], visitors: [1], newVisitors: [1] };
  const MONTHS = { start: '2026-11', pageviews: [1], newVisitors: [1] };

  it.each([
    ['days that are a list', [], MONTHS],
    ['a start that is no date', { ...DAYS, start: '2026-11-31' }, MONTHS],
    ['a column of another length', { ...DAYS, visitors: [1, 2] }, MONTHS],
    ['an empty column', { ...DAYS, pageviews: [] }, MONTHS],
    ['a column that is missing', { start: DAYS.start, pageviews: [1], visitors: [1] }, MONTHS],
    ['a fraction', { ...DAYS, pageviews: [1.5] }, MONTHS],
    ['a number below 0', { ...DAYS, newVisitors: [-1] }, MONTHS],
    ['a number as text', { ...DAYS, newVisitors: ['1'] }, MONTHS],
    ['401 days', { ...DAYS, pageviews: Array(401).fill(0) }, MONTHS],
    ['months of text', DAYS, 'months'],
    ['days without months', DAYS, undefined],
    ['months without days', undefined, MONTHS],
    ['a month that there is not', DAYS, { ...MONTHS, start: '2026-00' }],
    ['visitors of today that are a number', { ...DAYS, today: 5 }, MONTHS],
  ])('is refused when there are %s', (_, days, months) => {
    expect(() => History.parse(days, months)).toThrow(CorruptDocument);
  });

  it('may lack the visitors of today: they are met anew', () => {
    const history = History.parse(DAYS, MONTHS);
    history.record({ day: dayAt('2026-11-30'), visitor: hashOf(1), newVisitors: 0 });
    expect(history.days).toEqual([
      { day: dayAt('2026-11-30'), pageviews: 2, visitors: 1, newVisitors: 1 },
    ]);
    expect(dayToIsoDate(dayAt('2026-11-30'))).toBe('2026-11-30');
  });
});
