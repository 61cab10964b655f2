/** How close an estimated number of visitors usually is. Pure. */

/** The estimate is nearly normal: 19 of 20 lie within twice the standard error. */
const USUAL_ERRORS = 2;

/** Relative standard error (0.0065) -> how far off an estimate usually is at most (0.013). */
export function usualError(standardError: number): number {
  return USUAL_ERRORS * standardError;
}
