/**
 * Plays a story with the real journal in a Durable Object's SQLite and then reads all that SQL can read
 * there, but for the object's copy of the document, which holds hashes as the stored one does.
 */
import type { CommitServices } from '../../shared/commit/commit.ts';
import type { Visit, VisitorHash } from '../../shared/counter/visit.ts';
import { JournaledCounter } from '../../shared/journal/journaled-counter.ts';
import { SqliteJournal } from '../../worker/sqlite-journal.ts';
import type { InstantStore, JumpingClock } from './doubles.ts';

export interface Remains {
  readonly counted: number;
  readonly unique: number;
  readonly pending: number;
  readonly readable: string;
  readonly tables: readonly string[];
  readonly times: readonly number[];
  readonly hashes: readonly string[];
}

/** The statements of version 1.0, as it was published. */
const SCHEMA_OF_1_0 = `
  CREATE TABLE IF NOT EXISTS slot (id INTEGER PRIMARY KEY, number INTEGER NOT NULL, visits TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS state (
    id INTEGER PRIMARY KEY CHECK (id = 1), writer TEXT NOT NULL, landed INTEGER NOT NULL,
    tokens REAL NOT NULL, tokens_at INTEGER NOT NULL,
    place TEXT, body TEXT, etag TEXT, modified_at INTEGER
  );`;

const OPTIONS = { place: 'here', storeRequestsPerMonth: 45_000 };

export class Story {
  readonly #storage: DurableObjectStorage;
  readonly #services: CommitServices;
  readonly #clock: JumpingClock;
  readonly #store: InstantStore;
  readonly #visits: Visit[] = [];
  #counter: JournaledCounter | undefined;

  constructor(
    storage: DurableObjectStorage,
    services: CommitServices,
    clock: JumpingClock,
    store: InstantStore,
  ) {
    this.#storage = storage;
    this.#services = services;
    this.#clock = clock;
    this.#store = store;
  }

  async play(name: string): Promise<Remains> {
    if (name.startsWith('taken-over-from-1.0')) {
      this.#leaveJournalOf1_0();
      if (name.endsWith('twice')) this.#open();
      this.#open();
      await this.#flush();
    } else {
      this.#open();
      await this.#count(40);
      if (name === 'flushed-after-failures') await this.#failTwice();
      if (name === 'claimed') await this.#claim();
      if (name === 'flushed-while-others-come') {
        const flushed = this.#flush();
        await this.#count(20);
        await flushed;
      }
    }
    await this.#flush();
    await this.#flush();
    return this.#remains();
  }

  /** As an object that wakes: all that it knows is in the storage. */
  #open(): void {
    const journal = new SqliteJournal(this.#storage);
    this.#counter = new JournaledCounter(this.#services, journal, OPTIONS);
  }

  get #opened(): JournaledCounter {
    if (this.#counter === undefined) throw new Error('the story has not begun');
    return this.#counter;
  }

  async #count(visits: number): Promise<void> {
    for (let sent = 0; sent < visits; sent += 1) {
      this.#clock.nowMs += 7;
      await this.#opened.count(this.#newVisit());
    }
  }

  #newVisit(): Visit {
    const visitor = (this.#visits.length + 1).toString(16).padStart(64, 'abcdef') as VisitorHash;
    const visit = { atMs: this.#clock.now(), visitor };
    this.#visits.push(visit);
    return visit;
  }

  async #flush(): Promise<void> {
    this.#clock.nowMs += 120_000;
    await this.#opened.wake();
  }

  async #failTwice(): Promise<void> {
    for (let outage = 0; outage < 2; outage += 1) {
      this.#store.isAway = true;
      await this.#flush();
      await this.#count(10);
      this.#store.isAway = false;
    }
  }

  async #claim(): Promise<void> {
    await this.#opened.claimReport({ day: 20_000 as never, by: 'cron', at: 1 });
  }

  /** 20 rows that have landed and are still there, and 25 that wait: 45 visits, each in a slot of its own. */
  #leaveJournalOf1_0(): void {
    const { sql } = this.#storage;
    sql.exec(SCHEMA_OF_1_0);
    const visits = Array.from({ length: 45 }, () => {
      this.#clock.nowMs += 7;
      return this.#newVisit();
    });
    // Slots are overwritten, so that their order says nothing of the rows'.
    visits.forEach(({ atMs, visitor }, index) => {
      const slot = ((index * 7) % 45) + 1;
      sql.exec(
        'INSERT OR REPLACE INTO slot (id, number, visits) VALUES (?, ?, ?)',
        slot,
        atMs,
        `${atMs} ${visitor}`,
      );
    });
    const landed = visits[19]?.atMs ?? 0;
    const seen = visits.slice(0, 20).map(({ visitor }) => visitor);
    const writers = { 'edge-of-1-0': [landed, 20, 0, 1] };
    this.#store.put(JSON.stringify({ pageviews: 20, uniqueVisitors: 20, seen, writers }));
    sql.exec(
      'INSERT OR REPLACE INTO state VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)',
      'edge-of-1-0',
      landed,
      400,
      this.#clock.now(),
      null,
      null,
      null,
      null,
    );
  }

  async #remains(): Promise<Remains> {
    const { sql } = this.#storage;
    const names = sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
      .toArray()
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('_cf_') && !name.startsWith('sqlite_'));
    const rows = names.flatMap((name) =>
      sql
        .exec(
          name === 'state' ? 'SELECT id, writer, place, etag FROM state' : `SELECT * FROM ${name}`,
        )
        .toArray(),
    );
    const { count: counted, unique } = await this.#opened.totals();
    const { pending } = await this.#opened.status();
    return {
      counted,
      unique,
      pending,
      readable: JSON.stringify(rows),
      tables: names,
      times: this.#visits.map(({ atMs }) => atMs),
      hashes: this.#visits.flatMap(({ visitor }) => visitor ?? []),
    };
  }
}
