/**
 * A long time of ordinary traffic through a real JournaledCounter under virtual time: how many store
 * requests each month takes, and how old the document's numbers are. Traffic is thinned while visits
 * wait, since only the first of them starts a flush; the others are samples, weighted by how many they
 * stand for.
 */
import { DAY_MS, monthOf } from '../../shared/counter/calendar.ts';
import { Prng } from './prng.ts';
import { SimulatedEdge } from './simulated-edge.ts';
import { SimulatedGateway } from './simulated-gateway.ts';
import { SimulatedProcess } from './simulated-process.ts';
import { SimulatedStore } from './simulated-store.ts';
import { World } from './world.ts';

export interface TrafficShape {
  readonly name: string;
  readonly edgeVisitsPerDay: number;
  readonly gatewayVisitsPerDay: number;
  /** Nights are quieter, and an hour each week sees ten times as many. */
  readonly peaks: boolean;
}

export interface TrafficResult {
  readonly shape: TrafficShape;
  /** Store requests of the edge, and of both, by UTC month. */
  readonly edgeRequests: ReadonlyMap<string, number>;
  readonly allRequests: ReadonlyMap<string, number>;
  /** Milliseconds from a visit at the edge until the document holds it. */
  readonly staleness: { readonly medianMs: number; readonly p99Ms: number; readonly maxMs: number };
}

export const TRAFFIC_SHAPES: readonly TrafficShape[] = [
  { name: 'one an hour', edgeVisitsPerDay: 24, gatewayVisitsPerDay: 0, peaks: false },
  { name: '1,000 a day', edgeVisitsPerDay: 1_000, gatewayVisitsPerDay: 0, peaks: true },
  { name: '100,000 a day', edgeVisitsPerDay: 100_000, gatewayVisitsPerDay: 0, peaks: true },
  { name: '10 million a day', edgeVisitsPerDay: 10_000_000, gatewayVisitsPerDay: 0, peaks: true },
  {
    name: '1,000 a day, and 1,000 at the gateway',
    edgeVisitsPerDay: 1_000,
    gatewayVisitsPerDay: 1_000,
    peaks: true,
  },
];

const RULES = { saltFingerprint: 'a1b2', exactVisitorsMax: 2_048 };
/** While visits wait, one sample in this many milliseconds stands for the others. */
const SAMPLE_GAP_MS = 15_000;
/** The platform ends a container that nobody has called for so long. */
const CONTAINER_IDLE_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;

interface Sample {
  readonly atMs: number;
  readonly weight: number;
}

export class TrafficYear {
  readonly #shape: TrafficShape;
  readonly #prng: Prng;
  readonly #world: World;
  readonly #store: SimulatedStore;
  readonly #edge: SimulatedEdge;
  readonly #endMs: number;
  readonly #waiting: Sample[] = [];
  readonly #ages: { ageMs: number; weight: number }[] = [];
  readonly #gatewayRequests = new Map<string, number>();
  #gateway: SimulatedGateway | undefined;
  #gatewayUsedAtMs = 0;
  #pageviews = 0;

  constructor(shape: TrafficShape, startMs: number, days: number, requestsPerMonth: number) {
    this.#shape = shape;
    this.#prng = new Prng(1);
    this.#world = new World(startMs);
    this.#endMs = startMs + days * DAY_MS;
    this.#store = new SimulatedStore(this.#world, this.#prng);
    this.#edge = new SimulatedEdge(
      'edge',
      this.#world,
      this.#prng,
      this.#store,
      RULES,
      requestsPerMonth,
    );
    this.#store.onLanding = (body, _replaced, writer) => this.#landed(body, writer);
  }

  async run(): Promise<TrafficResult> {
    this.#nextEdgeVisit();
    if (this.#shape.gatewayVisitsPerDay > 0) this.#nextGatewayVisit();
    await this.#world.runUntil(this.#endMs);
    const edgeRequests = this.#edge.requestsByMonth;
    const months = new Set([...edgeRequests.keys(), ...this.#gatewayRequests.keys()]);
    const allRequests = new Map(
      [...months].map((month) => [
        month,
        (edgeRequests.get(month) ?? 0) + (this.#gatewayRequests.get(month) ?? 0),
      ]),
    );
    return { shape: this.#shape, edgeRequests, allRequests, staleness: this.#staleness() };
  }

  /** Visits a millisecond now, of so many a day. */
  #rate(visitsPerDay: number): number {
    const mean = visitsPerDay / DAY_MS;
    if (!this.#shape.peaks) return mean;
    const hour = (this.#world.nowMs / HOUR_MS) % 24;
    const ofDay = 1 + 0.8 * Math.sin(((hour - 9) / 24) * 2 * Math.PI);
    const isPeak = Math.floor(this.#world.nowMs / HOUR_MS) % (24 * 7) === 36;
    return mean * ofDay * (isPeak ? 10 : 1);
  }

  #nextEdgeVisit(): void {
    const gapMs = 1 / this.#rate(this.#shape.edgeVisitsPerDay);
    const thinnedMs = this.#waiting.length > 0 ? Math.max(gapMs, SAMPLE_GAP_MS) : gapMs;
    this.#world.after(this.#prng.exponential(thinnedMs), () => {
      this.#waiting.push({ atMs: this.#world.nowMs, weight: thinnedMs / gapMs });
      const { counter, process } = this.#edge.object();
      void counter.count({ atMs: process.clock.now() });
      this.#nextEdgeVisit();
    });
  }

  #nextGatewayVisit(): void {
    const gapMs = 1 / this.#rate(this.#shape.gatewayVisitsPerDay);
    this.#world.after(this.#prng.exponential(gapMs), () => {
      const { counter, process } = this.#container();
      void counter.count({ atMs: process.clock.now() });
      this.#nextGatewayVisit();
    });
  }

  #container(): SimulatedGateway {
    const idleMs = this.#world.nowMs - this.#gatewayUsedAtMs;
    if (this.#gateway === undefined || idleMs > CONTAINER_IDLE_MS) {
      const process = new SimulatedProcess('gateway', this.#world, this.#prng, 0);
      const onRequest = () => {
        const month = monthOf(this.#world.nowMs);
        this.#gatewayRequests.set(month, (this.#gatewayRequests.get(month) ?? 0) + 1);
      };
      this.#gateway = new SimulatedGateway(process, this.#store, RULES, onRequest);
    }
    this.#gatewayUsedAtMs = this.#world.nowMs;
    return this.#gateway;
  }

  #landed(body: string, writer: string): void {
    const { pageviews } = JSON.parse(body) as { pageviews: number };
    const counted = pageviews - this.#pageviews;
    this.#pageviews = pageviews;
    if (writer === 'gateway') return;
    for (const { atMs, weight } of this.#waiting.splice(0, counted)) {
      this.#ages.push({ ageMs: this.#world.nowMs - atMs, weight });
    }
  }

  #staleness(): TrafficResult['staleness'] {
    const ages = this.#ages.sort((first, second) => first.ageMs - second.ageMs);
    const total = ages.reduce((sum, { weight }) => sum + weight, 0);
    const quantile = (share: number) => {
      let sum = 0;
      for (const { ageMs, weight } of ages) {
        sum += weight;
        if (sum >= share * total) return ageMs;
      }
      return ages.at(-1)?.ageMs ?? 0;
    };
    return { medianMs: quantile(0.5), p99Ms: quantile(0.99), maxMs: ages.at(-1)?.ageMs ?? 0 };
  }
}
