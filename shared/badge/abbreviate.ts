/** A count as people read it at a glance: `1.2k`, `34k`, `5.6M`. Pure. */

const PREFIXES = ['', 'k', 'M', 'G', 'T'];

/** One decimal below ten, none above; never `1000k`. Takes whole numbers of at least 0. */
export function abbreviate(count: number): string {
  let scaled = count;
  for (const prefix of PREFIXES) {
    const decimals = prefix !== '' && scaled < 9.95 ? 1 : 0;
    const text = scaled.toFixed(decimals);
    if (Number(text) < 1000) return text.replace(/\.0$/, '') + prefix;
    scaled /= 1000;
  }
  return `${Math.round(scaled * 1000)}${PREFIXES.at(-1)}`;
}
