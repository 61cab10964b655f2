/**
 * The name of a page: its path, written in one way. Slashes at its end, `index.html`, percent-encoding and
 * double slashes make no other page; query and fragment are never part of it. Pure.
 */
import { NAME_BYTES_MAX, nameBytes } from './stored-name.ts';

declare const brand: unique symbol;

/** Begins with `/`; at most `NAME_BYTES_MAX` bytes as stored. */
export type PageName = string & { readonly [brand]: 'PageName' };

/** What scripts send at most. */
export const PAGE_CHARACTERS_MAX = 2_000;

/** Undefined where it names no page: no path, or longer than what is kept. */
export function parsePageName(text: string): PageName | undefined {
  if (!text.startsWith('/') || text.length > PAGE_CHARACTERS_MAX) return undefined;
  const [path = ''] = text.split(/[?#]/, 1);
  // Slashes first: two at the beginning would name a host. The last one keeps a space before it.
  const url = URL.parse(`${path}/`.replace(/[/\\]+/g, '/'), 'http://page.invalid');
  if (url === null) return undefined;
  const decoded = decodeEscapes(url.pathname.replace(/\/{2,}/g, '/'));
  const name = decoded.replace(/(?:\/(?:index\.html)?)+$/, '') || '/';
  return nameBytes(name) <= NAME_BYTES_MAX ? (name as PageName) : undefined;
}

/** `%25` and a stray `%` are one: no browser decodes either to anything else. */
const ESCAPES = /(?:%[0-9a-f]{2})+|%/gi;

/** Bytes of one character in UTF-8, or else a single byte, which is none. */
const CHARACTER = /%[0-7].|%[CD].%[89AB].|%E.%[89AB].%[89AB].|%F[0-4]%[89AB].%[89AB].%[89AB].|%../g;

/** What would part a path, end a line or turn the text around stays escaped. */
const KEPT_ESCAPED = /[\p{Cc}\p{Bidi_Control}\u2028\u2029%/?#\\]/u;

function decodeEscapes(path: string): string {
  return path.replace(ESCAPES, (escapes) => {
    if (escapes === '%') return '%25';
    return escapes.toUpperCase().replace(CHARACTER, decodeCharacter);
  });
}

function decodeCharacter(escaped: string): string {
  try {
    const character = decodeURIComponent(escaped);
    return KEPT_ESCAPED.test(character) ? escaped : character;
  } catch {
    return escaped;
  }
}
