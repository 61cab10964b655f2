/**
 * What the document remembers of each writer, so that a batch whose answer was lost is recognised.
 * Marks of short-lived writers are dated by the store's clock and dropped a minute later; a journal's
 * mark stays, since its rows may wait for as long as the store is unreachable. Pure data.
 */
import { CorruptDocument } from './corrupt-document.ts';
import { isCount } from './count.ts';

declare const brand: unique symbol;

/** A random id that one writer makes for itself and never shares. */
export type WriterId = string & { readonly [brand]: 'WriterId' };

export interface Writer {
  readonly id: WriterId;
  /** `brief`: a process, which gives a batch up after seconds. `journal`: rows that wait durably. */
  readonly life: 'brief' | 'journal';
}

export interface Mark {
  readonly life: Writer['life'];
  /** The last sequence number of this writer that the document holds. Never goes down. */
  readonly sequence: number;
  /** `pageviews` right after that commit: tells which of several attempts it was that landed. */
  readonly pageviews: number;
  /** Unix seconds by the store's clock; absent until the next commit dates the mark. */
  readonly datedAt?: number;
}

export type Marks = ReadonlyMap<WriterId, Mark>;

/**
 * A brief writer gives a batch up 8 s after its oldest visit came, and no answer that it waited for
 * counts later than that: nobody needs a mark that is 60 s old.
 */
export const BRIEF_MARK_SECONDS = 60;
/**
 * More writers than this within a minute find no room: their marks would make the document larger than
 * its bound. At most 61 bytes each, so 9.6 KiB.
 */
export const MARKS_MAX = 160;
/** A journal whose mark is older than this is taken for deleted. */
const JOURNAL_MARK_SECONDS = 400 * 86_400;

/**
 * The marks to write with the next commit. `replacedAt` is the store's date (Unix seconds) of the
 * document about to be replaced, the only clock that marks go by; undefined when there is none yet.
 */
export function ageMarks(marks: Marks, replacedAt: number | undefined): Map<WriterId, Mark> {
  const kept = new Map<WriterId, Mark>();
  for (const [id, mark] of marks) {
    if (replacedAt === undefined || mark.datedAt === undefined) {
      kept.set(id, replacedAt === undefined ? mark : { ...mark, datedAt: replacedAt });
    } else if (replacedAt - mark.datedAt < lifeSeconds(mark.life)) {
      kept.set(id, mark);
    }
  }
  return kept;
}

/** Whether this writer may leave its mark: in the place of its own, or where one is missing to the bound. */
export function hasRoomFor(id: WriterId, marks: Marks): boolean {
  return marks.has(id) || marks.size < MARKS_MAX;
}

function lifeSeconds(life: Writer['life']): number {
  return life === 'brief' ? BRIEF_MARK_SECONDS : JOURNAL_MARK_SECONDS;
}

/** Stored as `{ "<writer id>": [sequence, pageviews, datedAt or 0, 1 for a journal] }`: short, as they may be many. */
export function marksToStored(marks: Marks): Record<string, number[]> {
  // Not by assignment, which would not keep a writer that is called `__proto__`.
  return Object.fromEntries([...marks].map(([id, mark]) => [id, toRow(mark)]));
}

function toRow({ datedAt, life, pageviews, sequence }: Mark): number[] {
  const row = [sequence, pageviews, datedAt ?? 0];
  return life === 'journal' ? [...row, 1] : row;
}

/** The bounds of a stored mark, those that `parseMarks` refuses to go beyond. */
export function isStorableMark(id: WriterId, mark: Mark): boolean {
  return WRITER_ID.test(id) && isMarkRow(toRow(mark));
}

const WRITER_ID = /^[\w-]{1,64}$/;

export function parseMarks(stored: unknown): Map<WriterId, Mark> {
  const marks = new Map<WriterId, Mark>();
  if (stored === undefined) return marks;
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) {
    throw new CorruptDocument('writers is not an object');
  }
  for (const [id, row] of Object.entries(stored)) {
    if (!WRITER_ID.test(id) || !isMarkRow(row)) {
      throw new CorruptDocument(`writers[${JSON.stringify(id.slice(0, 64))}] is not a mark`);
    }
    const [sequence, pageviews, datedAt, journal] = row;
    marks.set(id as WriterId, {
      life: journal === 1 ? 'journal' : 'brief',
      sequence,
      pageviews,
      ...(datedAt > 0 ? { datedAt } : {}),
    });
  }
  return marks;
}

function isMarkRow(row: unknown): row is [number, number, number, number?] {
  return (
    Array.isArray(row) &&
    (row.length === 3 || (row.length === 4 && row[3] === 1)) &&
    row.every(isCount)
  );
}
