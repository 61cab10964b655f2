/** docs/document.md says what is stored: its example, its fields and its bounds are those of the code. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyVisits } from '../../shared/counter/apply-visits.ts';
import { withClaim } from '../../shared/counter/claims.ts';
import { COUNT_MAX } from '../../shared/counter/count.ts';
import { parseDocument, serialiseDocument, totalsOf } from '../../shared/counter/document.ts';
import { DAYS_MAX, MONTHS_MAX } from '../../shared/counter/history.ts';
import { MARKS_MAX } from '../../shared/counter/marks.ts';
import { CLAIM_KINDS } from '../../shared/counter/report-claim.ts';
import { withTimeZone } from '../../shared/counter/time-zone.ts';
import { UNKNOWN_BYTES_MAX } from '../../shared/counter/unknown-fields.ts';
import { hashVisitor, saltFingerprint } from '../../shared/counter/visit.ts';
import { hashesOf } from './visitor-hashes.ts';

const GUIDE = readFileSync('docs/document.md', 'utf8');
const [, EXAMPLE = ''] = /```json\n(.*?)```/s.exec(GUIDE) ?? [];
const LIMITS = { exactVisitorsMax: 2_048 };

/** `days.start`, `writers.*`: every name in an object, and in the objects in it. */
function fieldsOf(stored: object, above = ''): string[] {
  return Object.entries(stored).flatMap(([name, value]) => {
    // Claims are alike, whatever they are for: their fields have one row together.
    const place = above.replace(/^report\.\w+\./, 'report.*.');
    const field = `${place}${above === 'writers.' ? '*' : name}`;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? [field, ...fieldsOf(value, `${field}.`)] : [field];
  });
}

/** The example once it was imported, and has more visitors than are kept exactly, of a day and in all. */
function estimatedExample(): object {
  const document = parseDocument(EXAMPLE, { exactVisitorsMax: 3 });
  const visits = hashesOf(300).map((visitor) => ({ atMs: document.updatedAt * 1000, visitor }));
  const counted = applyVisits(document, visits).document;
  const claimed = CLAIM_KINDS.reduce((all, kind) => withClaim(all, kind, document.report), counted);
  const zoned = withTimeZone(claimed, 'Europe/Berlin', document.updatedAt * 1000, true);
  return JSON.parse(serialiseDocument({ ...zoned, replacedAt: document.updatedAt }));
}

function section(title: string): string {
  const [, text = ''] = GUIDE.split(`## ${title}\n`);
  return text.split('\n## ')[0] ?? '';
}

describe('the example', () => {
  test('is read, and written as it stands', () => {
    const stored = serialiseDocument(parseDocument(EXAMPLE, LIMITS));
    expect(stored).toBe(JSON.stringify(JSON.parse(EXAMPLE)));
  });

  test('has nothing that lies ahead of its latest view', () => {
    const storedAtMs = parseDocument(EXAMPLE, LIMITS).updatedAt * 1000;
    const stored = serialiseDocument(parseDocument(EXAMPLE, LIMITS, storedAtMs));
    expect(stored).toBe(JSON.stringify(JSON.parse(EXAMPLE)));
  });

  test('has the hashes and the fingerprint that its SALT and visitor ids make', async () => {
    const { salt, seen } = JSON.parse(EXAMPLE);
    const hashes = await Promise.all(
      ['first', 'second', 'third'].map((name) => hashVisitor('an example', `${name}-visitor`)),
    );
    expect(seen).toEqual(hashes);
    expect(salt).toBe(await saltFingerprint('an example'));
  });

  test('adds up', () => {
    const document = parseDocument(EXAMPLE, LIMITS);
    const { days, months } = document.history;
    const sum = (numbers: readonly number[]) => numbers.reduce((total, next) => total + next, 0);
    const { count, unique } = totalsOf(document);
    expect([count, unique]).toEqual([8, 3]);
    for (const rows of [days, months]) {
      expect(sum(rows.map((row) => row.pageviews))).toBe(count);
      expect(sum(rows.map((row) => row.newVisitors))).toBe(unique);
    }
    expect(document.visitors.forgotten).toBe(0);
  });
});

test('every stored field has a row, and every row a stored field', () => {
  const stored = new Set([...fieldsOf(JSON.parse(EXAMPLE)), ...fieldsOf(estimatedExample())]);
  const rows = [...section('Field by field').matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
  expect(rows).toEqual([...new Set(rows)]);
  expect(rows.sort()).toEqual([...stored].sort());
});

test('the bounds are those of the code', () => {
  const bounds = section('Bounds');
  const boundOf = (what: string) =>
    new RegExp(`^\\| ${what} +\\| ([^|]+?) +\\|`, 'm').exec(bounds)?.[1] ?? '';
  expect(boundOf('days')).toBe(DAYS_MAX.toLocaleString('en'));
  expect(boundOf('months')).toBe(MONTHS_MAX.toLocaleString('en'));
  expect(boundOf('marks')).toMatch(new RegExp(`^${MARKS_MAX},`));
  expect(boundOf('fields of others')).toBe(`${UNKNOWN_BYTES_MAX / 1024} KiB as stored`);
  expect(boundOf('a count')).toBe('2^53 − 1');
  expect(COUNT_MAX).toBe(2 ** 53 - 1);
});

test.each([
  ['{"count": 41}', 41, 0],
  ['{"pageviews": "12", "uniqueVisitors": 3.9, "seen": null, "updatedAt": null}', 12, 3],
  ['{}', 0, 0],
])('the older form %s is read as the page says', (text, count, unique) => {
  expect(totalsOf(parseDocument(text, LIMITS))).toMatchObject({ count, unique });
});
