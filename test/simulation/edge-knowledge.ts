/** What an edge's storage holds of the document tells which other it may go on from. */
import { type CounterDocument, parseDocument } from '../../shared/counter/document.ts';
import type { JournalState } from '../../shared/journal/journal.ts';
import { Violation } from './verdict.ts';

/**
 * Called as rows of an edge land: the document that they come into holds its mark, as the one does that
 * it knows, or was put there on purpose since, or has no fewer views. @throws Violation
 */
export function checkGoesOn(
  state: JournalState | undefined,
  replaced: CounterDocument | undefined,
  limits: { readonly exactVisitorsMax: number },
): void {
  if (state?.known === undefined || replaced === undefined) return;
  const known = parseDocument(state.known.body, limits);
  const isMarked = replaced.writers.has(state.writer) || !known.writers.has(state.writer);
  const isOnPurpose = (replaced.replacedAt ?? 0) > (known.replacedAt ?? 0);
  if (isMarked || isOnPurpose || replaced.pageviews >= known.pageviews) return;
  throw new Violation(
    `an edge that knows ${known.pageviews} views goes on from ${replaced.pageviews}, without its mark`,
  );
}
