/**
 * The edge's durable list of visits that no commit holds yet, as a port: rows with rising numbers, and
 * one state beside them. Calls are synchronous and durable before anything is answered (on a Durable
 * Object by its output gate); a call that throws has changed nothing.
 */
import type { WriterId } from '../counter/marks.ts';
import type { Visit } from '../counter/visit.ts';
import type { ETag } from '../ports.ts';
import type { BudgetLevel } from './flush-budget.ts';

export interface JournalRow {
  /** Larger than any before, for ever: the sequence that a commit marks. */
  readonly number: number;
  readonly visits: readonly Visit[];
}

export interface JournalState {
  /** Random, made with the storage: emptied storage becomes another writer. */
  readonly writer: WriterId;
  /** Rows at or below this number are in the document, and no longer here. */
  readonly landed: number;
  readonly budget: BudgetLevel;
  /** The last document known, and where it lies: settings may point elsewhere the next time. */
  readonly known?: SavedDocument;
}

export interface SavedDocument {
  readonly place: string;
  readonly body: string;
  readonly etag: ETag | 'absent';
  readonly modifiedAtMs?: number;
}

export interface Journal {
  /**
   * The state, absent the first time, and the rows above `landed` in the order of their numbers. They are
   * read once, and before anything else is asked of the journal.
   */
  load(): { readonly state?: JournalState; readonly rows: Iterable<JournalRow> };
  append(row: JournalRow): void;
  /** A flush of the rows so far begins: rows appended from now on are kept apart and wait for the next. */
  beginFlush(): void;
  /** Saves all of it in one transaction, which also deletes the rows at or below `landed`. */
  save(state: JournalState): void;
  /** Asks the platform to call `wake` at least once at that time, even if this process has ended by then. */
  wakeAt(atMs: number): void;
}
