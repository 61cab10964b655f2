import { describe, expect, it } from 'vitest';
import { CorruptDocument } from '../../shared/counter/corrupt-document.ts';
import {
  type HashBits,
  HyperLogLog,
  relativeStandardError,
} from '../../shared/counter/hyperloglog.ts';
import { Prng } from '../simulation/prng.ts';

function bitsOf(prng: Prng): HashBits {
  return { high: prng.integer(0, 2 ** 32 - 1), low: prng.integer(0, 2 ** 32 - 1) };
}

function sketchOf(count: number, precision = 14, seed = 1): HyperLogLog {
  const prng = new Prng(seed);
  const sketch = HyperLogLog.empty(precision);
  for (let added = 0; added < count; added += 1) sketch.add(bitsOf(prng));
  return sketch;
}

function reread(sketch: HyperLogLog): HyperLogLog {
  const stored = JSON.parse(JSON.stringify(sketch.toStored()));
  return HyperLogLog.parse(stored, sketch.precision, 'sketch');
}

describe('a register', () => {
  /** The rank that a hash with these bits behind its index leaves in register 5. */
  const rankOf = (precision: number, restHigh: number, low: number): number => {
    const sketch = HyperLogLog.empty(precision);
    sketch.add({ high: (5 * 2 ** (32 - precision) + restHigh) >>> 0, low });
    const { registers } = sketch.toStored();
    return 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(
      registers.charAt(5),
    );
  };

  it('holds one more than the leading zeros behind the index', () => {
    expect(rankOf(14, 2 ** 17, 0)).toBe(1);
    expect(rankOf(14, 2 ** 17 - 1, 2 ** 32 - 1)).toBe(2);
    expect(rankOf(14, 1, 0)).toBe(18);
    expect(rankOf(11, 2 ** 20, 0)).toBe(1);
  });

  it('goes on counting zeros in the lower half of the hash', () => {
    expect(rankOf(14, 0, 2 ** 31)).toBe(19);
    expect(rankOf(14, 0, 1)).toBe(50);
    expect(rankOf(14, 0, 0)).toBe(51);
    expect(rankOf(11, 0, 0)).toBe(54);
  });

  it('keeps the largest rank, whatever comes after', () => {
    const sketch = HyperLogLog.empty(14);
    expect(sketch.add({ high: 0, low: 1 })).toBe(true);
    expect(sketch.add({ high: 0, low: 1 })).toBe(false);
    expect(sketch.add({ high: 0, low: 2 ** 31 })).toBe(false);
    expect(sketch.add({ high: 0, low: 0 })).toBe(true);
  });
});

describe('the estimate', () => {
  it('counts the first visitor as one, and a returning one as none', () => {
    const sketch = HyperLogLog.empty(14);
    sketch.add({ high: 1, low: 2 });
    sketch.add({ high: 1, low: 2 });
    expect(sketch.estimate).toBe(1);
  });

  it('never goes down', () => {
    const prng = new Prng(7);
    const sketch = HyperLogLog.empty(11);
    let before = 0;
    for (let added = 0; added < 50_000; added += 1) {
      sketch.add(bitsOf(prng));
      if (sketch.estimate < before) expect.fail(`it fell to ${sketch.estimate} at ${added}`);
      before = sketch.estimate;
    }
    expect(before).toBeGreaterThan(40_000);
  });

  it('is the same however often it was written and read in between', () => {
    const prng = new Prng(3);
    const steady = HyperLogLog.empty(14);
    let travelled = HyperLogLog.empty(14);
    for (let added = 0; added < 20_000; added += 1) {
      const bits = bitsOf(prng);
      steady.add(bits);
      travelled.add(bits);
      if (added % 500 === 0) travelled = reread(travelled);
    }
    expect(travelled.estimate).toBeCloseTo(steady.estimate, 6);
    expect(travelled.toStored().registers).toBe(steady.toStored().registers);
  });

  it('goes on from the count that it was told', () => {
    const sketch = sketchOf(1_000);
    sketch.startFrom(2_500);
    expect(sketch.estimate).toBe(2_500);
  });

  it('says how far off it can be: 0.65 % at 16,384 registers', () => {
    expect(relativeStandardError(14)).toBe(0.0065);
    expect(relativeStandardError(11)).toBe(0.018);
  });
});

describe('what is stored', () => {
  it('survives a round trip, one character a register', () => {
    for (const precision of [4, 11, 14, 20]) {
      const sketch = sketchOf(5_000, precision);
      const stored = sketch.toStored();
      expect(stored.registers).toHaveLength(2 ** precision);
      expect(reread(sketch).toStored()).toEqual(stored);
    }
  });

  it('holds the highest register that a hash can make', () => {
    const sketch = HyperLogLog.empty(4);
    sketch.add({ high: 0, low: 0 });
    expect(reread(sketch).toStored()).toEqual(sketch.toStored());
  });

  it('does not change when a copy does', () => {
    const sketch = sketchOf(100);
    const before = sketch.toStored();
    const copy = sketch.copy();
    for (let low = 0; low < 100; low += 1) copy.add({ high: low * 2 ** 20, low });
    expect(sketch.toStored()).toEqual(before);
    expect(copy.toStored()).not.toEqual(before);
  });

  it.each([
    ['nothing', undefined],
    ['text', 'AAAA'],
    ['too few registers', { registers: 'A'.repeat(15), estimate: 0 }],
    ['a character outside the alphabet', { registers: `${'A'.repeat(15)}=`, estimate: 0 }],
    ['a rank beyond 61', { registers: `${'A'.repeat(15)}+`, estimate: 0 }],
    ['an estimate that is no number', { registers: 'A'.repeat(16), estimate: Number.NaN }],
    ['an estimate beyond whole numbers', { registers: 'A'.repeat(16), estimate: 1e300 }],
  ])('is refused when it is %s', (_, stored) => {
    expect(() => HyperLogLog.parse(stored, 4, 'sketch')).toThrow(CorruptDocument);
  });

  it('takes the highest rank there can be', () => {
    const stored = { registers: `${'A'.repeat(15)}9`, estimate: 1 };
    expect(HyperLogLog.parse(stored, 4, 'sketch').estimate).toBe(1);
  });
});
