import { describe, expect, it } from 'vitest';
import { arrivalTimesMs } from '../../bench/arrivals.ts';
import { median, medianRatio, quantile } from '../../bench/statistics.ts';

describe('quantiles', () => {
  it('are the middle value of an odd number, whatever their order', () => {
    expect(median([9, 1, 100])).toBe(9);
  });

  it('lie between the two middle values of an even number', () => {
    expect(median([4, 1, 2, 100])).toBe(3);
  });

  it('reach from the smallest value to the largest', () => {
    const values = [30, 10, 20];
    expect([quantile(values, 0), quantile(values, 0.25), quantile(values, 1)]).toEqual([
      10, 15, 30,
    ]);
    expect(values).toEqual([30, 10, 20]);
  });

  it('sort by size and not by spelling', () => {
    expect(quantile([10, 9, 100], 1)).toBe(100);
  });

  it('are refused where nothing was measured', () => {
    expect(() => median([])).toThrow('nothing to measure');
  });
});

describe('ratios', () => {
  it('are taken round by round, so that a slow minute falls upon both sides', () => {
    expect(medianRatio([100, 10, 60], [50, 5, 20])).toBe(2);
  });

  it('are refused without a partner for each round', () => {
    expect(() => medianRatio([1, 2], [1])).toThrow('pairs');
  });
});

describe('arrivals', () => {
  it('are evenly spaced and end with the time given', () => {
    expect(arrivalTimesMs(100, 50)).toEqual([0, 10, 20, 30, 40]);
  });

  it('are as many as the rate says, also when no millisecond is a multiple of it', () => {
    const times = arrivalTimesMs(300, 10_000);
    expect(times).toHaveLength(3_000);
    expect(times.at(-1)).toBeCloseTo(9_996.67, 2);
  });

  it('need a rate', () => {
    expect(() => arrivalTimesMs(0, 1_000)).toThrow('above 0');
  });
});
