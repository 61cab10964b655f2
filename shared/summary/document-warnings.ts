/**
 * What the document adds to the settings' warnings: that it was counted with the line break of SALT, or by
 * the days of another time zone.
 */
import type { CounterDocument } from '../counter/document.ts';
import { COUNTED_AS_GIVEN } from '../counter/salt.ts';
import { zoneWarning } from '../counter/time-zone.ts';
import { saltFingerprint } from '../counter/visit.ts';
import type { Settings } from '../settings/settings.ts';

/** The settings' warnings and what the document adds to them, with the time zone that goes with them. */
export async function warningsWith(
  document: Pick<CounterDocument, 'salt' | 'timeZone' | 'otherTimeZone'>,
  { saltAsGiven, timeZone, warnings }: Settings,
  nowMs: number,
): Promise<Pick<Settings, 'warnings' | 'timeZone'>> {
  const zone = zoneWarning(document, timeZone, nowMs);
  const isAsGiven =
    saltAsGiven !== undefined && document.salt === (await saltFingerprint(saltAsGiven));
  return {
    timeZone,
    warnings: [...warnings, ...(isAsGiven ? [COUNTED_AS_GIVEN] : []), ...(zone ? [zone] : [])],
  };
}
