/** One path, one page: however it is written, it has one name, and no name holds what would do harm. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePageName } from '../../shared/counter/page-name.ts';
import { NAME_BYTES_MAX, nameBytes } from '../../shared/counter/stored-name.ts';

describe('a page', () => {
  it.each([
    ['/', '/'],
    ['/a', '/a'],
    ['/a/', '/a'],
    ['/a//', '/a'],
    ['//a///b', '/a/b'],
    ['/index.html', '/'],
    ['/a/index.html', '/a'],
    ['/a/index.html/', '/a'],
    ['/a/%69ndex.html', '/a'],
    ['/index.html/index.html', '/'],
    ['/a-index.html', '/a-index.html'],
    ['/a/INDEX.HTML', '/a/INDEX.HTML'],
    ['/a?utm_source=x#top', '/a'],
    ['/a#top?x', '/a'],
    ['/?', '/'],
    ['/Case/Stays', '/Case/Stays'],
    ['/caf%c3%a9', '/café'],
    ['/café', '/café'],
    ['/%E4%BD%A0%E5%A5%BD', '/你好'],
    ['/%F0%9F%8E%89', '/🎉'],
    ['/🎉', '/🎉'],
    ['/%61', '/a'],
    ['/a%20b', '/a b'],
    ['/a%20', '/a '],
    ['/a b', '/a b'],
    ['/a%2Fb', '/a%2Fb'],
    ['/a%2fb', '/a%2Fb'],
    ['/a%3Fb%23c%5Cd%25e', '/a%3Fb%23c%5Cd%25e'],
    ['/100%', '/100%25'],
    ['/100%25', '/100%25'],
    ['/%2541', '/%2541'],
    ['/%%41', '/%25A'],
    ['/%ff%C3', '/%FF%C3'],
    ['/%C3%41', '/%C3A'],
    ['/%ED%A0%80', '/%ED%A0%80'],
    ['/a%00b', '/a%00b'],
    ['/a\u0000b', '/a%00b'],
    ['/a%0A', '/a%0A'],
    ['/a\u0085', '/a%C2%85'],
    ['/a%E2%80%AEb', '/a%E2%80%AEb'],
    ['/a\u202eb', '/a%E2%80%AEb'],
    ['/a\u2028b', '/a%E2%80%A8b'],
    ['/a/../b', '/b'],
    ['/a/%2e%2E/b', '/b'],
    ['/../..', '/'],
    ['/a/./b', '/a/b'],
    ['/a\\b', '/a/b'],
    ['/\\evil.example/a', '/evil.example/a'],
    ['//evil.example/a', '/evil.example/a'],
    ['/<script>alert(1)</script>', '/<script>alert(1)</script>'],
    ['/=1+2', '/=1+2'],
    ['/__proto__', '/__proto__'],
    ['/a:b@c', '/a:b@c'],
  ])('%j is %j', (text, name) => {
    expect(parsePageName(text)).toBe(name);
  });

  it.each([
    '',
    'a',
    ' /a',
    'https://example.com/a',
    'javascript:alert(1)',
    'data:text/html,x',
    '?page',
    `/${'a'.repeat(200)}`,
    `/${'é'.repeat(100)}`,
    `/${'"'.repeat(100)}`,
    `/${'a'.repeat(4_999)}`,
    `/${'/a/..'.repeat(1_000)}`,
  ])('%j is none', (text) => {
    expect(parsePageName(text)).toBeUndefined();
  });

  it('may have 200 bytes', () => {
    expect(parsePageName(`/${'a'.repeat(199)}`)).toHaveLength(200);
    expect(parsePageName(`/${'%C3%A9'.repeat(99)}`)).toBe(`/${'é'.repeat(99)}`);
  });

  const anyPath = fc
    .array(
      fc.oneof(
        fc.constantFrom('/', '%', '%2', '\\', '?', '#', '.', '..', 'index.html', '"', ' ', '<'),
        fc.constantFrom('%2F', '%00', '%C3', '%A9', '%e2%80%ae', '\u202e', '\ud800', '%25', '41'),
        fc.string({ unit: 'binary', maxLength: 4 }),
        fc.nat(255).map((byte) => `%${byte.toString(16).padStart(2, '0')}`),
      ),
      { maxLength: 20 },
    )
    .map((parts) => `/${parts.join('')}`);

  it('has a name that stays as it is, is short, and can stand anywhere', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        const name = parsePageName(path);
        if (name === undefined) return;
        expect(parsePageName(name)).toBe(name);
        expect(nameBytes(name)).toBeLessThanOrEqual(NAME_BYTES_MAX);
        expect(name).toMatch(/^\//);
        expect(name.isWellFormed()).toBe(true);
        expect(name).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029?#\\]|\/\/|.\/$/u);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is one, encoded or not, with a slash at its end or not', () => {
    const path = fc.array(fc.string({ minLength: 1, maxLength: 5 }), { maxLength: 4 });
    fc.assert(
      fc.property(path, (segments) => {
        const encoded = `/${segments.map(encodeURIComponent).join('/')}`;
        const name = parsePageName(encoded);
        const lower = encoded.replace(/%../g, (byte) => byte.toLowerCase());
        expect(parsePageName(lower)).toBe(name);
        expect(parsePageName(`${encoded}/`)).toBe(name);
        expect(parsePageName(`${encoded}/index.html?a#b`)).toBe(name);
        expect(parsePageName(encoded.replaceAll('/', '//'))).toBe(name);
      }),
    );
  });
});
