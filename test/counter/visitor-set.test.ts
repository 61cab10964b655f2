import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CorruptDocument } from '../../shared/counter/corrupt-document.ts';
import { HyperLogLog } from '../../shared/counter/hyperloglog.ts';
import { hashBits, VisitorSet } from '../../shared/counter/visitor-set.ts';
import { hashesOf, hashOf } from './visitor-hashes.ts';

const LIMITS = { exactVisitorsMax: 2_048 };

function setOf(numbers: Iterable<number>, limits = LIMITS): VisitorSet {
  const set = VisitorSet.empty(limits);
  for (const number of numbers) set.add(hashOf(number));
  return set;
}

function reread(set: VisitorSet, limits = LIMITS): VisitorSet {
  const { seen, sketch } = JSON.parse(JSON.stringify(set.toStored()));
  return VisitorSet.parse(seen, sketch, set.count, limits);
}

describe('while visitors are few', () => {
  it('counts each once, in any order and however often they return', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40)), (numbers) => {
        const set = setOf(numbers);
        expect(set.count).toBe(new Set(numbers).size);
        expect(set.relativeError).toBeUndefined();
        expect(set.forgotten).toBe(0);
        expect(reread(set).toStored()).toEqual(set.toStored());
      }),
    );
  });

  it('stays exact up to the limit, and estimates from the next visitor on', () => {
    const set = setOf(Array(2_048).keys());
    expect(set.relativeError).toBeUndefined();
    set.add(hashOf(2_048));
    expect(set.relativeError).toBe(0.0065);
    expect(set.count).toBe(2_049);
    expect(set.toStored().seen).toEqual([]);
  });

  it('leaves the original alone when a copy changes', () => {
    for (const visitors of [10, 3_000]) {
      const set = setOf(Array(visitors).keys());
      const before = JSON.stringify(set.toStored());
      const copy = set.copy();
      for (const hash of hashesOf(visitors + 500)) copy.add(hash);
      expect(JSON.stringify(set.toStored())).toBe(before);
      expect(copy.count).toBeGreaterThan(set.count);
    }
  });
});

describe('once visitors are many', () => {
  it('has the registers that the same hashes make from scratch: nothing is lost on the way', () => {
    const hashes = hashesOf(6_000);
    const set = VisitorSet.empty(LIMITS);
    const scratch = HyperLogLog.empty(14);
    for (const hash of hashes) {
      set.add(hash);
      scratch.add(hashBits(hash));
    }
    expect(set.toStored().sketch?.registers).toBe(scratch.toStored().registers);
  });

  it('starts from the count that was known, and does not count those again who return', () => {
    const set = setOf(Array(2_049).keys());
    const { sketch } = set.toStored();
    expect(sketch?.estimate).toBe(2_049);
    for (const hash of hashesOf(2_049)) set.add(hash);
    expect(set.count).toBe(2_049);
  });

  it('never goes down, over any number of re-reads', () => {
    let set = setOf(Array(2_000).keys());
    for (let number = 2_000; number < 4_000; number += 1) {
      const before = set.count;
      set.add(hashOf(number));
      expect(set.count).toBeGreaterThanOrEqual(before);
      if (number % 100 === 0) set = reread(set);
    }
    expect(set.count).toBeGreaterThan(3_900);
    expect(set.count).toBeLessThan(4_100);
  });

  it('tells whole numbers only', () => {
    const set = setOf(Array(2_500).keys());
    expect(Number.isSafeInteger(set.count)).toBe(true);
    expect(Number.isSafeInteger(set.toStored().sketch?.estimate)).toBe(false);
  });
});

describe('what is read', () => {
  it('of an old document with more hashes than are kept becomes a sketch at once', () => {
    const hashes = hashesOf(10_000);
    const set = VisitorSet.parse(hashes, undefined, 10_000, LIMITS);
    expect(set.count).toBe(10_000);
    expect(set.relativeError).toBe(0.0065);
    expect(JSON.stringify(set.toStored()).length).toBeLessThan(17_000);
    const added = VisitorSet.empty(LIMITS);
    for (const hash of hashes) added.add(hash);
    expect(set.toStored().sketch?.registers).toBe(added.toStored().sketch?.registers);
    for (const hash of hashes) set.add(hash);
    expect(set.count).toBe(10_000);
  });

  it('of exactly as many as are kept stays exact', () => {
    const set = VisitorSet.parse(hashesOf(2_048), undefined, 2_048, LIMITS);
    expect(set.relativeError).toBeUndefined();
    expect(set.toStored().seen).toHaveLength(2_048);
  });

  it('keeps a count above its hashes, and says how many are forgotten', () => {
    const set = VisitorSet.parse(hashesOf(3), undefined, 10, LIMITS);
    expect(set.count).toBe(10);
    expect(set.forgotten).toBe(7);
    set.add(hashOf(1));
    set.add(hashOf(99));
    expect(set.count).toBe(11);
  });

  it('becomes an estimate of at least what was told, and leaves the set that it came from', () => {
    const exact = VisitorSet.parse(hashesOf(5), undefined, 5, LIMITS);
    const estimated = exact.estimatedAtLeast(7);
    expect([estimated.count, estimated.relativeError]).toEqual([7, 0.0065]);
    expect(estimated.estimatedAtLeast(3).count).toBe(7);
    for (const hash of hashesOf(5)) estimated.add(hash);
    expect(estimated.count).toBe(7);
    expect([exact.count, exact.relativeError]).toEqual([5, undefined]);
  });

  it('raises a count below its hashes: nobody who is known goes uncounted', () => {
    expect(VisitorSet.parse(hashesOf(5), undefined, 2, LIMITS).count).toBe(5);
  });

  it('counts a hash once that stands there twice', () => {
    const twice = [...hashesOf(4), ...hashesOf(4)];
    expect(VisitorSet.parse(twice, undefined, 0, LIMITS).count).toBe(4);
  });

  it('takes hashes into the sketch that somebody put beside it', () => {
    const { sketch } = setOf(Array(3_000).keys()).toStored();
    const set = VisitorSet.parse(hashesOf(3_200), sketch, 3_000, LIMITS);
    expect(set.toStored().seen).toEqual([]);
    expect(set.count).toBeGreaterThan(3_100);
    expect(set.count).toBeLessThan(3_300);
  });

  it.each([
    ['not a list', 'text', undefined],
    ['a hash in capitals', ['A'.repeat(64)], undefined],
    ['a hash that is too short', ['a'.repeat(63)], undefined],
    ['a number among the hashes', [1], undefined],
    ['a sketch of another size', [], { registers: 'AAAA', estimate: 1 }],
    ['a register beyond every rank', [], { registers: '/'.repeat(16_384), estimate: 1 }],
    ['a character that is no register', [], { registers: '-'.repeat(16_384), estimate: 1 }],
    ['an estimate below 0', [], { registers: 'A'.repeat(16_384), estimate: -1 }],
    ['an estimate that is text', [], { registers: 'A'.repeat(16_384), estimate: '1' }],
    ['a sketch that is nothing', [], null],
  ])('is refused when there is %s', (_, seen, sketch) => {
    expect(() => VisitorSet.parse(seen, sketch, 1, LIMITS)).toThrow(CorruptDocument);
  });
});
