/** The change that a flush commits: the journal's rows, and on top of them whatever else is asked for. */
import type { Change } from '../commit/change.ts';
import { applyVisits } from '../counter/apply-visits.ts';
import type { CounterDocument } from '../counter/document.ts';
import type { JournalRow } from './journal.ts';

/** The rows that the document does not hold yet, and `extra` on top of them. */
export function rowsChange(
  rows: readonly JournalRow[],
  extra: Change<CounterDocument>,
): Change<CounterDocument> {
  return {
    apply(document, mark) {
      const missing = rows.filter((row) => row.number > (mark?.sequence ?? 0));
      const visits = missing.flatMap((row) => row.visits);
      const counted = visits.length === 0 ? document : applyVisits(document, visits).document;
      const applied = extra.apply(counted, mark);
      return applied.kind === 'nothing' && visits.length > 0
        ? { kind: 'write', document: counted, result: applied.result }
        : applied;
    },
  };
}
