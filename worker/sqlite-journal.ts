/**
 * The journal in the Durable Object's own SQLite. Slots are overwritten and not deleted, since every row
 * written counts on the free plan: one for a journal row, one for a state, one for an alarm. The last
 * number is thereby kept too. Only what a long outage leaves is given back, since every row read counts
 * as well, at each start. Durable before any answer, by the object's output gate.
 */

import type { WriterId } from '../shared/counter/marks.ts';
import type { Visit, VisitorHash } from '../shared/counter/visit.ts';
import type {
  Journal,
  JournalRow,
  JournalState,
  SavedDocument,
} from '../shared/journal/journal.ts';
import type { ETag } from '../shared/ports.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS slot (id INTEGER PRIMARY KEY, number INTEGER NOT NULL, visits TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS state (
    id INTEGER PRIMARY KEY CHECK (id = 1), writer TEXT NOT NULL, landed INTEGER NOT NULL,
    tokens REAL NOT NULL, tokens_at INTEGER NOT NULL,
    place TEXT, body TEXT, etag TEXT, modified_at INTEGER
  );`;

/** More than a minute of a busy site needs. */
const SLOTS_KEPT = 1_000;
/** With each flush: a deleted row is billed like one that is written. */
const SLOTS_GIVEN_BACK_MAX = 250;

export class SqliteJournal implements Journal {
  readonly #storage: DurableObjectStorage;
  /** Slots that may be overwritten, the highest first: the lowest are taken, so that high ones fall empty. */
  #free: number[] = [];
  /** By the number of the row in it. */
  readonly #used = new Map<number, number>();
  #slots = 0;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    storage.sql.exec(SCHEMA);
  }

  load(): { state?: JournalState; rows: readonly JournalRow[] } {
    const [stored] = this.#storage.sql.exec<StoredState>('SELECT * FROM state').toArray();
    const landed = stored?.landed ?? 0;
    const rows: JournalRow[] = [];
    this.#free = [];
    this.#used.clear();
    const slots = this.#storage.sql.exec<StoredSlot>('SELECT id, number, visits FROM slot');
    for (const { id, number, visits } of slots) {
      this.#slots = Math.max(this.#slots, id);
      if (number <= landed) {
        this.#free.push(id);
      } else {
        this.#used.set(number, id);
        rows.push({ number, visits: decodeVisits(visits) });
      }
    }
    this.#free.sort(highestFirst);
    // SQLite would read every slot once more to put them in order.
    rows.sort((first, second) => first.number - second.number);
    return stored === undefined ? { rows } : { state: toState(stored), rows };
  }

  append({ number, visits }: JournalRow): void {
    const slot = this.#free.at(-1) ?? this.#slots + 1;
    this.#storage.sql.exec(
      'INSERT OR REPLACE INTO slot (id, number, visits) VALUES (?, ?, ?)',
      slot,
      number,
      encodeVisits(visits),
    );
    if (this.#free.pop() === undefined) this.#slots = slot;
    this.#used.set(number, slot);
  }

  /** One statement is one transaction: document, landed number and budget change together. */
  save({ writer, landed, budget, known }: JournalState): void {
    this.#giveBack();
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
    for (const [number, slot] of this.#used) {
      if (number > landed) continue;
      this.#used.delete(number);
      this.#free.push(slot);
    }
    this.#free.sort(highestFirst);
  }

  /** Free slots at the end, a few each time. */
  #giveBack(): void {
    const slotsMin = Math.max(SLOTS_KEPT, this.#slots - SLOTS_GIVEN_BACK_MAX);
    let slots = this.#slots;
    while (slots > slotsMin && this.#free[this.#slots - slots] === slots) slots -= 1;
    if (slots === this.#slots) return;
    this.#storage.sql.exec('DELETE FROM slot WHERE id > ?', slots);
    this.#free.splice(0, this.#slots - slots);
    this.#slots = slots;
  }

  /** Its row is written with the others of this event; a failure resets the object, as any other does. */
  wakeAt(atMs: number): void {
    void this.#storage.setAlarm(atMs);
  }
}

function highestFirst(first: number, second: number): number {
  return second - first;
}

// Types, not interfaces: the SQL cursor asks for an index signature.
type StoredSlot = { id: number; number: number; visits: string };

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

/** A visit a line: its time, and the visitor's hash behind a space where there is one. */
function encodeVisits(visits: readonly Visit[]): string {
  return visits
    .map(({ atMs, visitor }) => (visitor === undefined ? `${atMs}` : `${atMs} ${visitor}`))
    .join('\n');
}

function decodeVisits(text: string): Visit[] {
  if (text === '') return [];
  return text.split('\n').map((line) => {
    const [atMs, visitor] = line.split(' ');
    return { atMs: Number(atMs), ...(visitor && { visitor: visitor as VisitorHash }) };
  });
}
