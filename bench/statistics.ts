/** Medians, quantiles and ratios of measurements. Pure. */

/** The value below which the fraction `q` (0 to 1) of all values lies, interpolated between neighbours. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const position = (sorted.length - 1) * q;
  const lower = sorted[Math.floor(position)];
  const upper = sorted[Math.ceil(position)];
  if (lower === undefined || upper === undefined) throw new Error('there is nothing to measure');
  return lower + (upper - lower) * (position - Math.floor(position));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * The median of the ratios, round by round: both sides of a round ran within seconds of each other, so
 * that whatever else the machine did fell upon both.
 */
export function medianRatio(
  numerators: readonly number[],
  denominators: readonly number[],
): number {
  if (numerators.length !== denominators.length) throw new Error('rounds must come in pairs');
  return median(numerators.map((value, round) => value / (denominators[round] ?? Number.NaN)));
}
