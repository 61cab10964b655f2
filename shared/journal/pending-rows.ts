/**
 * The journal's rows that no document is known to hold, and the numbers that rows get. Numbers never
 * restart, and go by the clock as well: rows made after a storage was rolled back then never take
 * numbers that have landed.
 */
import type { Visit } from '../counter/visit.ts';
import type { JournalRow } from './journal.ts';

export class PendingRows {
  /** Rows at or below this number are in the document. */
  readonly landed: number;
  readonly #rows: JournalRow[];
  #lastNumber: number;
  #visits: number;

  /** `rows` in the order of their numbers, all above `landed`. */
  constructor(landed: number, rows: readonly JournalRow[], lastNumber = 0) {
    this.landed = landed;
    this.#rows = [...rows];
    this.#lastNumber = Math.max(landed, rows.at(-1)?.number ?? 0, lastNumber);
    this.#visits = rows.reduce((sum, row) => sum + row.visits.length, 0);
  }

  /** A copy: what a commit carries does not change under it. */
  get all(): readonly JournalRow[] {
    return [...this.#rows];
  }

  get isEmpty(): boolean {
    return this.#rows.length === 0;
  }

  /** How many visits wait. */
  get visits(): number {
    return this.#visits;
  }

  get lastNumber(): number {
    return this.#lastNumber;
  }

  /** The row to write into the journal; nothing is kept before `add`. */
  next(visits: readonly Visit[], nowMs: number): JournalRow {
    return { number: Math.max(this.#lastNumber + 1, Math.floor(nowMs)), visits };
  }

  add(row: JournalRow): void {
    this.#rows.push(row);
    this.#lastNumber = row.number;
    this.#visits += row.visits.length;
  }

  /**
   * What still waits once a document holds our rows up to `mark`. Rows without visits go as well: each
   * only kept a number for a change, whose outcome is known by then.
   */
  afterLanding(mark: number): PendingRows {
    const landed = Math.max(this.landed, mark);
    const rows = this.#rows.filter((row) => row.number > landed && row.visits.length > 0);
    return new PendingRows(landed, rows, this.#lastNumber);
  }
}
