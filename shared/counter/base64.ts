/** One number from 0 to 63 a character, in base64's own alphabet: small, and plain text in JSON. */

const CODES = new TextEncoder().encode(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
);
const NO_SEXTET = 64;
const SEXTETS = new Uint8Array(128).fill(NO_SEXTET);
CODES.forEach((code, sextet) => {
  SEXTETS[code] = sextet;
});
const DECODER = new TextDecoder();

export function sextetsToText(sextets: Uint8Array): string {
  return DECODER.decode(sextets.map((sextet) => CODES[sextet] ?? 0));
}

/** Undefined when a character is not of the alphabet. */
export function textToSextets(text: string): Uint8Array | undefined {
  const sextets = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const sextet = SEXTETS[text.charCodeAt(index)] ?? NO_SEXTET;
    if (sextet === NO_SEXTET) return undefined;
    sextets[index] = sextet;
  }
  return sextets;
}
