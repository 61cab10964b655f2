import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyVisits } from '../../shared/counter/apply-visits.ts';
import { CorruptDocument } from '../../shared/counter/corrupt-document.ts';
import {
  emptyDocument,
  parseDocument,
  serialiseDocument,
  totalsOf,
  unstorableField,
} from '../../shared/counter/document.ts';
import { START_MS, setAt, spoiledDocuments, wholeDocument } from './spoiled-document.ts';
import { hashesOf } from './visitor-hashes.ts';

const LIMITS = { exactVisitorsMax: 2_048 };

const parse = (stored: unknown) => parseDocument(JSON.stringify(stored), LIMITS);
const reread = (text: string) => serialiseDocument(parseDocument(text, LIMITS));

/** The old function's document, field by field as Python's json.dumps wrote it. */
const OLD = {
  pageviews: 1_234,
  uniqueVisitors: 3,
  seen: hashesOf(3),
  updatedAt: 1_700_000_000,
};

describe('a document of the old function', () => {
  it('is read with every figure that it holds', () => {
    const document = parse(OLD);
    expect(totalsOf(document)).toEqual({ count: 1_234, unique: 3, updatedAt: 1_700_000_000 });
    expect(document.history.days).toEqual([]);
    expect(document.writers.size).toBe(0);
    expect(document.report).toBeUndefined();
    expect(document.salt).toBeUndefined();
  });

  it('survives a round trip: its four fields stay as they were', () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 31),
        fc.nat(60),
        fc.nat(200),
        fc.nat(2 ** 31),
        (views, hashes, lost, at) => {
          const seen = hashesOf(hashes);
          const old = { pageviews: views, uniqueVisitors: hashes + lost, seen, updatedAt: at };
          const text = serialiseDocument(parse(old));
          expect(JSON.parse(text)).toMatchObject(old);
          expect(reread(text)).toBe(text);
        },
      ),
    );
  });

  it('may be older still: {"count": N} has views, and no visitors', () => {
    expect(totalsOf(parse({ count: 41 }))).toEqual({ count: 41, unique: 0, updatedAt: 0 });
  });

  it('prefers pageviews where both stand', () => {
    expect(parse({ count: 41, pageviews: 50 }).pageviews).toBe(50);
  });

  it.each([
    ['digits', '90', 90],
    ['digits with spaces around', ' 7\n', 7],
    ['digits with a plus', '+12', 12],
    ['a fraction, which is cut off', 12.9, 12],
    ['zero', 0, 0],
    ['null, as if it were not there', null, 0],
  ])('may have %s for a number', (_, pageviews, expected) => {
    expect(parse({ ...OLD, pageviews }).pageviews).toBe(expected);
  });

  it('may be an empty object: a beginning', () => {
    expect(totalsOf(parse({}))).toEqual({ count: 0, unique: 0, updatedAt: 0 });
  });

  it('has no field of its own besides those that it is written with', () => {
    expect(parse(OLD).unknownFields).toBeUndefined();
  });
});

describe('fields that this version does not know', () => {
  const FOREIGN = { note: 'mine', tables: { names: ['/a'], views: [1] }, tags: [1, null, true] };

  it('are carried through, whatever happens to the document meanwhile', () => {
    const document = parseDocument(JSON.stringify({ ...OLD, ...FOREIGN }), LIMITS, START_MS);
    const counted = applyVisits(document, [{ atMs: START_MS }]).document;
    expect(JSON.parse(serialiseDocument(counted))).toMatchObject(FOREIGN);
    expect(JSON.parse(reread(serialiseDocument(counted)))).toMatchObject(FOREIGN);
  });

  it('may have any name, and none of them changes what is counted', () => {
    const text = '{"pageviews":5,"__proto__":{"pageviews":9},"toString":1,"7":2}';
    expect(parseDocument(text, LIMITS).pageviews).toBe(5);
    const stored = serialiseDocument(parseDocument(text, LIMITS));
    expect(stored).toContain('"__proto__":{"pageviews":9}');
    expect(reread(stored)).toBe(stored);
  });

  it('are carried up to 8 KiB as stored, and refused beyond, with what to do', () => {
    const ofBytes = (bytes: number) => ({ pageviews: 1, note: 'ä'.repeat((bytes - 11) / 2) });
    expect(JSON.parse(reread(JSON.stringify(ofBytes(8_191))))).toEqual(
      expect.objectContaining(ofBytes(8_191)),
    );
    expect(() => parse(ofBytes(8_195))).toThrow(CorruptDocument);
    expect(() => parse(ofBytes(8_195))).toThrow(
      'more than 8192 bytes ("note"): upgrade to a version that knows them, or take them out',
    );
  });

  it('are refused when they are nested more deeply than they can be written', () => {
    const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(errorOf(`{"pageviews":1,"note":${nested}}`)).toBe('CorruptDocument');
  });

  it('such as the old count beside pageviews are none: it is dropped', () => {
    expect(JSON.parse(serialiseDocument(parse({ ...OLD, count: 7 })))).not.toHaveProperty('count');
  });
});

describe('what is no counter document', () => {
  it.each([
    ['', 'it is not JSON'],
    ['{"pageviews": 1', 'it is not JSON'],
    ['<html>', 'it is not JSON'],
    ['\ufeff{}', 'it is not JSON'],
    ['null', 'it is not a JSON object'],
    ['[]', 'it is not a JSON object'],
    ['12', 'it is not a JSON object'],
    ['"text"', 'it is not a JSON object'],
    ['{"name":"a site"}', 'it has none of pageviews'],
    ['{"pageviews":-1}', 'pageviews is not'],
    ['{"pageviews":-0.0}', 'pageviews is not'],
    ['{"pageviews":"-1"}', 'pageviews is not'],
    ['{"pageviews":"1e3"}', 'pageviews is not'],
    ['{"pageviews":"0x10"}', 'pageviews is not'],
    ['{"pageviews":""}', 'pageviews is not'],
    ['{"pageviews":1e300}', 'pageviews is not'],
    ['{"pageviews":9007199254740992}', 'pageviews is not'],
    ['{"pageviews":true}', 'pageviews is not'],
    ['{"pageviews":[1]}', 'pageviews is not'],
    ['{"pageviews":1,"uniqueVisitors":-2}', 'uniqueVisitors is not'],
    ['{"pageviews":1,"updatedAt":"soon"}', 'updatedAt is not'],
    ['{"pageviews":1,"seen":{}}', 'seen is not an array'],
    ['{"pageviews":1,"seen":["x"]}', 'seen[0] is not a visitor hash'],
    ['{"pageviews":1,"days":[]}', 'days is not an object'],
    ['{"pageviews":1,"days":{"start":"2026-02-30"}}', 'days.start is not a date'],
    ['{"pageviews":1,"months":{"start":"2026-13"}}', 'months.start is not a month'],
    ['{"pageviews":1,"writers":[]}', 'writers is not an object'],
    ['{"pageviews":1,"report":[]}', 'report is not an object'],
    ['{"pageviews":1,"requests":{"month":"x","count":1}}', 'requests.month is not a month'],
    ['{"pageviews":1,"requests":{"month":"2026-11","count":-1}}', 'requests.count is not'],
    ['{"pageviews":1,"salt":"A1B2"}', 'salt is not a fingerprint'],
  ])('%s is refused, saying that %s', (text, problem) => {
    expect(() => parseDocument(text, LIMITS)).toThrow(CorruptDocument);
    expect(() => parseDocument(text, LIMITS)).toThrow(problem);
  });

  it('never brings another error than CorruptDocument, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(errorOf(text)).toBeOneOf([undefined, 'CorruptDocument']);
      }),
    );
  });

  it('never brings another error either when the fields are ours and their values are anything', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(null, '', '2026-11-24', '2026-11', [], {}, [0], [[1, 2, 3]]),
    );
    const columns = fc.record(
      {
        start: anything,
        pageviews: anything,
        visitors: anything,
        newVisitors: anything,
        today: fc.oneof(anything, fc.record({ seen: anything, sketch: anything })),
      },
      { requiredKeys: [] },
    );
    const stored = fc.record(
      {
        pageviews: anything,
        uniqueVisitors: anything,
        seen: anything,
        updatedAt: anything,
        sketch: fc.oneof(anything, fc.record({ registers: anything, estimate: anything })),
        days: fc.oneof(anything, columns),
        months: fc.oneof(anything, columns),
        writers: fc.oneof(anything, fc.dictionary(fc.string(), anything)),
        report: fc.oneof(anything, fc.record({ day: anything })),
        requests: fc.oneof(anything, fc.record({ month: anything, count: anything })),
        salt: anything,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(stored, (document) => {
        expect(errorOf(JSON.stringify(document))).toBeOneOf([undefined, 'CorruptDocument']);
      }),
      { numRuns: 500 },
    );
  });

  it('may be cut off anywhere: no piece of a document passes for a whole one', () => {
    const text = serialiseDocument(parse(OLD));
    for (let length = 0; length < text.length; length += 1) {
      expect(errorOf(text.slice(0, length))).toBe('CorruptDocument');
    }
  });
});

describe('a document that somebody has changed here and there', () => {
  it('is refused, or read as what its own stored form is read as again', () => {
    let read = 0;
    fc.assert(
      fc.property(spoiledDocuments, fc.option(fc.constant(START_MS)), (text, storedAtMs) => {
        if (errorOf(text) !== undefined) {
          expect(errorOf(text)).toBe('CorruptDocument');
          return;
        }
        read += 1;
        const document = parseDocument(text, LIMITS, storedAtMs ?? undefined);
        const stored = serialiseDocument(document);
        expect(reread(stored)).toBe(stored);
        expect(unstorableField(document)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
    expect(read).toBeGreaterThan(200);
  });

  it.each([
    'days',
    'days.today',
    'months',
    'writers',
    'writers.edge',
    'report',
    'report.day',
    'report.day.before',
    'requests',
    'salt',
  ])('is refused when %s is nothing, text, a number, a list or a truth', (path) => {
    for (const wrong of [null, 'text', 7, 1.5, [], [1], true, -1]) {
      const stored = wholeDocument(100);
      setAt(stored, path, wrong);
      expect(errorOf(JSON.stringify(stored))).toBe('CorruptDocument');
    }
  });

  it.each([
    ['pageviews', 2 ** 53],
    ['uniqueVisitors', 2 ** 53],
    ['updatedAt', 2 ** 53],
    ['days.pageviews.0', 2 ** 53],
    ['days.visitors.0', 2 ** 53],
    ['days.newVisitors.0', 1e300],
    ['months.pageviews.0', 2 ** 53],
    ['months.newVisitors.0', 2 ** 53],
    ['report.day.pageviews', 2 ** 53],
    ['report.day.uniqueVisitors', 2 ** 53],
    ['report.day.before.at', 2 ** 53],
    ['requests.count', 2 ** 53],
    ['writers.edge.0', 2 ** 53],
    ['days.start', '9999-12-31'],
    ['months.start', '9999-12'],
  ])('is refused when %s is beyond its bound', (path, value) => {
    const stored = wholeDocument(100);
    setAt(stored, path, value);
    expect(errorOf(JSON.stringify(stored))).toBe('CorruptDocument');
  });
});

describe('an empty document', () => {
  it('survives a round trip', () => {
    const text = serialiseDocument(emptyDocument(LIMITS));
    expect(reread(text)).toBe(text);
    expect(totalsOf(parseDocument(text, LIMITS)).count).toBe(0);
  });
});

function errorOf(text: string): string | undefined {
  try {
    parseDocument(text, LIMITS);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}
