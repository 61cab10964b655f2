/** A source is a host or a word: no path, query, port, user or password of an address is ever kept. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSourceName } from '../../shared/counter/source-name.ts';
import { NAME_BYTES_MAX, nameBytes } from '../../shared/counter/stored-name.ts';

const isOwnHost = (host: string) => host === 'blog.example' || host === 'www.blog.example';
const parse = (text: string) => parseSourceName(text, isOwnHost);

describe('a source', () => {
  it.each([
    ['https://www.Example.com/path?query#fragment', 'example.com'],
    ['http://example.com:8080', 'example.com'],
    ['https://user:password@example.com/', 'example.com'],
    ['user:password@example.com', 'example.com'],
    ['example.com', 'example.com'],
    ['example.com/path', 'example.com'],
    ['WWW.example.com', 'example.com'],
    ['https://example.com./', 'example.com'],
    ['https://müller.example/', 'xn--mller-kva.example'],
    ['https://[2001:DB8::1]:80/', '[2001:db8::1]'],
    ['https://192.0.2.1/', '192.0.2.1'],
    ['Newsletter_2026-11', 'newsletter_2026-11'],
    ['www.', 'www.'],
    ['', 'direct'],
    ['  ', 'direct'],
    ['https://blog.example/other', 'inside'],
    ['blog.example', 'inside'],
    ['https://www.blog.example', 'inside'],
    ['https://other.blog.example', 'other.blog.example'],
  ])('%j is %j', (text, name) => {
    expect(parse(text)).toBe(name);
  });

  it.each([
    'a word',
    'ftp://example.com/',
    'javascript:alert(1)',
    'javascript://example.com/%0aalert(1)',
    'android-app://com.example/',
    'data:text/html,<script>',
    'https://',
    '<script>',
    '=1+2',
    '\u202e',
    `https://example.com/${'a'.repeat(2_000)}`,
    `https://${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}/`,
  ])('%j is none', (text) => {
    expect(parse(text)).toBeUndefined();
  });

  it('is short, harmless, and stays as it is', () => {
    const word = fc.string({ unit: 'binary', maxLength: 12 });
    const texts = fc.oneof(
      word,
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc
        .tuple(fc.webAuthority({ withPort: true, withUserInfo: true }), word)
        .map((p) => p.join('/')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const name = parse(text);
        if (name === undefined || name === 'direct') return;
        expect(parse(name)).toBe(name.replace(/^www\.(?=.)/, ''));
        expect(name).toMatch(/^[^\p{Cc}\s/?#@\\<>"'`|^{}]+$/u);
        expect(name).toBe(name.toLowerCase());
        expect(nameBytes(name)).toBeLessThanOrEqual(NAME_BYTES_MAX);
      }),
      { numRuns: 1_000 },
    );
  });
});
