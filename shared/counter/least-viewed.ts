/**
 * The rows of a top table in the order in which they would make room, so that a flood of new names does not
 * search the whole table for each. Rows that gain views are moved only when it is their turn. Pure.
 */
import { present } from './invariant.ts';
import { compareNames } from './stored-name.ts';

export interface RankedRow {
  readonly name: string;
  readonly views: number;
  readonly last: number;
}

export class LeastViewed<R extends RankedRow> {
  /** The least viewed last. Each row as it was when it was put here: since then it can only have gained. */
  readonly #rows: R[];

  private constructor(rows: R[]) {
    this.#rows = rows;
  }

  static of<R extends RankedRow>(rows: readonly R[]): LeastViewed<R> {
    return new LeastViewed([...rows].sort(byRank));
  }

  copy(): LeastViewed<R> {
    return new LeastViewed([...this.#rows]);
  }

  add(row: R): void {
    let [low, high] = [0, this.#rows.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#rows[middle];
      if (other !== undefined && byRank(other, row) < 0) low = middle + 1;
      else high = middle;
    }
    this.#rows.splice(low, 0, row);
  }

  /** Takes the row that makes room: any but that of `kept`. `current` gives each row as it is now. */
  take(current: (name: string) => R, kept: string | undefined): R {
    let keptRow: R | undefined;
    for (;;) {
      const known = present(this.#rows.pop(), 'one row always has room');
      const row = current(known.name);
      if (row !== known) this.add(row);
      else if (row.name === kept) keptRow = row;
      else {
        if (keptRow !== undefined) this.add(keptRow);
        return row;
      }
    }
  }
}

/** Of equals the one that was last viewed earlier makes room first, then by name: every writer decides alike. */
function byRank(first: RankedRow, second: RankedRow): number {
  return (
    second.views - first.views || second.last - first.last || compareNames(second.name, first.name)
  );
}
