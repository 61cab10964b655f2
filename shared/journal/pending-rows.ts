/**
 * The journal's rows that no document is known to hold, and the numbers that rows get. Numbers never
 * restart, and go by the clock as well: rows made after a storage was rolled back then never take
 * numbers that have landed. Visits are kept as text: as objects, 200,000 of them would fill the memory.
 */
import type { Visit } from '../counter/visit.ts';
import type { JournalRow } from './journal.ts';
import { decodeVisits, encodeVisits } from './visit-text.ts';

/** A row as it waits. */
interface WaitingRow {
  readonly number: number;
  readonly count: number;
  readonly text: string;
}

/** Memory of a row beside its text: its object, its number, its slot in the list. */
const ROW_BYTES = 80;

export class PendingRows {
  /** Rows at or below this number are in the document. */
  readonly landed: number;
  readonly #rows: WaitingRow[] = [];
  #lastNumber: number;
  #visits = 0;
  #bytes = 0;

  /** `rows` in the order of their numbers, all above `landed`. */
  constructor(landed: number, rows: Iterable<JournalRow> = [], lastNumber = 0) {
    this.landed = landed;
    this.#lastNumber = Math.max(landed, lastNumber);
    for (const row of rows) this.add(row);
  }

  /** The rows that wait now: a snapshot, so that rows added later do not join a commit under way. Decoded one by one. */
  get all(): Iterable<JournalRow> {
    const rows = [...this.#rows];
    return { [Symbol.iterator]: () => readRows(rows) };
  }

  /** The number of the last row; undefined when there is none. */
  get lastWaiting(): number | undefined {
    return this.#rows.at(-1)?.number;
  }

  get isEmpty(): boolean {
    return this.#rows.length === 0;
  }

  /** How many visits wait. */
  get visits(): number {
    return this.#visits;
  }

  /** Estimated bytes that they take in memory. */
  get bytes(): number {
    return this.#bytes;
  }

  get lastNumber(): number {
    return this.#lastNumber;
  }

  /** The row to write into the journal; nothing is kept before `add`. */
  next(visits: readonly Visit[], nowMs: number): JournalRow {
    return { number: Math.max(this.#lastNumber + 1, Math.floor(nowMs)), visits };
  }

  add({ number, visits }: JournalRow): void {
    this.#keep({ number, count: visits.length, text: encodeVisits(visits) });
  }

  /**
   * What still waits once a document holds our rows up to `mark`. Rows without visits go as well: each
   * only kept a number for a change, whose outcome is known by then.
   */
  afterLanding(mark: number): PendingRows {
    const rest = new PendingRows(Math.max(this.landed, mark), [], this.#lastNumber);
    for (const row of this.#rows) if (row.number > rest.landed && row.count > 0) rest.#keep(row);
    return rest;
  }

  #keep(row: WaitingRow): void {
    this.#rows.push(row);
    this.#lastNumber = Math.max(this.#lastNumber, row.number);
    this.#visits += row.count;
    this.#bytes += textBytes(row.text) + ROW_BYTES;
  }
}

/** V8 keeps a text with any character beyond Latin-1 in two bytes for each. */
function textBytes(text: string): number {
  return /[\u0100-\uffff]/.test(text) ? 2 * text.length : text.length;
}

function* readRows(rows: readonly WaitingRow[]): Generator<JournalRow> {
  for (const { number, text } of rows) yield { number, visits: decodeVisits(text) };
}
