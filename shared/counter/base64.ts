/** One number from 0 to 63 a character, in base64's own alphabet: small, and plain text in JSON. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));

export function sextetsToText(sextets: Iterable<number>): string {
  let text = '';
  for (const sextet of sextets) text += ALPHABET[sextet];
  return text;
}

/** Undefined when a character is not of the alphabet. */
export function textToSextets(text: string): Uint8Array | undefined {
  const sextets = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const value = VALUES.get(text.charAt(index));
    if (value === undefined) return undefined;
    sextets[index] = value;
  }
  return sextets;
}
