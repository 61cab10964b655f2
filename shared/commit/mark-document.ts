/** What every commit writes into the document besides its change: mark, salt fingerprint, store requests. */
import { monthOf } from '../counter/calendar.ts';
import { addCounts } from '../counter/count.ts';
import type { CounterDocument } from '../counter/document.ts';
import { ageMarks, hasRoomFor, type Mark, type Writer, type WriterId } from '../counter/marks.ts';
import { withTimeZone } from '../counter/time-zone.ts';
import type { KnownDocument } from './known-document.ts';

export interface Marking {
  readonly writer: Writer;
  readonly sequence: number;
  readonly saltFingerprint: string;
  /** By whose days this writer counts; absent where it counts nothing. */
  readonly timeZone?: string | undefined;
  /** Store requests that no commit has reported yet, this one's write among them. */
  readonly requests: number;
  /** Unix milliseconds by our own clock; decides which month the requests belong to. */
  readonly nowMs: number;
}

/** `changed` is what `replaced` became; marks are dated by the store's clock alone. Pure. */
export function markDocument(
  changed: CounterDocument,
  replaced: KnownDocument,
  { nowMs, requests, saltFingerprint, sequence, timeZone, writer }: Marking,
): CounterDocument {
  const { unreadable: _, ...document } = changed;
  const writers = agedMarks(document, replaced);
  writers.set(writer.id, { life: writer.life, sequence, pageviews: changed.pageviews });
  const month = monthOf(nowMs);
  const { requests: before } = document;
  const isNewMonth = month > before.month;
  return {
    ...(timeZone === undefined
      ? document
      : withTimeZone(document, timeZone, nowMs, replaced.document.history.days.length > 0)),
    writers,
    salt: saltFingerprint,
    requests: isNewMonth
      ? { month, count: requests }
      : { month: before.month, count: addCounts(before.count, requests) },
  };
}

/** False when as many other writers have marks that are alive: nothing may be written then but `agedDocument`. */
export function hasRoom(replaced: KnownDocument, { id }: Writer): boolean {
  return hasRoomFor(id, agedMarks(replaced.document, replaced));
}

/**
 * The same document with its marks aged. It holds no change, so it needs no mark of its own. Writing it
 * moves the store's date, the only one that marks grow old by: where nobody else writes, it makes room.
 */
export function agedDocument(replaced: KnownDocument): CounterDocument {
  return { ...replaced.document, writers: agedMarks(replaced.document, replaced) };
}

function agedMarks(
  { writers }: CounterDocument,
  { modifiedAtMs }: KnownDocument,
): Map<WriterId, Mark> {
  return ageMarks(
    writers,
    modifiedAtMs === undefined ? undefined : Math.floor(modifiedAtMs / 1000),
  );
}
