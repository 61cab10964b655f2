import { describe, expect, it } from 'vitest';
import { CorruptDocument } from '../../shared/counter/corrupt-document.ts';
import { DailyVisitors } from '../../shared/counter/daily-visitors.ts';
import type { VisitorHash } from '../../shared/counter/visit.ts';
import { hashesOf, hashOf } from './visitor-hashes.ts';

function dayOf(visitors: readonly VisitorHash[]): DailyVisitors {
  const day = DailyVisitors.empty();
  for (const visitor of visitors) day.add(visitor);
  return day;
}

const reread = (day: DailyVisitors) =>
  DailyVisitors.parse(JSON.parse(JSON.stringify(day.toStored())));

describe('the visitors of a day', () => {
  it('are exact up to 256, each counted once', () => {
    for (const count of [0, 1, 2, 255, 256]) {
      expect(dayOf([...hashesOf(count), ...hashesOf(count)]).count).toBe(count);
    }
  });

  it('are estimated beyond, within 4 sigma of 1.8 %', () => {
    const day = dayOf(hashesOf(5_000));
    expect(Math.abs(day.count / 5_000 - 1)).toBeLessThan(4 * 0.018);
    expect(day.toStored()).toHaveProperty('sketch');
  });

  it('do not jump when the sketch takes over', () => {
    expect(dayOf(hashesOf(257)).count).toBe(257);
  });

  it('are recognised after a re-read, exact or not', () => {
    for (const count of [200, 1_000]) {
      const day = reread(dayOf(hashesOf(count)));
      const before = day.count;
      for (const hash of hashesOf(count)) day.add(hash);
      expect(day.count).toBe(before);
      expect(day.toStored()).toEqual(reread(day).toStored());
    }
  });

  it('take eleven characters each, and then 2,048 in all', () => {
    expect(dayOf(hashesOf(256)).toStored()).toMatchObject({
      seen: expect.stringMatching(/^.{2816}$/),
    });
    expect(dayOf(hashesOf(300)).toStored()).toMatchObject({
      sketch: { registers: expect.stringMatching(/^.{2048}$/) },
    });
  });

  it('are told apart by the first 64 bits of their hashes, at either end', () => {
    const bits = ['0'.repeat(16), 'f'.repeat(16), `8${'0'.repeat(15)}`, `${'0'.repeat(15)}1`];
    const hashes = bits.map((text) => text.padEnd(64, 'a') as VisitorHash);
    const day = dayOf(hashes);
    expect(day.count).toBe(4);
    expect(reread(day).toStored()).toEqual(day.toStored());
  });

  it('do not change when a copy does', () => {
    const day = dayOf(hashesOf(300));
    const before = day.toStored();
    const copy = day.copy();
    for (const hash of hashesOf(900)) copy.add(hash);
    expect(day.toStored()).toEqual(before);
    expect(copy.count).toBeGreaterThan(day.count);
  });
});

describe('what is stored of a day', () => {
  const one = dayOf([hashOf(1)]).toStored();
  const seen = 'seen' in one ? one.seen : '';

  it.each([
    ['nothing', null],
    ['a number', { seen: 5 }],
    ['a piece of a hash', { seen: seen.slice(1) }],
    ['a character that is not base64', { seen: `-${seen.slice(1)}` }],
    ['more than 64 bits', { seen: '/'.repeat(11) }],
    ['257 hashes', { seen: seen.repeat(257) }],
    ['a sketch of another size', { sketch: { registers: 'AAAA', estimate: 1 } }],
  ])('is refused when it is %s', (_, stored) => {
    expect(() => DailyVisitors.parse(stored)).toThrow(CorruptDocument);
  });

  it('counts a hash once that stands there twice', () => {
    expect(DailyVisitors.parse({ seen: seen + seen }).count).toBe(1);
  });
});
