/** A top table adds up, stays within its bytes, and lets go of what is viewed least. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DayNumber, LAST_DAY, parseIsoDate } from '../../shared/counter/calendar.ts';
import { compareNames } from '../../shared/counter/stored-name.ts';
import { parseTopTable, topTableToStored } from '../../shared/counter/stored-top-table.ts';
import { NO_NAME, PAGES_BYTES_MAX, type TopRow, TopTable } from '../../shared/counter/top-table.ts';

const dayAt = (date: string) => parseIsoDate(date) as DayNumber;
const TODAY = dayAt('2026-11-24');
const later = (days: number) => (TODAY + days) as DayNumber;

/** Room for a dozen names such as `/page-0`. */
const BYTES_MAX = 320 + 12 * 28;

const newTable = (bytesMax = BYTES_MAX) => TopTable.begin(bytesMax, 0, TODAY);

function bytesOf(table: TopTable): number {
  return new TextEncoder().encode(JSON.stringify(topTableToStored(table))).byteLength;
}

function sumOf({ parts: { rows, other, unnamed } }: TopTable): number {
  return rows.reduce((sum, { views }) => sum + views, other.views + unnamed.views);
}

function viewsOf({ parts }: TopTable): Record<string, number> {
  return Object.fromEntries(parts.rows.map(({ name, views }) => [name, views]));
}

function fill(table: TopTable, names: readonly string[], times = 1, day = TODAY): void {
  for (let time = 0; time < times; time += 1) for (const name of names) table.record(name, day);
}

const namesTo = (count: number) => Array.from({ length: count }, (_, index) => `/page-${index}`);

interface Step {
  readonly name: string | undefined;
  readonly days: number;
}

const STEPS: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    name: fc.oneof(
      { weight: 6, arbitrary: fc.nat(30).map((number) => `/page-${number}`) },
      { weight: 2, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }) },
      { weight: 1, arbitrary: fc.constantFrom(NO_NAME, undefined, '/"""', '/🎉', '/\ue000') },
    ),
    days: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(0, 0, 0, 1) },
      { weight: 1, arbitrary: fc.constantFrom(-40, 20, 45, 400) },
    ),
  }),
  { maxLength: 120 },
);

/** The rule as the design says it, without any of the haste. */
class PlainTable {
  rows: TopRow[] = [];
  other = { views: 0, month: 0, before: 0 };
  unnamed = { views: 0, month: 0, before: 0 };
  #current = TODAY;

  record(name: string | undefined, day: DayNumber): void {
    if (day > this.#current) this.#roll(day);
    const more = <V extends TopTable['parts']['other']>(sums: V): V => ({
      ...sums,
      views: sums.views + 1,
      month: sums.month + 1,
    });
    if (name === undefined) this.unnamed = more(this.unnamed);
    else if (name === NO_NAME) this.other = more(this.other);
    else {
      const none = { views: 0, month: 0, before: 0, since: this.#current };
      const row = this.rows.find((one) => one.name === name) ?? { name, ...none };
      this.rows = this.rows.filter((one) => one.name !== name);
      const kept = more({ ...row, last: this.#current });
      while (this.#bytes([...this.rows, kept]) > BYTES_MAX) this.#fold();
      this.rows.push(kept);
    }
  }

  #fold(): void {
    const [least] = this.rows.toSorted(
      (a, b) => a.views - b.views || a.last - b.last || compareNames(a.name, b.name),
    );
    if (least === undefined) throw new Error('nothing is left to fold');
    this.rows = this.rows.filter((row) => row !== least);
    for (const field of ['views', 'month', 'before'] as const) this.other[field] += least[field];
  }

  #roll(day: DayNumber): void {
    const monthOf = (of: DayNumber) => {
      const date = new Date(of * 86_400_000);
      return date.getUTCFullYear() * 12 + date.getUTCMonth();
    };
    const months = monthOf(day) - monthOf(this.#current);
    this.#current = day;
    if (months === 0) return;
    const roll = <V extends TopTable['parts']['other']>(sums: V): V => ({
      ...sums,
      month: 0,
      before: months === 1 ? sums.month : 0,
    });
    this.rows = this.rows.map(roll);
    this.other = roll(this.other);
    this.unnamed = roll(this.unnamed);
  }

  /** What the table would take if its eight sums had 16 digits each. */
  #bytes(rows: readonly TopRow[]): number {
    const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).byteLength;
    return rows.reduce((sum, { name, views, month, before, since, last }) => {
      // Without brackets, and with a comma behind each.
      return sum + bytes([name, views, month, before, since, last]) - 1;
    }, 320);
  }
}

describe('a table', () => {
  it('adds up, and is within its bytes, whatever is counted', () => {
    fc.assert(
      fc.property(STEPS, fc.nat(1_000), (steps, base) => {
        const table = TopTable.begin(BYTES_MAX, base, TODAY);
        steps.forEach(({ name, days }, index) => {
          table.record(name, later(days));
          expect(sumOf(table)).toBe(index + 1);
          expect(bytesOf(table)).toBeLessThanOrEqual(BYTES_MAX);
        });
        const { other, rows, unnamed } = table.parts;
        for (const { before, month, views } of [other, unnamed, ...rows]) {
          expect(month + before).toBeLessThanOrEqual(views);
        }
      }),
    );
  });

  it('lets go of the same rows as the plain rule does', () => {
    fc.assert(
      fc.property(STEPS, (steps) => {
        const table = newTable();
        const plain = new PlainTable();
        for (const { name, days } of steps) {
          table.record(name, later(days));
          plain.record(name, later(days));
        }
        const { rows, other, unnamed } = table.parts;
        const byName = (a: TopRow, b: TopRow) => compareNames(a.name, b.name);
        expect(rows.toSorted(byName)).toEqual(plain.rows.toSorted(byName));
        expect({ other, unnamed }).toEqual({ other: plain.other, unnamed: plain.unnamed });
      }),
      { numRuns: 300 },
    );
  });

  it('goes on from what was stored as if it had never been', () => {
    fc.assert(
      fc.property(STEPS, STEPS, (first, second) => {
        const table = newTable();
        for (const { name, days } of first) table.record(name, later(days));
        const { current } = table.parts;
        const stored = JSON.parse(JSON.stringify(topTableToStored(table)));
        const context = { bytesMax: BYTES_MAX, pageviews: first.length, current };
        const read = parseTopTable(stored, context);
        if (typeof read === 'string') throw new Error(read);
        for (const { name, days } of second) {
          table.record(name, later(days));
          read.record(name, later(days));
        }
        expect(topTableToStored(read)).toEqual(topTableToStored(table));
      }),
    );
  });

  it('is not changed by what its copy counts', () => {
    fc.assert(
      fc.property(STEPS, STEPS, (first, second) => {
        const table = newTable();
        for (const { name, days } of first) table.record(name, later(days));
        const before = JSON.stringify(topTableToStored(table));
        const [copy, other] = [table.copy(), table.copy()];
        for (const { name, days } of second) copy.record(name, later(days));
        expect(JSON.stringify(topTableToStored(table))).toBe(before);
        for (const { name, days } of second) other.record(name, later(days));
        expect(topTableToStored(other)).toEqual(topTableToStored(copy));
        for (const { name, days } of second) table.record(name, later(days));
        expect(topTableToStored(table)).toEqual(topTableToStored(copy));
      }),
    );
  });
});

describe('when there is no room', () => {
  it('the row with the fewest views goes into the others, and the new one begins at 1', () => {
    const table = newTable();
    fill(table, [...namesTo(10), '/page-a'], 3);
    fill(table, ['/page-5'], 5, later(40));
    fill(table, ['/rare-0'], 2);
    fill(table, ['/new--0'], 1, later(41));
    expect(viewsOf(table)).not.toHaveProperty('/rare-0');
    const row = table.parts.rows.find(({ name }) => name === '/new--0');
    expect(row).toMatchObject({ views: 1, month: 1, before: 0, since: later(41), last: later(41) });
    expect(table.parts.other).toEqual({ views: 2, month: 2, before: 0 });
  });

  it('of equals the one that was viewed least recently goes, then by name', () => {
    const table = newTable();
    fill(table, namesTo(8), 1, TODAY);
    fill(table, ['/page-8', '/page-9', '/page-a', '/page-b'], 1, later(1));
    const gone: string[] = [];
    for (const name of ['/page-c', '/page-d']) {
      const before = Object.keys(viewsOf(table));
      table.record(name, later(1));
      gone.push(...before.filter((one) => !(one in viewsOf(table))));
    }
    expect(gone.slice(0, 2)).toEqual(['/page-0', '/page-1']);
  });

  it('a page that comes back begins at 1 again, and says since when', () => {
    const table = newTable();
    fill(table, ['/lost'], 1);
    fill(table, namesTo(12), 2);
    expect(table.viewsOf('/lost')).toBeUndefined();
    table.record('/lost', later(9));
    expect(table.viewsOf('/lost')).toBe(1);
    expect(table.parts.rows.find(({ name }) => name === '/lost')?.since).toBe(later(9));
  });

  it('a number that gets longer makes room too, and keeps its own row', () => {
    const table = newTable();
    const names = namesTo(9);
    let rows = 0;
    for (let more = 0; table.parts.rows.length >= rows; more += 1) {
      rows = table.parts.rows.length;
      table.record(`/${more}`, TODAY);
    }
    fill(table, names, 2);
    fill(table, names, 1_000);
    expect(sumOf(table)).toBeGreaterThan(9_000);
    for (const name of names) expect(table.viewsOf(name)).toBe(1_002);
    expect(bytesOf(table)).toBeLessThanOrEqual(BYTES_MAX);
  });

  it('a hundred thousand made-up paths leave it within its bytes, and what is viewed often in it', () => {
    const table = newTable(PAGES_BYTES_MAX);
    fill(table, namesTo(100), 2);
    for (let path = 0; path < 100_000; path += 1) table.record(`/made-up/${path}`, TODAY);
    expect(bytesOf(table)).toBeLessThanOrEqual(PAGES_BYTES_MAX);
    expect(sumOf(table)).toBe(100_200);
    for (const name of namesTo(100)) expect(table.viewsOf(name)).toBe(2);
  });
});

describe('views of a name without a row', () => {
  it('are 0 while nothing is among the others, and unknown from then on', () => {
    const table = newTable();
    table.record('/a', TODAY);
    table.record(undefined, TODAY);
    expect(table.viewsOf('/b')).toBe(0);
    table.record(NO_NAME, TODAY);
    expect(table.viewsOf('/b')).toBeUndefined();
    expect(table.viewsOf('/a')).toBe(1);
  });
});

describe('months', () => {
  const table = TopTable.begin(BYTES_MAX, 0, dayAt('2026-11-30'));
  fill(table, ['/a'], 3, dayAt('2026-11-30'));
  fill(table, [NO_NAME], 2, dayAt('2026-11-30'));
  table.record(undefined, dayAt('2026-11-30'));
  const monthsOf = ({ parts }: TopTable) =>
    [...parts.rows, parts.other, parts.unnamed].map(({ views, month, before }) => [
      views,
      month,
      before,
    ]);

  it('roll with the day, and with an earlier one not back', () => {
    const next = table.copy();
    next.record('/a', dayAt('2026-12-01'));
    expect(monthsOf(next)).toEqual([
      [4, 1, 3],
      [2, 0, 2],
      [1, 0, 1],
    ]);
    next.record('/a', dayAt('2026-11-30'));
    expect(monthsOf(next)[0]).toEqual([5, 2, 3]);
  });

  it('are empty after a gap of two, and over the end of a year they are the same', () => {
    const [january, february] = [table.copy(), table.copy()];
    january.rollTo(dayAt('2027-01-31'));
    expect(monthsOf(january)).toEqual([
      [3, 0, 0],
      [2, 0, 0],
      [1, 0, 0],
    ]);
    february.rollTo(dayAt('2026-12-31'));
    february.rollTo(dayAt('2027-01-01'));
    expect(monthsOf(february)[0]).toEqual([3, 0, 0]);
  });
});

describe('an import', () => {
  it('adds to the views of all time alone, and to what was imported', () => {
    const table = TopTable.begin(BYTES_MAX, 7, TODAY);
    table.record('/a', TODAY);
    table.import(
      new Map([
        ['/a', 10],
        ['/b', 5],
        [NO_NAME, 2],
      ]),
    );
    expect(viewsOf(table)).toEqual({ '/a': 11, '/b': 5 });
    expect(table.parts).toMatchObject({ imported: 17, base: 7, other: { views: 2, month: 0 } });
    expect(table.parts.rows.find(({ name }) => name === '/a')?.month).toBe(1);
    expect(sumOf(table)).toBe(1 + 17);
  });

  it('keeps the most viewed of many, in whatever order they come', () => {
    const many = Array.from({ length: 500 }, (_, index) => [`/page-${index}`, index + 1] as const);
    const [up, down] = [newTable(), newTable()];
    up.import(new Map(many));
    down.import(new Map(many.toReversed()));
    expect(viewsOf(up)).toEqual(viewsOf(down));
    expect(viewsOf(up)['/page-499']).toBe(500);
    expect(sumOf(up)).toBe((500 * 501) / 2);
    expect(bytesOf(up)).toBeLessThanOrEqual(BYTES_MAX);
  });
});

describe('what is stored', () => {
  const table = newTable();
  fill(table, ['/a', '/b', '/a', NO_NAME]);
  table.record(undefined, TODAY);
  table.import(new Map([['/b', 3]]));
  const stored = JSON.stringify(topTableToStored(table));
  const context = { bytesMax: BYTES_MAX, pageviews: 5, current: TODAY };

  it('is short columns, and is read again', () => {
    expect(stored).toBe(
      JSON.stringify({
        names: ['/a', '/b'],
        views: [2, 4],
        month: [2, 1],
        before: [0, 0],
        since: [TODAY, TODAY],
        last: [TODAY, TODAY],
        other: [1, 1, 0],
        unnamed: [1, 1, 0],
        imported: 3,
        base: 0,
        began: '2026-11-24',
      }),
    );
    const read = parseTopTable(JSON.parse(stored), context);
    expect(read).toBeInstanceOf(TopTable);
  });

  it.each([
    ['nothing', () => null],
    ['text', () => 'table'],
    ['an empty object', () => ({})],
    ['a column that is too short', (whole: object) => ({ ...whole, month: [2] })],
    ['a column that is none', (whole: object) => ({ ...whole, views: { 0: 2, length: 2 } })],
    ['a name that is none', (whole: object) => ({ ...whole, names: ['/a', 7] })],
    ['an empty name', (whole: object) => ({ ...whole, names: ['/a', ''] })],
    ['a name with a line break', (whole: object) => ({ ...whole, names: ['/a', '/b\n'] })],
    ['half a character', (whole: object) => ({ ...whole, names: ['/a', '/\ud800'] })],
    ['a long name', (whole: object) => ({ ...whole, names: ['/a', `/${'b'.repeat(200)}`] })],
    ['a name twice', (whole: object) => ({ ...whole, names: ['/a', '/a'] })],
    ['views below 0', (whole: object) => ({ ...whole, views: [7, -1] })],
    ['views that are text', (whole: object) => ({ ...whole, views: ['2', 4] })],
    ['a row without views', (whole: object) => ({ ...whole, views: [6, 0], month: [2, 0] })],
    ['a month with more views than there are', (whole: object) => ({ ...whole, month: [3, 1] })],
    ['a sum that is wrong', (whole: object) => ({ ...whole, views: [3, 4] })],
    ['another base', (whole: object) => ({ ...whole, base: 1 })],
    ['a base below 0', (whole: object) => ({ ...whole, base: -1, imported: 2 })],
    ['others that are none', (whole: object) => ({ ...whole, other: [1, 1] })],
    ['numbers beyond 2^53', (whole: object) => ({ ...whole, views: [2, 2 ** 53] })],
    ['a day that is none', (whole: object) => ({ ...whole, last: [TODAY, 'today'] })],
    ['a day before it entered', (whole: object) => ({ ...whole, last: [TODAY, TODAY - 1] })],
    ['a day beyond the last', (whole: object) => ({ ...whole, last: [TODAY, LAST_DAY + 1] })],
    ['a beginning that is no date', (whole: object) => ({ ...whole, began: '2026-02-30' })],
  ])('is no table with %s', (_what, spoil) => {
    expect(typeof parseTopTable(spoil(JSON.parse(stored)), context)).toBe('string');
  });

  it('is no table of another document', () => {
    expect(parseTopTable(JSON.parse(stored), { ...context, pageviews: 6 })).toContain('adds up');
  });

  it('with more rows than there is room for is read within its bytes', () => {
    const large = newTable(PAGES_BYTES_MAX);
    fill(large, namesTo(200));
    const read = parseTopTable(topTableToStored(large), { ...context, pageviews: 200 });
    if (typeof read === 'string') throw new Error(read);
    expect(bytesOf(read)).toBeLessThanOrEqual(BYTES_MAX);
    expect(sumOf(read)).toBe(200);
  });

  it('is the table or a reason, and never thrown, whatever it is', () => {
    const values = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>([], [1e300], -0, 2 ** 53));
    const fields = fc.constantFrom(...Object.keys(JSON.parse(stored)));
    fc.assert(
      fc.property(fields, values, (field, value) => {
        const read = parseTopTable({ ...JSON.parse(stored), [field]: value }, context);
        if (typeof read !== 'string')
          expect(sumOf(read)).toBe(5 + read.parts.imported - read.parts.base);
      }),
    );
  });
});

describe('days that lie ahead', () => {
  it('are moved back, and the months with them', () => {
    const table = newTable();
    table.record('/a', TODAY);
    table.record('/b', later(40_000));
    const folded = table.foldedAt(later(1));
    expect(folded.parts).toMatchObject({ began: TODAY, current: later(1) });
    expect(folded.parts.rows).toMatchObject([
      { name: '/a', views: 1, since: TODAY, last: TODAY },
      { name: '/b', views: 1, month: 1, since: later(1), last: later(1) },
    ]);
    expect(sumOf(folded)).toBe(2);
  });
});
