/**
 * A bounded table of names and their views. What has no room stands in `other`, what had no name in
 * `unnamed`: rows, `other` and `unnamed` add up to the views since it began, and what was imported, always.
 * Pure; changed in place, so callers copy first.
 */
import { type DayNumber, monthIndex, monthOfDay } from './calendar.ts';
import { present } from './invariant.ts';
import { LeastViewed } from './least-viewed.ts';
import { nameBytes } from './stored-name.ts';

/** How many bytes a table takes as stored, at most. */
export const PAGES_BYTES_MAX = 24 * 1024;
export const SOURCES_BYTES_MAX = 4 * 1024;

/** What was given as a name and can have no row: too long, or malformed. */
export const NO_NAME = '';

/** Views of all time, of the month of the current day, and of the month before that. */
export interface Views {
  readonly views: number;
  readonly month: number;
  readonly before: number;
}

export interface TopRow extends Views {
  readonly name: string;
  /** The day it entered: views before that, if any, are in `other`. */
  readonly since: DayNumber;
  /** The last day with a view. */
  readonly last: DayNumber;
}

export interface TopTableParts {
  /** Each name has one row; in no order that means anything. */
  readonly rows: readonly TopRow[];
  readonly other: Views;
  readonly unnamed: Views;
  /** Views that an import has brought: they are in no `pageviews`. */
  readonly imported: number;
  /** The pageviews outside of it: those before it began, and another counter's. */
  readonly base: number;
  readonly began: DayNumber;
  /** The day that months go by: the document's current one, which never goes back. */
  readonly current: DayNumber;
}

const NO_VIEWS: Views = { views: 0, month: 0, before: 0 };

/** What is stored beside the rows: the names of the fields, and eight numbers of at most 16 digits. */
const FIXED_BYTES = 320;
/** Quotes around a name, and a comma in each of six columns. */
const ROW_BYTES = 8;

export class TopTable {
  readonly #bytesMax: number;
  readonly #rows: TopRow[];
  /** Where the row of a name is. */
  #places: Map<string, number>;
  /** A copy shares it until it has another set of names: most batches name only what is there. */
  #sharesPlaces: boolean;
  /** Made when the first row must make room. */
  #leastViewed: LeastViewed<TopRow> | undefined;
  #bytes: number;
  #sums: Omit<TopTableParts, 'rows'>;

  private constructor(
    bytesMax: number,
    { rows, ...sums }: TopTableParts,
    places: Map<string, number>,
    bytes: number,
  ) {
    this.#bytesMax = bytesMax;
    this.#rows = [...rows];
    this.#places = places;
    this.#sharesPlaces = true;
    this.#bytes = bytes;
    this.#sums = sums;
  }

  /** `base`: the pageviews that were counted before. */
  static begin(bytesMax: number, base: number, day: DayNumber): TopTable {
    const sums = { other: NO_VIEWS, unnamed: NO_VIEWS, imported: 0, base };
    return TopTable.of(bytesMax, { rows: [], ...sums, began: day, current: day });
  }

  /** Rows that have no room go into `other`. */
  static of(bytesMax: number, parts: TopTableParts): TopTable {
    const places = new Map(parts.rows.map(({ name }, place) => [name, place]));
    const bytes = parts.rows.reduce((sum, row) => sum + bytesOf(row), FIXED_BYTES);
    const table = new TopTable(bytesMax, parts, places, bytes);
    table.#makeRoom();
    return table;
  }

  /** The rows are the table's own, and change with it. */
  get parts(): TopTableParts {
    return { rows: this.#rows, ...this.#sums };
  }

  /** Views of all time; undefined where nobody knows, since some of them may be in `other`. */
  viewsOf(name: string): number | undefined {
    const place = this.#places.get(name);
    if (place !== undefined) return this.#rows[place]?.views;
    return this.#sums.other.views === 0 ? 0 : undefined;
  }

  /** Counts one view; `name` is NO_NAME where what was given is none, and undefined where nothing was. */
  record(name: string | undefined, day: DayNumber): void {
    this.rollTo(day);
    const { other, unnamed } = this.#sums;
    if (name === undefined) this.#sums = { ...this.#sums, unnamed: oneMore(unnamed) };
    else if (name === NO_NAME) this.#sums = { ...this.#sums, other: oneMore(other) };
    else this.#recordNamed(name);
  }

  #recordNamed(name: string): void {
    const row = this.#rowOf(name);
    this.#put({ ...row, ...oneMore(row), last: this.#sums.current });
    this.#makeRoom(name);
  }

  /** Adds what another counter had, to the views of all time alone. Names that find no room go into `other`. */
  import(views: ReadonlyMap<string, number>): void {
    for (const [name, added] of views) {
      this.#sums = { ...this.#sums, imported: this.#sums.imported + added };
      if (name === NO_NAME) this.#addToOther({ ...NO_VIEWS, views: added });
      else {
        const row = this.#rowOf(name);
        this.#put({ ...row, views: row.views + added });
      }
    }
    // At the end: which names stay does not depend on their order.
    this.#makeRoom();
  }

  /** For pageviews that another counter had. */
  raiseBase(pageviews: number): void {
    this.#sums = { ...this.#sums, base: this.#sums.base + pageviews };
  }

  /** Makes the later of `day` and the current day the current one. After two months or more `before` is empty. */
  rollTo(day: DayNumber): void {
    const { current, other, unnamed } = this.#sums;
    if (day <= current) return;
    this.#sums = { ...this.#sums, current: day };
    const months = monthIndex(monthOfDay(day)) - monthIndex(monthOfDay(current));
    if (months === 0) return;
    for (const row of [...this.#rows]) this.#put({ ...row, ...rolled(row, months) });
    const sums = { other: rolled(other, months), unnamed: rolled(unnamed, months) };
    this.#sums = { ...this.#sums, ...sums };
  }

  /** The same with no day after `last`. What counted in the month of a later day counts in its month. */
  foldedAt(last: DayNumber): TopTable {
    const earlier = (day: DayNumber) => (day > last ? last : day);
    const rows = this.#rows.map((row) => ({
      ...row,
      since: earlier(row.since),
      last: earlier(row.last),
    }));
    const { began, current } = this.#sums;
    const days = { began: earlier(began), current: earlier(current) };
    return TopTable.of(this.#bytesMax, { ...this.#sums, ...days, rows });
  }

  copy(): TopTable {
    this.#sharesPlaces = true;
    const copy = new TopTable(this.#bytesMax, this.parts, this.#places, this.#bytes);
    copy.#leastViewed = this.#leastViewed?.copy();
    return copy;
  }

  /** Its row, or the one that it would have. */
  #rowOf(name: string): TopRow {
    const { current } = this.#sums;
    const row = this.#rows[this.#places.get(name) ?? -1];
    return row ?? { name, ...NO_VIEWS, since: current, last: current };
  }

  #put(row: TopRow): void {
    const place = this.#places.get(row.name);
    const before = place === undefined ? undefined : this.#rows[place];
    this.#bytes += before === undefined ? bytesOf(row) : digitsOf(row) - digitsOf(before);
    if (place !== undefined) this.#rows[place] = row;
    else {
      this.#ownPlaces().set(row.name, this.#rows.push(row) - 1);
      this.#leastViewed?.add(row);
    }
  }

  /** Rows with the fewest views go into `other` until all fit; `kept` is none of them. */
  #makeRoom(kept?: string): void {
    while (this.#bytes > this.#bytesMax) {
      this.#leastViewed ??= LeastViewed.of(this.#rows);
      const row = this.#leastViewed.take((name) => this.#rowOf(name), kept);
      this.#remove(row);
      this.#addToOther(row);
    }
  }

  #remove(row: TopRow): void {
    const places = this.#ownPlaces();
    const place = present(places.get(row.name), 'each row has its place');
    const lastRow = present(this.#rows.pop(), 'a table with a row has a last one');
    if (lastRow !== row) {
      this.#rows[place] = lastRow;
      places.set(lastRow.name, place);
    }
    places.delete(row.name);
    this.#bytes -= bytesOf(row);
  }

  #ownPlaces(): Map<string, number> {
    if (this.#sharesPlaces) this.#places = new Map(this.#places);
    this.#sharesPlaces = false;
    return this.#places;
  }

  #addToOther({ views, month, before }: Views): void {
    const { other } = this.#sums;
    const sums = {
      views: other.views + views,
      month: other.month + month,
      before: other.before + before,
    };
    this.#sums = { ...this.#sums, other: sums };
  }
}

function oneMore({ views, month, before }: Views): Views {
  return { views: views + 1, month: month + 1, before };
}

function rolled({ views, month }: Views, months: number): Views {
  return { views, month: 0, before: months === 1 ? month : 0 };
}

function bytesOf(row: TopRow): number {
  return nameBytes(row.name) + ROW_BYTES + digitsOf(row);
}

function digitsOf({ views, month, before, since, last }: TopRow): number {
  return digits(views) + digits(month) + digits(before) + digits(since) + digits(last);
}

function digits(count: number): number {
  let number = 1;
  for (let bound = 10; count >= bound; bound *= 10) number += 1;
  return number;
}
