/** What the document adds to the settings' warnings: that it was counted with the line break of SALT. */
import type { CounterDocument } from '../counter/document.ts';
import { COUNTED_AS_GIVEN } from '../counter/salt.ts';
import { saltFingerprint } from '../counter/visit.ts';
import type { Settings } from '../settings/settings.ts';

/** The settings' warnings, and one more where SALT is used as it was given. */
export async function warningsWith(
  { salt }: Pick<CounterDocument, 'salt'>,
  { saltAsGiven, warnings }: Settings,
): Promise<Pick<Settings, 'warnings'>> {
  if (saltAsGiven === undefined || salt !== (await saltFingerprint(saltAsGiven))) {
    return { warnings };
  }
  return { warnings: [...warnings, COUNTED_AS_GIVEN] };
}
