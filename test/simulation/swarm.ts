/**
 * What one seed's run is like: its traffic, and which faults it has at all. Each seed switches some on
 * and leaves the others off, since faults that are always there hide those behind them.
 */
import { DAY_MS } from '../../shared/counter/calendar.ts';
import { type NetworkFaults, NO_FAULTS } from './network-faults.ts';
import type { Prng } from './prng.ts';
import type { StartDocument } from './start-document.ts';

export interface Traffic {
  readonly startMs: number;
  readonly visits: number;
  readonly edges: number;
  readonly gatewaysMax: number;
  /** Distinct people; fewer of them return more often. Infinity: each visit has a visitor of its own. */
  readonly visitors: number;
  readonly exactVisitorsMax: number;
  /** Each edge's own. With a small one nobody reports, since reports may overdraw it. */
  readonly requestsPerMonth: number;
  /** Mean milliseconds between two visits of a rush, and between two rushes. */
  readonly rushGapMs: number;
  readonly quietGapMs: number;
}

export interface Trouble {
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
}

export interface Swarm extends Traffic, Trouble {
  readonly startDocument: StartDocument;
}

/** Seconds before the last midnight of a month, so that day and month borders are met. */
const MONTH_END_MS = Date.UTC(2027, 0, 31, 23, 40);

export const SMALL_BUDGET = 1_000;

export function drawSwarm(prng: Prng, days: number): Swarm {
  const network = drawNetwork(prng);
  const rollbacks = prng.chance(0.2);
  // A storage rolled back, or a machine suspended, together with a clock set back is two disasters at once.
  const clocksJump = prng.chance(0.3) && !rollbacks;
  // Then the document itself tells of each visit whether it is in, and whether twice.
  const everyVisitIsNew = prng.chance(0.4);
  const crowded = everyVisitIsNew ? 'none' : 'estimated';
  return {
    ...drawTraffic(prng, days, everyVisitIsNew),
    ...drawTrouble(prng, network, rollbacks, clocksJump),
    startDocument: prng.pick(['none', 'none', 'old', 'older', 'grown', crowded]),
  };
}

/**
 * Each visit has a visitor of its own, so that every document tells which visits it holds. Nobody repeats a
 * write unasked: adapters send each once, and a spoiled document is named after a conflict, which is certain then.
 */
export function ownedSwarm(drawn: Swarm): Swarm {
  const network = { ...drawn.network, hiddenRetry: 0 };
  const visitors = Number.POSITIVE_INFINITY;
  return { ...drawn, network, visitors, exactVisitorsMax: 2_048, startDocument: 'none' };
}

function drawNetwork(prng: Prng): NetworkFaults {
  const network = { ...NO_FAULTS };
  for (const fault of Object.keys(network) as (keyof NetworkFaults)[]) {
    if (prng.chance(0.35)) Object.assign(network, { [fault]: prng.pick([0.01, 0.05, 0.2]) });
  }
  // Others always come first: so many conflicts that visits give up.
  if (prng.chance(0.04)) Object.assign(network, { conflict: 0.98 });
  return network;
}

function drawTraffic(prng: Prng, days: number, everyVisitIsNew: boolean): Traffic {
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
  };
}

function drawTrouble(
  prng: Prng,
  network: NetworkFaults,
  rollbacks: boolean,
  clocksJump: boolean,
): Trouble {
  const on = (chance = 0.5) => prng.chance(chance);
  return {
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
  };
}
