/** Rows of the journal as text: all that counts is in it, and not who read what. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NAME_BYTES_MAX } from '../../shared/counter/stored-name.ts';
import type { Visit } from '../../shared/counter/visit.ts';
import { PendingRows } from '../../shared/journal/pending-rows.ts';
import { visitsInRow } from '../../shared/journal/row-size.ts';
import { decodeVisits, encodeVisits } from '../../shared/journal/visit-text.ts';
import { namedVisits, page, source } from '../counter/named-visits.ts';
import { hashesOf, hashOf } from '../counter/visitor-hashes.ts';

const START_MS = Date.UTC(2026, 10, 24, 12);

const withoutNames = (visits: readonly Visit[]) =>
  visits.map(({ page: _, source: __, ...visit }) => visit);
const namesOf = (visits: readonly Visit[], name: 'page' | 'source') =>
  visits.flatMap((visit) => visit[name] ?? []).sort();

describe('a row', () => {
  test('holds every visit in its order, and every name as often as it came', () => {
    fc.assert(
      fc.property(namedVisits(START_MS), (visits) => {
        const decoded = decodeVisits(encodeVisits(visits));
        expect(withoutNames(decoded)).toEqual(withoutNames(visits));
        expect(namesOf(decoded, 'page')).toEqual(namesOf(visits, 'page'));
        expect(namesOf(decoded, 'source')).toEqual(namesOf(visits, 'source'));
      }),
    );
  });

  test('is the same whoever of its visitors read which page, and came from where', () => {
    const pages = ['/c', '/a', '/b', '/a', '/d'].map(page);
    const sources = ['b.example', '', 'a.example', '', ''].map(source);
    const row = (shift: number, other: number) =>
      encodeVisits(
        hashesOf(5).map((visitor, index) => ({
          atMs: START_MS + index,
          visitor,
          page: pages[(index + shift) % 5] ?? page('/'),
          source: sources[(index + other) % 5] ?? source(''),
        })),
      );
    const texts = [0, 1, 2, 3, 4].flatMap((shift) => [row(shift, 0), row(0, shift)]);
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]?.split('\n\n')[1]).toBe(
      'p 2 /a\np 1 /b\np 1 /c\np 1 /d\ns 1 a.example\ns 1 b.example\ns 3 direct',
    );
  });

  test('is counted in memory as V8 keeps it: with two bytes a character beyond Latin-1', () => {
    const bytesWith = (path: string) => {
      const rows = new PendingRows(0);
      rows.add({ number: 1, visits: [{ atMs: START_MS, page: page(path) }] });
      return rows.bytes;
    };
    const [latin, other] = [bytesWith('/aaaa'), bytesWith('/aaa%E4%BD%A0')];
    expect(other - latin).toBe(encodeVisits([{ atMs: START_MS, page: page('/aaaa') }]).length);
  });

  test('of version 1.0 has no names, and is read as ever', () => {
    const visits = [{ atMs: START_MS, visitor: hashOf(1) }, { atMs: START_MS + 1 }];
    expect(encodeVisits(visits)).toBe(`${START_MS} ${hashOf(1)}\n${START_MS + 1}`);
    expect(decodeVisits(`${START_MS} ${hashOf(1)}\n${START_MS + 1}`)).toEqual(visits);
    expect(decodeVisits('')).toEqual([]);
  });

  test('of as many visits as there may be, with the longest names, stays below 2 MB', () => {
    const all = Array.from({ length: 5_000 }, (_, index) => ({
      atMs: START_MS + index,
      visitor: hashOf(index),
      page: page(`/${String(index).padStart(NAME_BYTES_MAX - 1, 'p')}`),
      source: source(`${String(index).padStart(60, 's')}.${'t'.repeat(60)}.${'u'.repeat(60)}.eu`),
    }));
    const visits = all.slice(0, visitsInRow(all.map((visit) => ({ visit }))));
    expect(visits[0]?.page).toHaveLength(NAME_BYTES_MAX);
    expect(visits[0]?.source).toHaveLength(185);
    const bytes = new TextEncoder().encode(encodeVisits(visits)).byteLength;
    expect(bytes).toBeLessThan(2_000_000);
    expect(bytes).toBeGreaterThan(500_000);
    expect(visitsInRow(withoutNames(all).map((visit) => ({ visit })))).toBe(5_000);
  });
});
