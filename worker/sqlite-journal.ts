/**
 * The journal in the Durable Object's own SQLite. Rows wait in a table that is dropped once all of them
 * have landed: that costs two rows a flush, where deleting costs one for each row, and leaves no visit
 * that SQL can read. Durable before any answer, by the object's output gate.
 */
import type { WriterId } from '../shared/counter/marks.ts';
import type {
  Journal,
  JournalRow,
  JournalState,
  SavedDocument,
} from '../shared/journal/journal.ts';
import { decodeVisits, encodeVisits } from '../shared/journal/visit-text.ts';
import type { ETag } from '../shared/ports.ts';

const STATE_TABLE = `
  CREATE TABLE IF NOT EXISTS state (
    id INTEGER PRIMARY KEY CHECK (id = 1), writer TEXT NOT NULL, landed INTEGER NOT NULL,
    tokens REAL NOT NULL, tokens_at INTEGER NOT NULL,
    place TEXT, body TEXT, etag TEXT, modified_at INTEGER
  );`;

/** One for the rows of the flush that is under way, one for those that come meanwhile. */
const ROW_TABLES = ['rows_a', 'rows_b'] as const;
/** Version 1.0 kept its rows here, and overwrote them. */
const OLD_TABLE = 'slot';

/** A table with rows in it, and the numbers of its first and last. */
interface RowTable {
  readonly name: string;
  readonly first: number;
  last: number;
}

export class SqliteJournal implements Journal {
  readonly #storage: DurableObjectStorage;
  /** By their rows, oldest first. */
  #tables: RowTable[] = [];
  #isFlushing = false;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    storage.sql.exec(STATE_TABLE);
  }

  load(): { state?: JournalState; rows: Iterable<JournalRow> } {
    const [stored] = this.#storage.sql.exec<StoredState>('SELECT * FROM state').toArray();
    const landed = stored?.landed ?? 0;
    this.#tables = this.#findTables(landed);
    const rows = this.#readRows(landed);
    return stored === undefined ? { rows } : { state: toState(stored), rows };
  }

  append({ number, visits }: JournalRow): void {
    const table = this.#tableFor(number);
    const isNew = !this.#tables.includes(table);
    this.#storage.transactionSync(() => {
      if (isNew) this.#create(table.name);
      this.#storage.sql.exec(
        `INSERT INTO ${table.name} (number, visits) VALUES (?, ?)`,
        number,
        encodeVisits(visits),
      );
    });
    if (isNew) this.#tables.push(table);
    table.last = number;
    this.#isFlushing = false;
  }

  beginFlush(): void {
    this.#isFlushing = true;
  }

  /** One transaction: document, landed number and budget change together, and what has landed goes. */
  save({ writer, landed, budget, known }: JournalState): void {
    this.#tables = this.#storage.transactionSync(() => {
      this.#storage.sql.exec(
        'INSERT OR REPLACE INTO state VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)',
        writer,
        landed,
        budget.tokens,
        Math.floor(budget.atMs),
        known?.place ?? null,
        known?.body ?? null,
        known?.etag ?? null,
        known?.modifiedAtMs ?? null,
      );
      return this.#tables.flatMap((table) => this.#keepAbove(landed, table) ?? []);
    });
  }

  /** Its row is written with the others of this event; a failure resets the object, as any other does. */
  wakeAt(atMs: number): void {
    void this.#storage.setAlarm(atMs);
  }

  /** The newest table; another where a flush carries the rows of that one, unless there is none left. */
  #tableFor(number: number): RowTable {
    const newest = this.#tables.at(-1);
    const used = new Set(this.#tables.map(({ name }) => name));
    const free = ROW_TABLES.find((name) => !used.has(name));
    if (newest !== undefined && newest.name !== OLD_TABLE && !(this.#isFlushing && free)) {
      return newest;
    }
    return { name: free ?? ROW_TABLES[0], first: number, last: number };
  }

  /**
   * What is left of a table; undefined when all of it has landed. Part of it has only after flushes that
   * failed: then the few rows that came since move on, which costs less than deleting the others.
   */
  #keepAbove(landed: number, table: RowTable): RowTable | undefined {
    const { sql } = this.#storage;
    const { name } = table;
    if (table.first > landed) return table;
    const other = name === ROW_TABLES[0] ? ROW_TABLES[1] : ROW_TABLES[0];
    const isOtherUsed = this.#tables.some((used) => used.name === other && used.first > landed);
    if (table.last > landed && isOtherUsed) {
      sql.exec(`DELETE FROM ${name} WHERE number <= ?`, landed);
      return this.#measure(name);
    }
    if (table.last > landed) {
      this.#create(other);
      sql.exec(`INSERT INTO ${other} SELECT number, visits FROM ${name} WHERE number > ?`, landed);
    }
    sql.exec(`DROP TABLE ${name}`);
    return table.last > landed ? this.#measure(other) : undefined;
  }

  #create(name: string): void {
    this.#storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS ${name} (number INTEGER PRIMARY KEY, visits TEXT NOT NULL)`,
    );
  }

  #findTables(landed: number): RowTable[] {
    const { sql } = this.#storage;
    const names = sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .toArray()
      .map(({ name }) => name)
      .filter((name) => name === OLD_TABLE || ROW_TABLES.some((ours) => ours === name));
    if (names.includes(OLD_TABLE)) {
      sql.exec(`UPDATE ${OLD_TABLE} SET visits = '' WHERE number <= ? AND visits <> ''`, landed);
    }
    return names
      .flatMap((name) => {
        const table = this.#measure(name);
        if (table !== undefined && table.last > landed) return table;
        sql.exec(`DROP TABLE ${name}`);
        return [];
      })
      .sort((one, other) => one.first - other.first);
  }

  #measure(name: string): RowTable | undefined {
    // Asked apart, each is a look at one end of the table; together they would read all of it.
    const spans = `SELECT (SELECT min(number) FROM ${name}) AS first, (SELECT max(number) FROM ${name}) AS last`;
    const [span] = this.#storage.sql.exec<StoredSpan>(spans).toArray();
    const { first, last } = span ?? { first: null, last: null };
    return first === null || last === null ? undefined : { name, first, last };
  }

  *#readRows(landed: number): Iterable<JournalRow> {
    for (const { name } of this.#tables) {
      const rows = `SELECT number, visits FROM ${name} WHERE number > ? ORDER BY number`;
      for (const { number, visits } of this.#storage.sql.exec<StoredRow>(rows, landed)) {
        yield { number, visits: decodeVisits(visits) };
      }
    }
  }
}

// Types, not interfaces: the SQL cursor asks for an index signature.
type StoredRow = { number: number; visits: string };

type StoredSpan = { first: number | null; last: number | null };

type StoredState = {
  writer: string;
  landed: number;
  tokens: number;
  tokens_at: number;
  place: string | null;
  body: string | null;
  etag: string | null;
  modified_at: number | null;
};

function toState(stored: StoredState): JournalState {
  const known = toSavedDocument(stored);
  return {
    writer: stored.writer as WriterId,
    landed: stored.landed,
    budget: { tokens: stored.tokens, atMs: stored.tokens_at },
    ...(known && { known }),
  };
}

function toSavedDocument(stored: StoredState): SavedDocument | undefined {
  const { place, body, etag, modified_at } = stored;
  if (place === null || body === null || etag === null) return undefined;
  const version = { etag: etag as ETag | 'absent' };
  return { place, body, ...version, ...(modified_at !== null && { modifiedAtMs: modified_at }) };
}
