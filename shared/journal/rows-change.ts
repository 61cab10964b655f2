/** The change that a flush commits: the journal's rows and, on top of them, another change. */
import type { Change } from '../commit/change.ts';
import { applyVisits } from '../counter/apply-visits.ts';
import type { CounterDocument } from '../counter/document.ts';
import { type Visit, visitWithoutNames } from '../counter/visit.ts';
import type { JournalRow } from './journal.ts';

/** The document is copied once for this many visits, and only this many are decoded at a time. */
const BATCH_VISITS = 5_000;

/** The rows above `landed` applied to the document; the very same document where there are none. */
export function applyRows(
  document: CounterDocument,
  rows: Iterable<JournalRow>,
  landed = 0,
): CounterDocument {
  let applied = document;
  let batch: Visit[] = [];
  for (const row of rows) {
    if (row.number <= landed) continue;
    batch.push(...row.visits);
    if (batch.length < BATCH_VISITS) continue;
    applied = applyVisits(applied, batch).document;
    batch = [];
  }
  return batch.length === 0 ? applied : applyVisits(applied, batch).document;
}

/** As they count while PAGES is off, those that came before it was, too. */
export function* rowsWithoutNames(rows: Iterable<JournalRow>): Generator<JournalRow> {
  for (const { number, visits } of rows) {
    yield { number, visits: visits.map(visitWithoutNames) };
  }
}

/** The rows that the document does not hold yet, and `extra` on top of them. */
export function rowsChange(
  rows: Iterable<JournalRow>,
  extra: Change<CounterDocument>,
): Change<CounterDocument> {
  return {
    apply(document, mark) {
      const counted = applyRows(document, rows, mark?.sequence);
      const applied = extra.apply(counted, mark);
      return applied.kind === 'nothing' && counted !== document
        ? { kind: 'write', document: counted, result: applied.result }
        : applied;
    },
  };
}
