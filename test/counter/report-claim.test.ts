import { describe, expect, it } from 'vitest';
import { parseIsoDate } from '../../shared/counter/calendar.ts';
import { claimsToStored, parseClaims } from '../../shared/counter/claims.ts';
import { CorruptDocument } from '../../shared/counter/corrupt-document.ts';
import {
  type ClaimedReport,
  carriedClaim,
  claimDay,
  isClaimedBy,
  type ReportClaim,
  releaseDay,
} from '../../shared/counter/report-claim.ts';

function claimOf(date: string, by: string): ReportClaim {
  const day = parseIsoDate(date);
  if (day === undefined) throw new Error(`${date} is no date`);
  return { day, by, at: day * 86_400 + 25_200 };
}

const MONDAY = claimOf('2026-11-23', 'cron');
const TUESDAY = claimOf('2026-11-24', 'workflow');
const TOTALS = { pageviews: 100, uniqueVisitors: 20 };

function claimed(current: ClaimedReport | undefined, claim: ReportClaim): ClaimedReport {
  const next = claimDay(current, claim, TOTALS);
  if (next === undefined) throw new Error('the day was claimed already');
  return next;
}

describe('a claim', () => {
  it('gets a day that nobody has, and remembers the totals then', () => {
    expect(claimed(undefined, MONDAY)).toEqual({ ...MONDAY, ...TOTALS });
  });

  it('does not get the day of another, nor its own again, nor a day before', () => {
    const current = claimed(undefined, TUESDAY);
    expect(claimDay(current, claimOf('2026-11-24', 'cron'), TOTALS)).toBeUndefined();
    expect(claimDay(current, TUESDAY, TOTALS)).toBeUndefined();
    expect(claimDay(current, MONDAY, TOTALS)).toBeUndefined();
  });

  it('keeps what it replaced, one step back only', () => {
    const monday = claimed(claimed(undefined, claimOf('2026-11-22', 'cron')), MONDAY);
    const tuesday = claimed(monday, TUESDAY);
    expect(tuesday.before).toMatchObject({ day: MONDAY.day, by: 'cron' });
    expect(tuesday.before).not.toHaveProperty('before');
  });

  it('is told from another one of the same day by its claimant', () => {
    const current = claimed(undefined, MONDAY);
    expect(isClaimedBy(current, MONDAY)).toBe(true);
    expect(isClaimedBy(current, claimOf('2026-11-23', 'workflow'))).toBe(false);
    expect(isClaimedBy(current, claimOf('2026-11-24', 'cron'))).toBe(false);
    expect(isClaimedBy(undefined, MONDAY)).toBe(false);
  });
});

describe('a release', () => {
  it('puts back what the claim replaced, so that the next report compares with that', () => {
    const monday = claimed(undefined, MONDAY);
    expect(releaseDay(claimed(monday, TUESDAY), TUESDAY)).toEqual(monday);
    expect(releaseDay(monday, MONDAY)).toBeUndefined();
  });

  it('leaves the claim of another alone', () => {
    const current = claimed(undefined, MONDAY);
    expect(releaseDay(current, claimOf('2026-11-23', 'workflow'))).toBe(current);
    expect(releaseDay(undefined, MONDAY)).toBeUndefined();
  });

  it('lets the day be claimed again', () => {
    const released = releaseDay(claimed(claimed(undefined, MONDAY), TUESDAY), TUESDAY);
    expect(claimed(released, claimOf('2026-11-24', 'cron')).by).toBe('cron');
  });
});

describe('a claim of a document that takes the place of another', () => {
  const monday = claimed(undefined, MONDAY);
  const tuesday = claimed(monday, TUESDAY);

  it.each([
    ['the current one, when that is later', tuesday, monday, tuesday],
    ['the imported one, when that is later', monday, tuesday, tuesday],
    ['the current one, when only that is there', monday, undefined, monday],
    ['the imported one, when only that is there', undefined, monday, monday],
    ['none, when there is none', undefined, undefined, undefined],
  ])('is %s', (_, current, imported, expected) => {
    expect(carriedClaim(current, imported, TOTALS)).toEqual(expected);
  });

  it('is the current one of the same day, whoever claimed it in the imported one', () => {
    const other = claimed(undefined, claimOf('2026-11-23', 'other'));
    expect(carriedClaim(monday, other, TOTALS)?.by).toBe('cron');
  });

  it('compares with no more than what is there now, and neither does the one before it', () => {
    const totals = { pageviews: 90, uniqueVisitors: 15 };
    const carried = carriedClaim(tuesday, undefined, totals);
    expect(carried).toMatchObject({ ...totals, before: totals });
    const few = { pageviews: 1_000, uniqueVisitors: 15 };
    expect(carriedClaim(monday, undefined, few)).toMatchObject({ ...TOTALS, uniqueVisitors: 15 });
  });
});

describe('what is stored of a claim', () => {
  it('survives a round trip, with and without one before', () => {
    const monday = claimed(undefined, MONDAY);
    for (const claim of [undefined, monday, claimed(monday, TUESDAY)]) {
      expect(
        parseClaims(JSON.parse(JSON.stringify(claimsToStored({ report: claim })))).report,
      ).toEqual(claim);
    }
  });

  it('names the day by its date', () => {
    expect(claimsToStored({ report: claimed(undefined, MONDAY) })).toMatchObject({
      day: { on: '2026-11-23' },
    });
  });

  it('may be absent: nobody has reported yet', () => {
    expect(parseClaims(undefined).report).toBeUndefined();
    expect(parseClaims({}).report).toBeUndefined();
  });

  const ROW = { on: '2026-11-23', by: 'cron', at: 1, pageviews: 1, uniqueVisitors: 1 };

  it.each([
    ['null', null],
    ['a list', []],
    ['a day that is text', { day: '2026-11-23' }],
    ['no date', { day: { ...ROW, on: '2026-11-31' } }],
    ['no claimant', { day: { ...ROW, by: 5 } }],
    ['a claimant with a name too long', { day: { ...ROW, by: 'x'.repeat(65) } }],
    ['a time that is text', { day: { ...ROW, at: '1' } }],
    ['views below 0', { day: { ...ROW, pageviews: -1 } }],
    ['visitors that are half', { day: { ...ROW, uniqueVisitors: 0.5 } }],
    ['one before that is nothing', { day: { ...ROW, before: null } }],
  ])('is refused when it is %s', (_, stored) => {
    expect(() => parseClaims(stored)).toThrow(CorruptDocument);
  });
});
