/**
 * One seeded run: edges with journals and short-lived gateways count into one store while everything
 * that can go wrong does. Throws a Violation when a promise is broken; the same seed, the same trace.
 */
import { checkGoesOn } from './edge-knowledge.ts';
import { type ExtraCheck, ExtraChecks } from './extra-checks.ts';
import { Oracle, type Replacing } from './oracle.ts';
import { Prng } from './prng.ts';
import { checkBudgets } from './request-budgets.ts';
import { OWNER, SimulatedOwner } from './simulated-owner.ts';
import { SimulatedReaders } from './simulated-readers.ts';
import { SimulatedSite } from './simulated-site.ts';
import { SimulatedStore } from './simulated-store.ts';
import { SimulatedTrouble } from './simulated-trouble.ts';
import { SimulatedVisitors } from './simulated-visitors.ts';
import { startDocumentOf } from './start-document.ts';
import { drawSwarm, ownedSwarm, SMALL_BUDGET, type Swarm } from './swarm.ts';
import { Timetable } from './timetable.ts';
import { Verdict } from './verdict.ts';
import { World } from './world.ts';

export interface SimulationResult {
  readonly seed: number;
  readonly traceHash: string;
  readonly visits: number;
  readonly acknowledged: number;
  readonly landings: number;
}

const HOUR_MS = 3_600_000;
/** From the end of all faults to the last visit of each edge. */
const CALM_MS = 900_000;
/** Until an owner sees that counting has stopped, if it has; writes of before have landed by then. */
const NOTICE_MS = 600_000;
/** How often they do something with the document. */
const OWNER_ACTS = 12;
/** Until every journal has had its time. Ten requests of a small budget take seven hours to come. */
const REST_MS = 3 * HOUR_MS;
const REST_OF_SMALL_BUDGET_MS = 72 * HOUR_MS;

export class Simulation {
  readonly #seed: number;
  readonly #swarm: Swarm;
  readonly #world: World;
  readonly #site: SimulatedSite;
  readonly #oracle: Oracle;
  readonly #verdict: Verdict;
  readonly #timetable: Timetable;
  readonly #visitors: SimulatedVisitors;
  readonly #readers: SimulatedReaders;
  readonly #trouble: SimulatedTrouble;
  readonly #extraChecks: ExtraChecks;
  readonly #owner: SimulatedOwner | undefined;
  #landings = 0;

  constructor(seed: number, days: number, extraChecks: readonly ExtraCheck[] = []) {
    const prng = new Prng(seed);
    const drawn = drawSwarm(prng, days);
    const swarm = extraChecks.includes('owners') ? ownedSwarm(drawn) : drawn;
    const world = new World(swarm.startMs);
    const store = new SimulatedStore(world, prng);
    const startDocument = startDocumentOf(swarm.startDocument, swarm.startMs, prng);
    if (startDocument !== undefined) store.seed(startDocument);
    store.onLanding = (body, _replaced, writer) => this.#landed(body, writer);
    const oracle = new Oracle(swarm, startDocument);
    const verdict = new Verdict(world);
    store.onBeginAnew = (writer) => verdict.check(() => oracle.beginAnew(writer));
    const site = new SimulatedSite(world, prng, store, swarm);
    this.#seed = seed;
    this.#swarm = swarm;
    this.#world = world;
    this.#site = site;
    this.#oracle = oracle;
    this.#verdict = verdict;
    this.#timetable = new Timetable(world, prng, swarm, days);
    this.#visitors = new SimulatedVisitors(prng, swarm, site, oracle, verdict);
    this.#extraChecks = new ExtraChecks(seed, store, extraChecks);
    this.#readers = new SimulatedReaders(prng, site, oracle, verdict, this.#extraChecks);
    if (this.#extraChecks.hasOwner) {
      verdict.expectCorruptDocuments();
      this.#owner = new SimulatedOwner(this.#extraChecks.prng, site, (body, how) =>
        this.#replaced(body, how),
      );
    }
    this.#trouble = new SimulatedTrouble(prng, swarm, site, oracle);
  }

  async run(): Promise<SimulationResult> {
    this.#schedule();
    this.#trouble.begin();
    await this.#runUntil(this.#timetable.endMs);
    this.#trouble.end();
    await this.#comeToRest();
    this.#oracle.end(await this.#site.pendingVisits());
    checkBudgets(this.#site.edges, this.#swarm, this.#world.nowMs - this.#swarm.startMs);
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

  /** All of it draws from one generator: in another order, each seed would be another run. */
  #schedule(): void {
    this.#timetable.atEachVisit(() => this.#visitors.visit());
    this.#trouble.schedule(this.#timetable);
    // Nobody reports against a small budget, since reports may overdraw it.
    if (this.#swarm.requestsPerMonth > SMALL_BUDGET) {
      // Two at once, as a cron trigger and a workflow may be.
      this.#timetable.often(6, () => {
        this.#readers.report();
        this.#readers.report();
      });
    }
    this.#timetable.often(30, () => this.#readers.read());
    const owner = this.#owner;
    if (owner !== undefined) this.#timetable.often(OWNER_ACTS, () => owner.act());
  }

  /** Each edge gets one more visit, since that is what mends a lost alarm. */
  async #comeToRest(): Promise<void> {
    const { endMs } = this.#timetable;
    await this.#runUntil(endMs + NOTICE_MS);
    this.#owner?.recover();
    await this.#runUntil(endMs + CALM_MS);
    this.#visitors.visitEachEdge();
    const isSmall = this.#swarm.requestsPerMonth === SMALL_BUDGET;
    await this.#runUntil(endMs + (isSmall ? REST_OF_SMALL_BUDGET_MS : REST_MS));
  }

  async #runUntil(endMs: number): Promise<void> {
    // In steps, so that a violation inside an event stops the run soon after it.
    const stepMs = Math.max((endMs - this.#world.nowMs) / 200, 1_000);
    while (this.#world.nowMs < endMs) {
      await this.#world.runUntil(Math.min(this.#world.nowMs + stepMs, endMs));
      this.#verdict.enforce();
    }
  }

  #replaced(body: string | undefined, how: Replacing): void {
    this.#extraChecks.replaced();
    this.#oracle.replaced(body, how);
  }

  #landed(body: string, writer: string): void {
    this.#landings += 1;
    this.#world.trace(`landing by ${writer}: ${body.slice(0, 60)}`);
    this.#owner?.landed();
    if (writer.startsWith(OWNER)) {
      this.#replaced(body, 'import');
      return;
    }
    // An edge is one writer, whichever of its objects writes.
    const [name = writer] = writer.split('#');
    const edge = this.#owner && this.#site.edges.find((other) => other.name === name);
    if (edge !== undefined) {
      const { state } = edge.storage.content;
      const { document } = this.#oracle;
      this.#verdict.check(() => checkGoesOn(state, document, this.#swarm));
    }
    this.#verdict.check(() => this.#extraChecks.landing(this.#oracle.landing(name, body)));
  }
}
