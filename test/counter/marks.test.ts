import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CorruptDocument } from '../../shared/counter/corrupt-document.ts';
import {
  ageMarks,
  type Mark,
  marksToStored,
  parseMarks,
  type WriterId,
} from '../../shared/counter/marks.ts';

const BRIEF: Mark = { life: 'brief', sequence: 3, pageviews: 40 };
const JOURNAL: Mark = { life: 'journal', sequence: 3, pageviews: 40 };
const STORE_SECONDS = 1_795_450_000;

const marksOf = (mark: Mark) => new Map([['writer' as WriterId, mark]]);
const aged = (mark: Mark, replacedAt: number | undefined) =>
  ageMarks(marksOf(mark), replacedAt).get('writer' as WriterId);

describe('a mark', () => {
  it('is dated with the next commit, by the store', () => {
    expect(aged(BRIEF, STORE_SECONDS)).toEqual({ ...BRIEF, datedAt: STORE_SECONDS });
    expect(aged(BRIEF, undefined)).toEqual(BRIEF);
  });

  it('keeps the date that it has', () => {
    const dated = { ...BRIEF, datedAt: STORE_SECONDS };
    expect(aged(dated, STORE_SECONDS + 59)).toEqual(dated);
  });

  it('of a process is dropped once the document replaced is 60 s newer than its date', () => {
    const dated = { ...BRIEF, datedAt: STORE_SECONDS };
    expect(aged(dated, STORE_SECONDS + 60)).toBeUndefined();
    expect(aged(dated, undefined)).toEqual(dated);
  });

  it('of a journal stays for 400 days', () => {
    const dated = { ...JOURNAL, datedAt: STORE_SECONDS };
    expect(aged(dated, STORE_SECONDS + 400 * 86_400 - 1)).toEqual(dated);
    expect(aged(dated, STORE_SECONDS + 400 * 86_400)).toBeUndefined();
  });

  it('stays when the date of the store went back', () => {
    const dated = { ...BRIEF, datedAt: STORE_SECONDS };
    expect(aged(dated, STORE_SECONDS - 3_600)).toEqual(dated);
  });

  it('is left as it was in the document that was read', () => {
    const marks = marksOf(BRIEF);
    ageMarks(marks, STORE_SECONDS);
    expect(marks.get('writer' as WriterId)).toEqual(BRIEF);
  });
});

describe('what is stored of marks', () => {
  const markArbitrary = fc.record(
    {
      life: fc.constantFrom('brief' as const, 'journal' as const),
      sequence: fc.maxSafeNat(),
      pageviews: fc.maxSafeNat(),
      datedAt: fc.integer({ min: 1, max: 2 ** 33 }),
    },
    { requiredKeys: ['life', 'sequence', 'pageviews'] },
  );

  it('survives a round trip', () => {
    const marks = fc.dictionary(fc.stringMatching(/^[\w-]{1,64}$/), markArbitrary);
    fc.assert(
      fc.property(marks, (stored) => {
        const before = new Map(Object.entries(stored)) as Map<WriterId, Mark>;
        before.delete('__proto__' as WriterId);
        const after = parseMarks(JSON.parse(JSON.stringify(marksToStored(before))));
        expect(after).toEqual(before);
      }),
    );
  });

  it('is absent in an old document: then there are none', () => {
    expect(parseMarks(undefined).size).toBe(0);
  });

  it.each([
    ['a list', []],
    ['null', null],
    ['text', 'writers'],
    ['a mark that is a number', { w: 5 }],
    ['a mark of two numbers', { w: [1, 2] }],
    ['a mark of five', { w: [1, 2, 3, 1, 1] }],
    ['a fraction', { w: [1.5, 2, 3] }],
    ['a sequence below 0', { w: [-1, 2, 3] }],
    ['another life than we know', { w: [1, 2, 3, 2] }],
    ['a writer with a space in its name', { 'w w': [1, 2, 3] }],
    ['a writer with a name too long', { ['w'.repeat(65)]: [1, 2, 3] }],
  ])('is refused when it is %s', (_, stored) => {
    expect(() => parseMarks(stored)).toThrow(CorruptDocument);
  });
});
