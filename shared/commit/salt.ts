/** One SALT a document: counted with another one, every visitor of it would count again. Pure. */
import type { CounterDocument } from '../counter/document.ts';

/** Undefined when the document was counted with the SALT of this fingerprint, or holds none yet. */
export function saltProblem(
  { salt }: Pick<CounterDocument, 'salt'>,
  { saltFingerprint }: { readonly saltFingerprint: string },
): string | undefined {
  if (salt === undefined || salt === saltFingerprint) return undefined;
  return `the document has the fingerprint ${salt} of another SALT than this one (${saltFingerprint})`;
}
