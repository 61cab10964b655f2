/**
 * One SALT a document: counted with another one, every visitor of it would count again. A line break at
 * the end of SALT goes, unless the document was counted with it. Pure.
 */
import type { CounterDocument } from './document.ts';

/** Fingerprints of the SALT in the settings. */
export interface SaltRules {
  readonly saltFingerprint: string;
  /** Of SALT with the line break at its end, where it was given with one. */
  readonly saltFingerprintAsGiven?: string;
}

type Sealed = Pick<CounterDocument, 'salt'>;

/** For the log, the deep health, the report and `doctor`. */
export const COUNTED_AS_GIVEN =
  'SALT ends with a line break, and the document was counted with it, so it stays part of SALT: ' +
  'without it every visitor would count again. Give SALT to the other side with the same line break.';

export function isCountedAsGiven({ salt }: Sealed, { saltFingerprintAsGiven }: SaltRules): boolean {
  return salt !== undefined && salt === saltFingerprintAsGiven;
}

/** Undefined when the document was counted with SALT, or holds no fingerprint yet. */
export function saltProblem(document: Sealed, rules: SaltRules): string | undefined {
  const { salt } = document;
  const { saltFingerprint } = rules;
  if (salt === undefined || salt === saltFingerprint || isCountedAsGiven(document, rules)) {
    return undefined;
  }
  return `the document has the fingerprint ${salt} of another SALT than this one (${saltFingerprint})`;
}

/** The fingerprint that a commit leaves in what the document has become: of the SALT that made its hashes. */
export function sealOf(document: Sealed, rules: SaltRules): string {
  const { saltFingerprint, saltFingerprintAsGiven = saltFingerprint } = rules;
  return isCountedAsGiven(document, rules) ? saltFingerprintAsGiven : saltFingerprint;
}
