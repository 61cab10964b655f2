/** Badges against what shields.io draws: widths read off its own badges (badge-maker's snapshots, README badges). */
import { describe, expect, test } from 'vitest';
import { abbreviate } from '../../shared/badge/abbreviate.ts';
import { COLOR_NAMES, hexOf, isLight } from '../../shared/badge/badge-color.ts';
import { BADGE_STYLES, drawBadge } from '../../shared/badge/draw-badge.ts';
import { textWidth } from '../../shared/badge/text-width.ts';

const BADGE = { label: 'views', message: '42', color: 'blue', style: 'flat' } as const;

describe('text widths', () => {
  test.each([
    ['m', 11, 'regular', 10.7],
    ['v1.2.511', 11, 'regular', 49.48],
    ['v1.2.511', 10, 'regular', 44.98],
    ['1', 10, 'bold', 7.11],
    ['.', 11, 'bold', 3.97],
    ['M', 11, 'bold', 10.43],
  ] as const)('%s at %i px %s is as Chrome measures Verdana', (text, fontPx, weight, px) => {
    const width = textWidth(text, fontPx, weight);
    expect(width.exact).toBe(true);
    expect(width.px).toBeCloseTo(px, 1);
  });

  test('knows every printable character of ASCII', () => {
    for (let code = 0x20; code < 0x7f; code += 1) {
      const character = String.fromCharCode(code);
      expect(textWidth(character, 11, 'regular').exact, character).toBe(true);
    }
  });

  test('takes an accented letter for as wide as its base, and a foreign one for a guess', () => {
    expect(textWidth('é', 11, 'regular')).toEqual(textWidth('e', 11, 'regular'));
    expect(textWidth('訪問', 11, 'regular')).toEqual({ px: 22, exact: false });
    expect(textWidth('Ж', 11, 'regular').exact).toBe(false);
  });
});

describe('a guess is by what is displayed', () => {
  test.each([
    ['Hangul syllables', '방문자', 3],
    ['Hangul in parts', '방문자'.normalize('NFD'), 3],
    ['an old syllable that is in parts only', '\u1112\u119e\u11ab', 1],
    ['letters of Hangul', 'ㅋㅋ', 2],
    ['Han', '訪問', 2],
    ['kana, with its long vowel', 'カウンター', 5],
    ['kana with a mark of its own', 'か\u3099', 1],
    ['kana of half the width', 'ｶｳﾝﾀｰ', 2.5],
    ['fullwidth letters', 'ＡＢＣ！', 4],
    ['punctuation of East Asia', '「、。」\u3000', 5],
    ['an emoji', '👀', 1],
    ['an emoji in a tone of skin', '👍🏽', 1],
    ['a family of emoji', '👨‍👩‍👧‍👦', 1],
    ['two flags', '🇩🇪🇰🇷', 2],
    ['a sign as an emoji', '❤️', 1],
    ['a key', '1️⃣', 1],
  ])('%s', (_, text, squares) => {
    expect(textWidth(text, 11, 'regular')).toEqual({ px: squares * 11, exact: false });
  });

  test('and what has no width adds none', () => {
    for (const text of ['e\u0301\u0323', 'e\u200b', '\u2060e', 'e\ufe0e']) {
      expect(textWidth(text, 11, 'regular'), text).toEqual(textWidth('e', 11, 'regular'));
    }
    expect(textWidth('\u200b', 11, 'regular')).toEqual({ px: 0, exact: true });
  });

  test('so that a badge is no wider than its label', () => {
    const svg = drawBadge({ ...BADGE, label: '방문자', message: '1' });
    expect(svg).toContain('<svg xmlns="http://www.w3.org/2000/svg" width="60"');
    const spaced = drawBadge({ ...BADGE, label: '👨‍👩‍👧‍👦', style: 'for-the-badge' });
    const single = drawBadge({ ...BADGE, label: '👀', style: 'for-the-badge' });
    expect(/width="[\d.]+"/.exec(spaced)?.[0]).toBe(/width="[\d.]+"/.exec(single)?.[0]);
  });
});

describe('flat and flat-square', () => {
  test.each([
    ['cactus', 'grown', 35, 35, 90],
    ['build', 'passing', 27, 41, 88],
    ['Citations', 'grown', 49, 35, 104],
  ])('%s: %s is as wide as from shields', (label, message, labelPx, messagePx, width) => {
    for (const style of ['flat', 'flat-square'] as const) {
      const svg = drawBadge({ ...BADGE, label, message, style });
      expect(svg).toContain(`width="${width}" height="20" role="img"`);
      expect(svg).toContain(`textLength="${labelPx * 10}">${label}</text>`);
      expect(svg).toContain(`textLength="${messagePx * 10}">${message}</text>`);
    }
  });

  test('puts the texts where shields puts them', () => {
    const svg = drawBadge({ ...BADGE, label: 'cactus', message: 'grown' });
    expect(svg).toContain('<text x="235" y="150"');
    expect(svg).toContain('<text x="235" y="140"');
    expect(svg).toContain('<text x="665" y="150"');
    expect(svg).toContain('<text x="665" y="140"');
  });
});

test.each([
  ['Listening now', '1', '156.5', '1002.5', '82.5', ['621.25', '1403.75']],
  ['tests', '1', '94.5', '382.5', '82.5', ['311.25', '783.75']],
])('for-the-badge, %s: %s is as wide as from shields', (label, message, width, ...rest) => {
  const [labelLength, messageLength, middles] = rest;
  const svg = drawBadge({ ...BADGE, label, message, style: 'for-the-badge' });
  expect(svg).toContain(`width="${width}" height="28"`);
  expect(svg).toContain(`textLength="${labelLength}">${label.toUpperCase()}</text>`);
  expect(svg).toContain(`textLength="${messageLength}" font-weight="bold">1</text>`);
  for (const middle of middles) expect(svg).toContain(`<text x="${middle}" y="175"`);
});

describe.each(BADGE_STYLES)('%s', (style) => {
  test('says what it shows to who cannot see it', () => {
    const svg = drawBadge({ ...BADGE, style });
    expect(svg).toContain('role="img" aria-label="views: 42"><title>views: 42</title>');
  });

  test('escapes whatever stands in it', () => {
    const svg = drawBadge({ ...BADGE, style, label: `</title><script>"'&` });
    expect(svg).not.toMatch(/<script/i);
    expect(svg).toContain('&lt;/title&gt;&lt;script&gt;&quot;&#39;&amp;: 42');
  });

  test('does not stretch letters to a width that is a guess', () => {
    const svg = drawBadge({ ...BADGE, style, label: '訪問者' });
    expect(svg).toMatch(/<text [^>]*>訪問者</);
    expect(svg).not.toMatch(/<text [^>]*textLength[^>]*>訪問者</);
  });

  test('writes dark on a light colour', () => {
    expect(drawBadge({ ...BADGE, style, color: 'fff' })).toContain('fill="#333"');
    expect(drawBadge({ ...BADGE, style })).not.toContain('fill="#333"');
  });
});

describe('colours', () => {
  test('are names of shields and hex, nothing else', () => {
    expect(COLOR_NAMES.every((name) => /^#[\da-f]{3,6}$/.test(hexOf(name) ?? ''))).toBe(true);
    expect(hexOf('brightgreen')).toBe('#4c1');
    expect(hexOf('FE7D37')).toBe('#fe7d37');
    expect(hexOf('#abc')).toBe('#abc');
    for (const other of ['', '#', 'ab', 'abcd', 'tomato', 'url(#s)', 'constructor', '#12345g']) {
      expect(hexOf(other), other).toBeUndefined();
    }
  });

  test('are light where shields writes dark on them', () => {
    expect(['#f3f3f3', '#e2ffe1', '#fff'].every(isLight)).toBe(true);
    expect(['#000', '#555', '#4c1', '#0f0', '#dfb317'].some(isLight)).toBe(false);
  });
});

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1k'],
  [1049, '1k'],
  [1234, '1.2k'],
  [9949, '9.9k'],
  [9950, '10k'],
  [12_345, '12k'],
  [999_499, '999k'],
  [999_500, '1M'],
  [5_640_000, '5.6M'],
  [2_000_000_000, '2G'],
])('%i is short for %s', (count, text) => {
  expect(abbreviate(count)).toBe(text);
});
