/** What one part of the benchmark brings home. Data only. */
import type { BenchmarkRow } from './table.ts';

export interface Section {
  readonly rows: readonly BenchmarkRow[];
  /** The same figures and those behind them, for programs. */
  readonly figures: Readonly<Record<string, unknown>>;
}

/** `quick` shows in a minute that all parts work; its figures are too few to quote. */
export type Pace = 'quick' | 'full';

/** The store of all rows but one: 20 ms for a read, 30 ms for a write. */
export const STORE_LATENCY_MS = { getObject: 20, putObject: 30 };
