import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { flatEvery, flatShards, renderRates, renderShards } from '../../bench/past-one-object.ts';
import { changesSince, describeMissed, type Run, withRun } from '../../bench/record.ts';

const machine = {
  date: '2026-11-25',
  processor: 'one of a test',
  cores: 2,
  memoryGib: 24,
  loadBefore: 0,
  node: 'v24',
  workerd: '1',
};

function runOf(release: string, measured: string): Run {
  return { release, machine, rows: [{ what: 'speed', measured }], figures: {} };
}

describe('the record of benchmarks', () => {
  test('keeps each release, and of one that is measured again the last run alone', () => {
    const runs = [runOf('1.0.0', '100/s'), runOf('1.1.0', '90/s')].reduce(withRun, [] as Run[]);
    const again = withRun(runs, runOf('1.1.0', '120/s'));
    expect(again.map(({ release, rows }) => [release, rows[0]?.measured])).toEqual([
      ['1.0.0', '100/s'],
      ['1.1.0', '120/s'],
    ]);
  });

  test('sets what two releases measured side by side, and leaves out what only one did', () => {
    const now = {
      ...runOf('1.1.0', '90/s'),
      rows: [
        { what: 'speed', measured: '90/s' },
        { what: 'new', measured: '1' },
      ],
    };
    expect(changesSince(runOf('1.0.0', '100/s'), now)).toEqual([
      { what: 'speed', before: '100/s', now: '90/s' },
    ]);
  });

  test('names each aim that was missed at the end of a run, and says when none was', () => {
    const reached = { what: 'size', measured: '3 KiB', target: 'at most 4 KiB', reached: true };
    expect(describeMissed([reached, { what: 'shown', measured: '1' }])).toBe(
      'Every aim was reached.',
    );
    const missed = { what: 'wait', measured: '30 ms', target: 'under 25 ms', reached: false };
    expect(describeMissed([reached, missed, { what: 'shown', measured: '1' }])).toBe(
      'Missed 1 of 2 aims:\n- wait: 30 ms (under 25 ms)',
    );
  });
});

describe('the arithmetic of more than one object', () => {
  test('is what its page shows', () => {
    // The formatter pads cells.
    const trimmed = (table: string) => table.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
    const page = trimmed(readFileSync('docs/decisions/past-one-object.md', 'utf8'));
    expect(page).toContain(trimmed(renderShards()));
    expect(page).toContain(trimmed(renderRates()));
  });

  test('keeps within the free store requests, at the price of staleness', () => {
    for (const shards of [1, 4, 16, 64, 256]) {
      expect(flatShards(shards).storeRequests).toBeLessThanOrEqual(45_001);
    }
    expect(flatShards(64).intervalS).toBeGreaterThan(3_600);
  });

  test('has no conflicts alone, and more with every shard', () => {
    const conflicts = [1, 2, 8, 64].map((shards) => flatEvery(60, shards).conflicts);
    expect(conflicts[0]).toBe(0);
    expect(conflicts).toEqual(conflicts.toSorted((left, right) => left - right));
    expect(new Set(conflicts).size).toBe(4);
  });
});
