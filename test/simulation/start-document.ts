/**
 * What lies in the bucket when a run starts: nothing, a document that an older version wrote, or one
 * that has many visitors already.
 */
import { HyperLogLog } from '../../shared/counter/hyperloglog.ts';
import type { Prng } from './prng.ts';

export type StartDocument = 'none' | 'old' | 'older' | 'grown' | 'estimated';

/** The stored text, last written a minute before the start; undefined for an empty bucket. */
export function startDocumentOf(
  kind: StartDocument,
  startMs: number,
  prng: Prng,
): string | undefined {
  const seen = Array.from({ length: 30 }, () => prng.hex(64));
  const updatedAt = Math.floor(startMs / 1000) - 60;
  switch (kind) {
    case 'none':
      return undefined;
    case 'older':
      return JSON.stringify({ count: 41 });
    case 'old':
      return JSON.stringify({ pageviews: '90', uniqueVisitors: 33, seen, updatedAt });
    case 'grown':
      return JSON.stringify({ pageviews: 5_000, uniqueVisitors: 30, seen, updatedAt });
    case 'estimated':
      return estimatedDocument(crowdedSketch(prng), updatedAt);
  }
}

function estimatedDocument(sketch: HyperLogLog, updatedAt: number): string {
  const uniqueVisitors = Math.round(sketch.estimate);
  const stored = sketch.toStored();
  return JSON.stringify({ pageviews: 90_000, uniqueVisitors, updatedAt, seen: [], sketch: stored });
}

/** So full that few of the next visitors change a register, and each of those counts for several. */
function crowdedSketch(prng: Prng): HyperLogLog {
  const sketch = HyperLogLog.empty(14);
  const word = () => Math.floor(prng.uniform() * 2 ** 32);
  for (let visitor = 0; visitor < 60_000; visitor += 1) sketch.add({ high: word(), low: word() });
  return sketch;
}
