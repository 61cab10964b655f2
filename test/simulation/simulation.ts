/**
 * One seeded run: edges with journals and short-lived gateways count into one store while everything
 * that can go wrong does. Throws a Violation when a promise is broken; the same seed, the same trace.
 */
import { DAY_MS } from '../../shared/counter/calendar.ts';
import { Oracle, Violation } from './oracle.ts';
import { Prng } from './prng.ts';
import type { SimulatedEdge } from './simulated-edge.ts';
import { SimulatedPeople } from './simulated-people.ts';
import { SimulatedSite } from './simulated-site.ts';
import { NO_FAULTS } from './simulated-store.ts';
import { type Often, SimulatedTrouble } from './simulated-trouble.ts';
import { drawSwarm, SMALL_BUDGET, type Swarm, startDocumentOf } from './swarm.ts';
import { World } from './world.ts';

export interface SimulationResult {
  readonly seed: number;
  readonly traceHash: string;
  readonly visits: number;
  readonly acknowledged: number;
  readonly landings: number;
}

/** What a flush sends at most; that of an object that ends before it saves goes unpaid. */
const FLUSH_REQUESTS_MAX = 10;

export class Simulation {
  readonly #seed: number;
  readonly #days: number;
  readonly #prng: Prng;
  readonly #swarm: Swarm;
  readonly #world: World;
  readonly #site: SimulatedSite;
  readonly #oracle: Oracle;
  readonly #people: SimulatedPeople;
  readonly #trouble: SimulatedTrouble;
  #landings = 0;

  constructor(seed: number, days: number) {
    this.#seed = seed;
    this.#days = days;
    this.#prng = new Prng(seed);
    this.#swarm = drawSwarm(this.#prng, days);
    this.#world = new World(this.#swarm.startMs);
    const startDocument = startDocumentOf(this.#swarm, this.#prng);
    this.#site = new SimulatedSite(this.#swarm, this.#world, this.#prng, startDocument);
    this.#oracle = new Oracle(this.#swarm, startDocument);
    this.#people = new SimulatedPeople(this.#site, this.#oracle);
    this.#trouble = new SimulatedTrouble(this.#site, this.#oracle);
    this.#site.store.onLanding = (body, _replaced, writer) => this.#landed(body, writer);
  }

  async run(): Promise<SimulationResult> {
    const swarm = this.#swarm;
    this.#scheduleVisits();
    this.#scheduleTrouble();
    const trafficEndMs = swarm.startMs + this.#days * DAY_MS;
    await this.#runUntil(trafficEndMs);
    await this.#calmDown(trafficEndMs);
    const pending = await this.#pendingVisits();
    this.#oracle.end(pending);
    this.#checkBudgets();
    return {
      seed: this.#seed,
      traceHash: this.#world.traceHash,
      visits: this.#oracle.started,
      acknowledged: this.#oracle.acknowledged,
      landings: this.#landings,
    };
  }

  /** For whoever reads a failure: what this seed was like, and what happened last. */
  describe(): string {
    const faults = Object.entries(this.#swarm.network).filter(([, chance]) => chance > 0);
    const settings = { ...this.#swarm, network: Object.fromEntries(faults) };
    return `${JSON.stringify(settings, null, 1)}\n${this.#world.recent.slice(-60).join('\n')}`;
  }

  async #runUntil(endMs: number): Promise<void> {
    // In steps, so that a violation inside an event stops the run soon after it.
    const stepMs = Math.max((endMs - this.#world.nowMs) / 200, 1_000);
    while (this.#world.nowMs < endMs) {
      await this.#world.runUntil(Math.min(this.#world.nowMs + stepMs, endMs));
      if (this.#people.violation !== undefined) throw this.#people.violation;
    }
  }

  #landed(body: string, writer: string): void {
    this.#landings += 1;
    this.#world.trace(`landing by ${writer}: ${body.slice(0, 60)}`);
    // An edge is one writer, whichever of its objects writes.
    const [name = writer] = writer.split('#');
    this.#people.guard(() => this.#oracle.landing(name, body));
  }

  #scheduleVisits(): void {
    const { quietGapMs, rushGapMs, visits } = this.#swarm;
    const endMs = this.#days * DAY_MS - 60_000;
    let atMs = 0;
    for (let visit = 0; visit < visits; visit += 1) {
      const quiet = this.#prng.chance(0.1);
      atMs += this.#prng.exponential(quiet ? quietGapMs : rushGapMs);
      if (atMs > endMs) atMs = this.#prng.uniform() * endMs;
      this.#world.after(atMs, () => this.#people.visit());
    }
  }

  #scheduleTrouble(): void {
    const { requestsPerMonth } = this.#swarm;
    const often: Often = (isOn, times, run) => {
      for (let time = 0; isOn && time < times; time += 1) {
        this.#world.after(this.#prng.uniform() * this.#busyMs(), run);
      }
    };
    this.#trouble.schedule(often);
    // Two at once, as a cron trigger and a workflow may be.
    often(requestsPerMonth > SMALL_BUDGET, 6, () => {
      this.#people.report();
      this.#people.report();
    });
    often(true, 30, () => this.#people.readOne());
    this.#trouble.partClocks();
  }

  /** Visits come in rushes, mostly early in the run: trouble comes when they do. */
  #busyMs(): number {
    const { quietGapMs, rushGapMs, visits } = this.#swarm;
    return Math.min(visits * (0.9 * rushGapMs + 0.1 * quietGapMs), this.#days * DAY_MS);
  }

  /** Faults stop; each edge gets one more visit, since that is what mends a lost alarm. */
  async #calmDown(endMs: number): Promise<void> {
    this.#site.store.faults = NO_FAULTS;
    this.#site.store.isDown = false;
    for (const process of this.#site.processes()) process.recover();
    for (const edge of this.#site.edges) {
      edge.alarms = { lost: false, repeated: false };
      edge.storage.failing = 0;
      edge.storage.crashing = 0;
    }
    await this.#runUntil(endMs + 900_000);
    for (const edge of this.#site.edges) {
      this.#people.visitEdge(edge, this.#people.visitorHash());
    }
    // Ten requests of a small budget take seven hours to come.
    const isSmall = this.#swarm.requestsPerMonth === SMALL_BUDGET;
    await this.#runUntil(endMs + (isSmall ? 72 : 3) * 3_600_000);
  }

  async #pendingVisits(): Promise<number> {
    let pending = 0;
    for (const edge of this.#site.edges) pending += (await edge.object().counter.status()).pending;
    return pending;
  }

  #checkBudgets(): void {
    const { requestsPerMonth } = this.#swarm;
    for (const edge of this.#site.edges) {
      if (this.#trouble.rolledBack.has(edge)) continue;
      for (const [month, requests] of edge.requestsByMonth) {
        if (requests <= requestsPerMonth) continue;
        throw new Violation(`${edge.name} sent ${requests} requests in ${month}`);
      }
      if (requestsPerMonth === SMALL_BUDGET && !this.#swarm.clocksJump) this.#checkFlow(edge);
    }
  }

  /** A tenth of the budget at once, and what has flowed in since. */
  #checkFlow(edge: SimulatedEdge): void {
    const { requestsPerMonth, startMs } = this.#swarm;
    const flowed = (0.9 * requestsPerMonth * (this.#world.nowMs - startMs)) / (31 * DAY_MS);
    const unsaved = FLUSH_REQUESTS_MAX * edge.incarnations;
    const allowed = 0.1 * requestsPerMonth + flowed + unsaved;
    const sent = [...edge.requestsByMonth.values()].reduce((sum, count) => sum + count, 0);
    if (sent > allowed) throw new Violation(`${edge.name} sent ${sent} requests of ${allowed}`);
  }
}
