/** Lines of the mail: short enough for mail programs, and nothing lost by the breaks. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonLines } from '../../shared/report/json-lines.ts';
import { wrapped } from '../../shared/report/mail-lines.ts';

/** RFC 5322, 2.1.1. */
const LINE_CHARACTERS_MAX = 78;

const short = fc.oneof(fc.integer(), fc.boolean(), fc.string({ maxLength: 20 }));
const tree = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    short,
    fc.array(tie('value'), { maxLength: 40 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), tie('value')),
  ),
})).value;

const longest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

test('JSON in lines is the same JSON', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), tree), (value) => {
      expect(JSON.parse(jsonLines(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
  const hostile = { text: '[\n1,\n 2]", "', list: [1, 2], nothing: undefined };
  expect(JSON.parse(jsonLines(hostile))).toEqual(hostile);
});

test('JSON in lines has short ones, however long its lists and numbers', () => {
  const number = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(fc.array(number, { maxLength: 100 }), (newVisitors) => {
      const value = { days: { newVisitors } };
      const text = jsonLines(value);
      expect(JSON.parse(text)).toEqual(value);
      expect(longest(text)).toBeLessThanOrEqual(LINE_CHARACTERS_MAX);
    }),
  );
});

test('a sentence is broken between words, none longer than a phone’s', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1 }), (words) => {
      const lines = wrapped(words.join(' '), '! ');
      expect(lines[0]?.startsWith('! ')).toBe(true);
      expect(lines.join(' ')).toBe(`! ${words.join(' ')}`);
      expect(longest(lines.join('\n'))).toBeLessThanOrEqual(42);
    }),
  );
});

test('a word that is longer than a line stays whole', () => {
  const address = `https://example.com/${'x'.repeat(100)}`;
  expect(wrapped(`see ${address} there`)).toEqual(['see', address, 'there']);
});
