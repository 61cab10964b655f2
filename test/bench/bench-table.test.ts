import { describe, expect, it } from 'vitest';
import { formatKib, formatNumber, renderTable } from '../../bench/table.ts';

describe('the table of benchmarks', () => {
  it('tells what was reached, what was not, and what is only shown', () => {
    const table = renderTable([
      { what: 'speed', measured: '120/s', target: 'at least 100/s', reached: true },
      { what: 'wait', measured: '30 ms', target: 'under 25 ms', reached: false },
      { what: 'size', measured: '3 KiB' },
    ]);
    expect(table.split('\n')).toEqual([
      '| what | measured | must reach | reached |',
      '| --- | --- | --- | --- |',
      '| speed | 120/s | at least 100/s | yes |',
      '| wait | 30 ms | under 25 ms | **no** |',
      '| size | 3 KiB |  |  |',
    ]);
  });

  it('keeps a bar of a cell from ending it', () => {
    expect(renderTable([{ what: 'a|b', measured: '1' }])).toContain('| a\\|b | 1 |');
  });
});

describe('numbers', () => {
  it.each([
    [2_000, '2,000'],
    [476.6, '477'],
    [12.345, '12.3'],
    [0.8249, '0.82'],
    [9_999_999.6, '10,000,000'],
    [0, '0'],
  ])('shows %d as %s', (value, shown) => {
    expect(formatNumber(value)).toBe(shown);
  });

  it('are told in KiB where they are bytes', () => {
    expect(formatKib(40 * 1024)).toBe('40 KiB');
  });
});
