/**
 * When visits arrive, whatever becomes of those before them: at fixed times, evenly spaced. A latency
 * counts from here and not from when the request could be sent, or a stall would hide the visits that
 * it kept from being sent (coordinated omission). Pure.
 */

/** Milliseconds from the start, the first at 0. */
export function arrivalTimesMs(perSecond: number, durationMs: number): number[] {
  if (!(perSecond > 0)) throw new Error('the rate must be above 0');
  const spacingMs = 1000 / perSecond;
  return Array.from({ length: Math.ceil(durationMs / spacingMs) }, (_, index) => index * spacingMs);
}
