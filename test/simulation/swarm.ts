/**
 * What one seed's run is like: its traffic, and which faults it has at all. Each seed switches some on
 * and leaves the others off, since faults that are always there hide those behind them.
 */
import { DAY_MS } from '../../shared/counter/calendar.ts';
import { HyperLogLog } from '../../shared/counter/hyperloglog.ts';
import type { Prng } from './prng.ts';
import { type NetworkFaults, NO_FAULTS } from './simulated-store.ts';

export interface Swarm {
  readonly startMs: number;
  readonly visits: number;
  readonly edges: number;
  readonly gatewaysMax: number;
  /** Distinct people; fewer of them return more often. Infinity: each visit has a visitor of its own. */
  readonly visitors: number;
  /** Each edge's own. With a small one nobody reports, since reports may overdraw it. */
  readonly requestsPerMonth: number;
  readonly exactVisitorsMax: number;
  /** Mean milliseconds between two visits of a rush, and between two rushes. */
  readonly rushGapMs: number;
  readonly quietGapMs: number;
  readonly network: NetworkFaults;
  /** Clocks are off by up to this, and may jump as far. */
  readonly clockErrorMs: number;
  readonly clocksJump: boolean;
  readonly outages: boolean;
  readonly crashes: boolean;
  readonly freezes: boolean;
  /** A frozen process's monotonic clock stands still, as that of a suspended machine does. */
  readonly suspends: boolean;
  readonly evictions: boolean;
  readonly doubledObjects: boolean;
  readonly rollbacks: boolean;
  readonly lostAlarms: boolean;
  readonly repeatedAlarms: boolean;
  readonly failingDisk: number;
  readonly crashingDisk: number;
  readonly partitions: boolean;
  readonly endsAtLanding: boolean;
  readonly startDocument: 'none' | 'old' | 'older' | 'grown' | 'estimated';
}

/** Seconds before the last midnight of a month, so that day and month borders are met. */
const MONTH_END_MS = Date.UTC(2027, 0, 31, 23, 40);

export const SMALL_BUDGET = 1_000;

export function drawSwarm(prng: Prng, days: number): Swarm {
  const on = (chance = 0.5) => prng.chance(chance);
  const network = { ...NO_FAULTS };
  for (const fault of Object.keys(network) as (keyof NetworkFaults)[]) {
    if (on(0.35)) Object.assign(network, { [fault]: prng.pick([0.01, 0.05, 0.2]) });
  }
  // Others always come first: so many conflicts that visits give up.
  if (on(0.04)) Object.assign(network, { conflict: 0.98 });
  const rollbacks = on(0.2);
  // A storage rolled back, or a machine suspended, together with a clock set back is two disasters at once.
  const clocksJump = on(0.3) && !rollbacks;
  // Then the document itself tells of each visit whether it is in, and whether twice.
  const everyVisitIsNew = on(0.4);
  const edges = prng.pick([0, 1, 1, 1, 2]);
  const visits = prng.pick([40, 120, 300]) * Math.max(1, Math.round(Math.sqrt(days)));
  return {
    startMs: MONTH_END_MS - prng.integer(0, 3) * DAY_MS + prng.integer(0, 3_600_000),
    visits,
    edges,
    gatewaysMax: prng.pick(edges === 0 ? [1, 2, 4, 8] : [0, 1, 2, 4, 8]),
    visitors: everyVisitIsNew ? Number.POSITIVE_INFINITY : prng.pick([5, 50, 1_000]),
    exactVisitorsMax: everyVisitIsNew ? 2_048 : prng.pick([0, 10, 60, 2_048]),
    requestsPerMonth: prng.pick([45_000, 45_000, SMALL_BUDGET]),
    rushGapMs: prng.pick([5, 50, 400]),
    quietGapMs: prng.pick([20_000, 120_000, (days * DAY_MS) / 20]),
    network,
    clockErrorMs: on() ? prng.pick([2_000, 240_000]) : 0,
    clocksJump,
    outages: on(0.3),
    crashes: on(),
    freezes: on(),
    suspends: on() && !clocksJump,
    evictions: on(),
    doubledObjects: on(0.3),
    rollbacks,
    lostAlarms: on(0.3),
    repeatedAlarms: on(0.3),
    failingDisk: on(0.15) ? 0.05 : 0,
    crashingDisk: on(0.3) ? prng.pick([0.02, 0.1]) : 0,
    partitions: on(0.3),
    endsAtLanding: on(),
    startDocument: prng.pick([
      'none',
      'none',
      'old',
      'older',
      'grown',
      everyVisitIsNew ? 'none' : 'estimated',
    ]),
  };
}

/** The stored text that a run starts with; undefined for an empty bucket. */
export function startDocumentOf(swarm: Swarm, prng: Prng): string | undefined {
  const seen = Array.from({ length: 30 }, () => prng.hex(64));
  const updatedAt = Math.floor(swarm.startMs / 1000) - 60;
  switch (swarm.startDocument) {
    case 'none':
      return undefined;
    case 'older':
      return JSON.stringify({ count: 41 });
    case 'old':
      return JSON.stringify({ pageviews: '90', uniqueVisitors: 33, seen, updatedAt });
    case 'grown':
      return JSON.stringify({
        pageviews: 5_000,
        uniqueVisitors: 30,
        seen,
        updatedAt,
        days: undefined,
      });
    case 'estimated': {
      const sketch = crowdedSketch(prng);
      const uniqueVisitors = Math.round(sketch.estimate);
      const stored = sketch.toStored();
      return JSON.stringify({
        pageviews: 90_000,
        uniqueVisitors,
        updatedAt,
        seen: [],
        sketch: stored,
      });
    }
  }
}

/** So full that few of the next visitors change a register, and each of those counts for several. */
function crowdedSketch(prng: Prng): HyperLogLog {
  const sketch = HyperLogLog.empty(14);
  const word = () => Math.floor(prng.uniform() * 2 ** 32);
  for (let visitor = 0; visitor < 60_000; visitor += 1) sketch.add({ high: word(), low: word() });
  return sketch;
}
