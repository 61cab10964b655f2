/**
 * The error of the estimate over 200 random streams, each of which passes 1k, 10k, 100k and 1M visitors,
 * held against the theory (Ting 2014; Cohen 2014): no bias, RMSE at most 0.833/sqrt(m), and reaching it.
 */
import { describe, expect, it } from 'vitest';
import { HyperLogLog } from '../../shared/counter/hyperloglog.ts';

const STREAMS = 200;

/** SplitMix32 on two lanes: 64 bits a draw, fast enough for 200 million. */
class BitStream {
  high = 0;
  low = 0;
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed, 0x85ebca6b);
  }

  next(): this {
    this.high = this.#draw();
    this.low = this.#draw();
    return this;
  }

  #draw(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }
}

interface Errors {
  readonly visitors: number;
  /** Mean and root mean square of the relative errors. */
  readonly bias: number;
  readonly rmse: number;
}

interface Sketching {
  readonly title: string;
  readonly precision: number;
  /** So many visitors were counted exactly when the sketch took over. */
  readonly startsFrom: number;
  readonly milestones: readonly number[];
}

function measure({ precision, startsFrom, milestones }: Sketching): Errors[] {
  const errors = milestones.map((): number[] => []);
  for (let stream = 1; stream <= STREAMS; stream += 1) {
    const bits = new BitStream(stream);
    const sketch = HyperLogLog.empty(precision);
    let added = 0;
    milestones.forEach((visitors, index) => {
      for (; added < visitors; added += 1) {
        sketch.add(bits.next());
        if (added + 1 === startsFrom) sketch.startFrom(startsFrom);
      }
      errors[index]?.push(sketch.estimate / visitors - 1);
    });
  }
  return milestones.map((visitors, index) => summarise(visitors, errors[index] ?? []));
}

function summarise(visitors: number, errors: readonly number[]): Errors {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const rmse = Math.sqrt(mean(errors.map((error) => error * error)));
  return { visitors, bias: mean(errors), rmse };
}

function print(title: string, theory: number, rows: readonly Errors[]): void {
  const percent = (share: number) => `${(share * 100).toFixed(3).padStart(7)} %`;
  const lines = rows.map(
    ({ visitors, bias, rmse }) =>
      `| ${String(visitors).padStart(9)} | ${percent(bias)} | ${percent(rmse)} |`,
  );
  const head = `${title}, theory ${percent(theory).trim()}\n|  visitors |      bias |      RMSE |`;
  console.info([head, '|-----------|-----------|-----------|', ...lines].join('\n'));
}

/** The RMSE of 200 normal errors is itself off by 5 %: four of those on either side. */
const SLACK = 4 / Math.sqrt(2 * STREAMS);

const SKETCHINGS: readonly Sketching[] = [
  {
    title: '16,384 registers',
    precision: 14,
    startsFrom: 0,
    milestones: [1_000, 10_000, 100_000, 1_000_000],
  },
  {
    title: '16,384 registers behind 2,048 exact visitors',
    precision: 14,
    startsFrom: 2_049,
    milestones: [1_000, 10_000, 100_000],
  },
  {
    title: '2,048 registers behind 256 exact visitors of a day',
    precision: 11,
    startsFrom: 257,
    milestones: [1_000, 10_000, 100_000],
  },
];

describe('the estimate', () => {
  it.each(SKETCHINGS)('errs as theory says with $title', { timeout: 60_000 }, (sketching) => {
    const registers = 2 ** sketching.precision;
    const theory = 0.833 / Math.sqrt(registers);
    const rows = measure(sketching);
    print(sketching.title, theory, rows);
    for (const { visitors, bias, rmse } of rows) {
      expect(rmse, `RMSE at ${visitors}`).toBeLessThan(theory * (1 + SLACK));
      expect(Math.abs(bias), `bias at ${visitors}`).toBeLessThan((4 * theory) / Math.sqrt(STREAMS));
      // Below that, few registers are hit twice, and the error is smaller than its limit.
      if (visitors < registers * 10) continue;
      expect(rmse, `RMSE at ${visitors}`).toBeGreaterThan(theory * (1 - SLACK));
    }
  });
});
