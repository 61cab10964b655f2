/** Pages and sources of a document: they add up to its views, whatever is counted, read or put right. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startNumbersChange } from '../../cli/import-changes.ts';
import { applyVisits } from '../../shared/counter/apply-visits.ts';
import { DAY_MS } from '../../shared/counter/calendar.ts';
import {
  emptyDocument,
  parseDocument,
  serialiseDocument,
  totalsWith,
} from '../../shared/counter/document.ts';
import { NO_NAME } from '../../shared/counter/top-table.ts';
import type { Visit } from '../../shared/counter/visit.ts';
import { namedVisits, page, source, sumErrors, viewsIn } from './named-visits.ts';
import { hashOf } from './visitor-hashes.ts';

const LIMITS = { exactVisitorsMax: 20 };
const START_MS = Date.UTC(2026, 10, 24, 12);
const EMPTY = emptyDocument(LIMITS);

const documentOf = (visits: readonly Visit[]) => applyVisits(EMPTY, visits).document;
const at = (names: Partial<Visit> = {}): Visit => ({ atMs: START_MS, ...names });

describe('a table', () => {
  it('begins with the first view that names something, and leaves out those before', () => {
    const document = documentOf([at(), at(), at({ page: page('/a') }), at()]);
    expect(document.pages?.parts).toMatchObject({ base: 2, unnamed: { views: 1 } });
    expect(viewsIn(document, 'pages')).toEqual({ '/a': 1 });
    expect(document.sources).toBeUndefined();
    expect(serialiseDocument(documentOf([at(), at()]))).not.toMatch(/pages|sources/);
  });

  it('counts a name that is none among the others', () => {
    const document = documentOf([
      at({ page: NO_NAME, source: source('') }),
      at({ source: NO_NAME }),
    ]);
    expect(document.pages?.parts).toMatchObject({ other: { views: 1 }, unnamed: { views: 1 } });
    expect(viewsIn(document, 'sources')).toEqual({ direct: 1 });
  });

  it('adds up in every document, whatever was counted, stored, read and folded', () => {
    const visits = namedVisits(START_MS);
    fc.assert(
      fc.property(visits, visits, fc.nat(9), (first, second, startViews) => {
        const change = startNumbersChange({ pageviews: startViews, visitors: 0 }, LIMITS);
        const counted = change.apply(documentOf(first), undefined);
        if (counted.kind !== 'write') throw new Error('start numbers change a document');
        const stored = serialiseDocument(counted.document);
        expect(sumErrors(stored)).toEqual([]);
        const read = parseDocument(stored, LIMITS, START_MS + 2 * DAY_MS);
        expect(read.unreadable).toBeUndefined();
        const grown = applyVisits(read, second);
        expect(sumErrors(serialiseDocument(grown.document))).toEqual([]);
        expect(sumErrors(serialiseDocument(read))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('rolls its months with the document, also by views that name nothing', () => {
    const named = documentOf([at({ page: page('/a') })]);
    const next = applyVisits(named, [{ atMs: START_MS + 10 * DAY_MS }]).document;
    expect(next.pages?.parts.rows[0]).toMatchObject({ views: 1, month: 0, before: 1 });
    const reread = parseDocument(serialiseDocument(next), LIMITS);
    expect(reread.pages?.parts).toEqual(next.pages?.parts);
  });

  it('has no day that lies further ahead than the store allows', () => {
    const ahead = { atMs: START_MS + 40_000 * DAY_MS, page: page('/a'), source: source('') };
    const read = parseDocument(serialiseDocument(documentOf([ahead])), LIMITS, START_MS);
    const last = read.history.days.at(-1)?.day;
    expect(read.pages?.parts).toMatchObject({ began: last, current: last });
    expect(read.sources?.parts.rows).toMatchObject([{ since: last, last, views: 1, month: 1 }]);
  });
});

describe('what a visitor is told', () => {
  const visits = [
    at({ page: page('/a') }),
    at({ page: page('/a'), show: ['/b', '/a'] as never }),
    at({ page: page('/b'), show: ['/a'] as never }),
    at({ show: ['/c'] as never }),
    at(),
  ];

  it('is the page, and those that were asked for, right after the view', () => {
    const { told } = applyVisits(EMPTY, visits);
    expect(told.map(({ pages }) => pages)).toEqual([
      { '/a': 1 },
      { '/a': 2, '/b': 0 },
      { '/a': 2, '/b': 1 },
      { '/c': 0 },
      undefined,
    ]);
  });

  it('leaves out a page that nobody knows any more, since it may be among the others', () => {
    const { told } = applyVisits(EMPTY, [at({ page: NO_NAME, show: ['/a'] as never })]);
    expect(told[0]?.pages).toEqual({});
  });

  it('is the same for one who only reads', () => {
    const { document } = applyVisits(EMPTY, visits);
    const names = ['/a', '/b', '/c'] as never;
    expect(totalsWith(document, names).pages).toEqual({ '/a': 2, '/b': 1, '/c': 0 });
    expect(totalsWith(document, [])).not.toHaveProperty('pages');
    expect(totalsWith(EMPTY, names).pages).toEqual({ '/a': 0, '/b': 0, '/c': 0 });
  });
});

describe('a table that cannot be read, or does not add up,', () => {
  const stored = JSON.parse(
    serialiseDocument(documentOf([at({ page: page('/a'), source: source('a.example') }), at()])),
  );
  const spoil = (pages: unknown) =>
    parseDocument(JSON.stringify({ ...stored, pages }), LIMITS, START_MS);

  it.each([
    ['is nothing', null],
    ['is text', 'pages'],
    ['is a list', []],
    ['has another sum', { ...stored.pages, views: [7] }],
    ['has no columns', { ...stored.pages, names: undefined }],
    ['has a wrong day', { ...stored.pages, since: [1e9], last: [1e9] }],
  ])('since it %s, is left out, and the other one stays', (_what, pages) => {
    const read = spoil(pages);
    expect(read.pages).toBeUndefined();
    expect(read.unreadable).toEqual([expect.stringMatching(/^pages: /)]);
    expect(viewsIn(read, 'sources')).toEqual({ 'a.example': 1 });
    expect(read.pageviews).toBe(2);
  });

  it('begins anew with the next view that names a page, and that view counts', () => {
    const { document, told } = applyVisits(spoil(null), [at({ page: page('/b') })]);
    expect(told[0]).toMatchObject({ count: 3, pages: { '/b': 1 } });
    expect(document.pages?.parts).toMatchObject({ base: 2, imported: 0 });
    expect(sumErrors(serialiseDocument(document))).toEqual([]);
  });

  it('is one that an older version left behind when it counted a view', () => {
    const older = JSON.stringify({ ...stored, pageviews: stored.pageviews + 1 });
    const read = parseDocument(older, LIMITS);
    expect(read.unreadable).toHaveLength(2);
    expect(read.pageviews).toBe(3);
  });
});

it('links no visitor to a page: the tables hold no hash, and no row says whose it is', () => {
  const visitor = hashOf(7);
  const document = documentOf([at({ visitor, page: page('/a'), source: source('a.example') })]);
  const { pages, sources } = JSON.parse(serialiseDocument(document));
  expect(JSON.stringify({ pages, sources })).not.toContain(visitor.slice(0, 8));
});
