/** The colours a badge may have: shields' names, and hex. Pure. */

/** Names and values as shields.io lists them. */
const NAMED: Readonly<Record<string, string>> = {
  brightgreen: '#4c1',
  green: '#97ca00',
  yellowgreen: '#a4a61d',
  yellow: '#dfb317',
  orange: '#fe7d37',
  red: '#e05d44',
  blue: '#007ec6',
  grey: '#555',
  lightgrey: '#9f9f9f',
  gray: '#555',
  lightgray: '#9f9f9f',
  critical: '#e05d44',
  important: '#fe7d37',
  success: '#4c1',
  informational: '#007ec6',
  inactive: '#9f9f9f',
};

export const COLOR_NAMES = Object.keys(NAMED);

/** `#` and 3 or 6 hex digits; undefined when it is neither a name nor hex. */
export function hexOf(color: string): string | undefined {
  if (Object.hasOwn(NAMED, color)) return NAMED[color];
  const digits = /^#?((?:[\da-f]{3}){1,2})$/i.exec(color)?.[1];
  return digits === undefined ? undefined : `#${digits.toLowerCase()}`;
}

/** Light backgrounds need dark text: W3C's brightness (AERT 2.2), with the limit that shields chose. */
const LIGHT_FROM = 0.69;

export function isLight(hex: string): boolean {
  const digits = hex.length === 4 ? hex.replace(/[\da-f]/g, '$&$&') : hex;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    Number.parseInt(digits.slice(at, at + 2), 16),
  );
  return (red * 299 + green * 587 + blue * 114) / 255_000 > LIGHT_FROM;
}
