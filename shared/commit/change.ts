/** What can be committed: visits, a report claim, an import. The loop itself knows nothing of them. */
import type { CounterDocument } from '../counter/document.ts';
import type { Mark } from '../counter/marks.ts';

/** What a commit makes of the document. Pure: it is applied again after each conflict. */
export interface Change<T> {
  /** It may replace the document by one with fewer views, visitors and days: an import does, on purpose. */
  readonly mayShrink?: true;
  /** `mark` is what the document holds of this writer; what is at or below it must be left out. */
  apply(document: CounterDocument, mark: Mark | undefined): Applied<T>;
}

export type Applied<T> =
  | { readonly kind: 'write'; readonly document: CounterDocument; readonly result: T }
  | { readonly kind: 'nothing'; readonly result: T };
