/**
 * One seeded run: edges with journals and short-lived gateways count into one store while everything
 * that can go wrong does. Throws a Violation when a promise is broken; the same seed, the same trace.
 */

import type { Counter } from '../../shared/commit/counter.ts';
import { DAY_MS, type DayNumber, dayOf } from '../../shared/counter/calendar.ts';
import type { VisitorHash } from '../../shared/counter/visit.ts';
import { Failure } from '../../shared/errors.ts';
import { Oracle, Violation } from './oracle.ts';
import { Prng } from './prng.ts';
import { SimulatedEdge } from './simulated-edge.ts';
import { SimulatedGateway } from './simulated-gateway.ts';
import { SimulatedProcess } from './simulated-process.ts';
import type { StorageContent } from './simulated-storage.ts';
import { NO_FAULTS, SimulatedStore } from './simulated-store.ts';
import { drawSwarm, SMALL_BUDGET, type Swarm, startDocumentOf } from './swarm.ts';
import { World } from './world.ts';

export interface SimulationResult {
  readonly seed: number;
  readonly traceHash: string;
  readonly visits: number;
  readonly acknowledged: number;
  readonly landings: number;
}

interface RunningCounter {
  readonly name: string;
  readonly counter: Counter;
  readonly process: SimulatedProcess;
  /** Open once whatever its answers tell is durable. */
  readonly gate: () => Promise<void>;
  readonly teller: string;
}

/** What a flush sends at most; that of an object that ends before it saves goes unpaid. */
const FLUSH_REQUESTS_MAX = 10;
const RULES_SALT = 'a1b2';

export class Simulation {
  readonly #seed: number;
  readonly #days: number;
  readonly #prng: Prng;
  readonly #swarm: Swarm;
  readonly #world: World;
  readonly #store: SimulatedStore;
  readonly #oracle: Oracle;
  readonly #edges: SimulatedEdge[];
  readonly #snapshots = new Map<SimulatedEdge, StorageContent>();
  readonly #rolledBack = new Set<SimulatedEdge>();
  #gateways: SimulatedGateway[] = [];
  #gatewaysStarted = 0;
  #landings = 0;
  #visitorsDrawn = 0;
  #violation: unknown;

  constructor(seed: number, days: number) {
    this.#seed = seed;
    this.#days = days;
    this.#prng = new Prng(seed);
    this.#swarm = drawSwarm(this.#prng, days);
    this.#world = new World(this.#swarm.startMs);
    this.#store = new SimulatedStore(this.#world, this.#prng);
    const startDocument = startDocumentOf(this.#swarm, this.#prng);
    this.#oracle = new Oracle(this.#swarm, startDocument);
    if (startDocument !== undefined) this.#store.seed(startDocument);
    this.#store.faults = this.#swarm.network;
    this.#store.onLanding = (body, _replaced, writer) => this.#landed(body, writer);
    this.#edges = Array.from({ length: this.#swarm.edges }, (_, index) => this.#newEdge(index));
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
      if (this.#violation !== undefined) throw this.#violation;
    }
  }

  #guard(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.#violation ??= error;
    }
  }

  #landed(body: string, writer: string): void {
    this.#landings += 1;
    this.#world.trace(`landing by ${writer}: ${body.slice(0, 60)}`);
    // An edge is one writer, whichever of its objects writes.
    const [name = writer] = writer.split('#');
    this.#guard(() => this.#oracle.landing(name, body));
  }

  #newEdge(index: number): SimulatedEdge {
    const rules = { saltFingerprint: RULES_SALT, exactVisitorsMax: this.#swarm.exactVisitorsMax };
    const name = `edge${index}`;
    const edge = new SimulatedEdge(
      name,
      this.#world,
      this.#prng,
      this.#store,
      rules,
      this.#swarm.requestsPerMonth,
    );
    edge.clockOffsetMs = this.#clockError();
    edge.alarms = { lost: this.#swarm.lostAlarms, repeated: this.#swarm.repeatedAlarms };
    edge.storage.failing = this.#swarm.failingDisk;
    edge.storage.crashing = this.#swarm.crashingDisk;
    return edge;
  }

  #clockError(): number {
    const { clockErrorMs } = this.#swarm;
    return clockErrorMs === 0 ? 0 : this.#prng.integer(-clockErrorMs, clockErrorMs);
  }

  #scheduleVisits(): void {
    const { quietGapMs, rushGapMs, visits } = this.#swarm;
    const endMs = this.#days * DAY_MS - 60_000;
    let atMs = 0;
    for (let visit = 0; visit < visits; visit += 1) {
      const quiet = this.#prng.chance(0.1);
      atMs += this.#prng.exponential(quiet ? quietGapMs : rushGapMs);
      if (atMs > endMs) atMs = this.#prng.uniform() * endMs;
      this.#world.after(atMs, () => this.#visit());
    }
  }

  #visit(): void {
    const prng = this.#prng;
    const isKnown = this.#swarm.visitors === Number.POSITIVE_INFINITY || prng.chance(0.9);
    const visitor = isKnown ? this.#visitorHash() : undefined;
    const edge =
      this.#edges.length > 0 && (this.#swarm.gatewaysMax === 0 || prng.chance(0.6))
        ? prng.pick(this.#edges)
        : undefined;
    if (edge === undefined && this.#swarm.gatewaysMax === 0) return;
    if (edge !== undefined) this.#visitEdge(edge, visitor);
    else this.#visitGateway(visitor);
  }

  #visitorHash(): VisitorHash {
    const { visitors } = this.#swarm;
    this.#visitorsDrawn += 1;
    const isNew = visitors === Number.POSITIVE_INFINITY;
    const number = isNew ? this.#visitorsDrawn : this.#prng.integer(0, visitors - 1);
    // SHA-256 would be a wait in real time: any fixed spread of the number does as well here.
    return new Prng(number * 7919 + 13).hex(64) as VisitorHash;
  }

  #visitEdge(edge: SimulatedEdge, visitor: VisitorHash | undefined): void {
    this.#oracle.start(edge.name, visitor);
    const object = this.#objectOf(edge);
    if (object === undefined) return;
    const { counter, process } = object;
    const visit = { atMs: process.clock.now(), ...(visitor && { visitor }) };
    const teller = this.#tellerOf(edge, process);
    const before = this.#oracle.latestTold(teller);
    counter.count(visit).then(
      async (told) => {
        await edge.storage.gate(process);
        this.#world.trace(`${process.name} told ${told.count}/${told.unique}`);
        this.#guard(() => this.#oracle.acknowledge(edge.name, edge.name, visitor, told));
        this.#guard(() => this.#oracle.told(edge.name, teller, told, before));
      },
      (error) => this.#refused(process.name, error),
    );
  }

  /** Undefined when its constructor throws, as on a full disk: the platform answers an error then. */
  #objectOf(edge: SimulatedEdge): ReturnType<SimulatedEdge['object']> | undefined {
    try {
      return edge.object();
    } catch (error) {
      this.#world.trace(`${edge.name} cannot start: ${error}`);
      return undefined;
    }
  }

  #visitGateway(visitor: VisitorHash | undefined): void {
    const gateway = this.#pickGateway();
    const { clock, name } = gateway.process;
    const visit = { atMs: clock.now(), ...(visitor && { visitor }) };
    this.#oracle.start(name, visitor);
    gateway.process.deliver(() => {
      const before = this.#oracle.latestTold(name);
      gateway.counter.count(visit).then(
        (told) => {
          this.#world.trace(`${name} told ${told.count}/${told.unique}`);
          this.#guard(() => this.#oracle.acknowledge(name, 'gateways', visitor, told));
          this.#guard(() => this.#oracle.isIn(name, visitor));
          this.#guard(() => this.#oracle.told(name, name, told, before));
        },
        (error) => {
          const isOut = error instanceof Failure && error.kind === 'conflict';
          if (isOut) this.#oracle.refuse(name, visitor);
          this.#refused(name, error);
        },
      );
    });
  }

  /** A badge, a dashboard: somebody looks at the totals, of whichever process answers. */
  #readOne(): void {
    const readers = this.#counters();
    if (readers.length === 0) return;
    const { counter, gate, name, process, teller } = this.#prng.pick(readers);
    process.deliver(() => {
      const before = this.#oracle.latestTold(teller);
      counter.totals().then(
        async (told) => {
          await gate();
          this.#world.trace(`${process.name} read ${told.count}/${told.unique}`);
          this.#guard(() => this.#oracle.told(name, teller, told, before));
        },
        (error) => this.#refused(name, error),
      );
    });
  }

  #refused(name: string, error: unknown): void {
    this.#world.trace(`${name} refused: ${error instanceof Error ? error.message : error}`);
    if (error instanceof Failure && ['conflict', 'unavailable'].includes(error.kind)) return;
    this.#violation ??= error;
  }

  #pickGateway(): SimulatedGateway {
    this.#gateways = this.#gateways.filter((gateway) => gateway.process.alive);
    const { gatewaysMax } = this.#swarm;
    const wanted = this.#prng.integer(0, gatewaysMax - 1);
    const running = this.#gateways[wanted];
    if (running !== undefined) return running;
    this.#gatewaysStarted += 1;
    const name = `gateway${this.#gatewaysStarted}`;
    const process = new SimulatedProcess(name, this.#world, this.#prng, this.#clockError());
    const rules = { saltFingerprint: RULES_SALT, exactVisitorsMax: this.#swarm.exactVisitorsMax };
    const gateway = new SimulatedGateway(process, this.#store, rules);
    this.#gateways.push(gateway);
    return gateway;
  }

  /** Everything that goes wrong besides the network, at times drawn ahead. */
  #scheduleTrouble(): void {
    const swarm = this.#swarm;
    const prng = this.#prng;
    const often = (isOn: boolean, times: number, run: () => void) => {
      for (let time = 0; isOn && time < times; time += 1) {
        this.#world.after(prng.uniform() * this.#busyMs(), run);
      }
    };
    often(swarm.crashes, 20, () => this.#crashOne());
    often(swarm.freezes, 20, () => this.#freezeOne());
    often(swarm.evictions && this.#edges.length > 0, 20, () => prng.pick(this.#edges).evict());
    often(swarm.doubledObjects && this.#edges.length > 0, 8, () => prng.pick(this.#edges).double());
    often(swarm.rollbacks && this.#edges.length > 0, 4, () => this.#rollBackOne());
    often(swarm.clocksJump && this.#edges.length > 0, 6, () =>
      prng.pick(this.#edges).setClock(this.#clockError()),
    );
    often(swarm.clocksJump, 6, () => {
      const gateway = this.#gateways.at(-1);
      if (gateway !== undefined) gateway.process.clockOffsetMs = this.#clockError();
    });
    often(swarm.outages, 3, () => this.#outage());
    often(swarm.partitions, 4, () => this.#cutOffOne());
    often(swarm.endsAtLanding, 10, () => this.#trapOne());
    // Two at once, as a cron trigger and a workflow may be.
    often(swarm.requestsPerMonth > SMALL_BUDGET, 6, () => {
      this.#report();
      this.#report();
    });
    often(true, 30, () => this.#readOne());
    if (swarm.clocksJump) this.#store.clockOffsetMs = this.#clockError();
  }

  /** Visits come in rushes, mostly early in the run: trouble comes when they do. */
  #busyMs(): number {
    const { quietGapMs, rushGapMs, visits } = this.#swarm;
    return Math.min(visits * (0.9 * rushGapMs + 0.1 * quietGapMs), this.#days * DAY_MS);
  }

  #crashOne(): void {
    if (this.#gateways.length > 0) this.#prng.pick(this.#gateways).process.kill();
  }

  #freezeOne(): void {
    if (this.#gateways.length === 0) return;
    const { process } = this.#prng.pick(this.#gateways);
    this.#freeze(process, this.#prng.pick([500, 5_000, 70_000, 600_000]));
  }

  /** One of its two clocks may stand still meanwhile, never both. */
  #freeze(process: SimulatedProcess, forMs: number): void {
    const { clocksJump, suspends } = this.#swarm;
    process.freeze(suspends);
    const isGateway = this.#gateways.some((gateway) => gateway.process === process);
    const setBackMs = isGateway && clocksJump ? forMs : 0;
    this.#world.after(forMs, () => {
      process.clockOffsetMs -= setBackMs;
      process.thaw();
    });
  }

  /** One process cannot reach the store for minutes, while the others can. */
  #cutOffOne(): void {
    const process = this.#pickProcess();
    if (process === undefined) return;
    process.isCutOff = true;
    this.#world.after(this.#prng.pick([20_000, 200_000]), () => {
      process.isCutOff = false;
    });
  }

  /** The worst moment: its write has landed, and it ends or stands still before it hears of that. */
  #trapOne(): void {
    const process = this.#pickProcess();
    if (process === undefined) return;
    const forMs = this.#prng.pick([0, 7_000, 70_000, 600_000]);
    process.atLanding = () => {
      this.#world.trace(`${process.name} stops at its landing`);
      if (forMs === 0) return process.kill();
      this.#freeze(process, forMs);
    };
  }

  #pickProcess(): SimulatedProcess | undefined {
    const processes = this.#processes();
    return processes.length === 0 ? undefined : this.#prng.pick(processes);
  }

  #processes(): SimulatedProcess[] {
    const objects = this.#edges.flatMap((edge) => this.#objectOf(edge) ?? []);
    return [...objects, ...this.#gateways].map(({ process }) => process);
  }

  #outage(): void {
    this.#store.isDown = true;
    const forMs = this.#prng.pick([10_000, 600_000, 4 * 3_600_000]);
    this.#world.after(forMs, () => {
      this.#store.isDown = false;
    });
  }

  /** Back to an earlier snapshot, or to nothing. What only the newer storage held is lost for certain. */
  #rollBackOne(): void {
    const edge = this.#prng.pick(this.#edges);
    const { content } = edge.storage;
    const snapshot = this.#snapshots.get(edge);
    this.#snapshots.set(edge, content);
    if (snapshot === undefined) return;
    const kept = this.#prng.chance(0.7) ? snapshot : undefined;
    const keptRows = new Set((kept?.rows ?? []).map((row) => row.number));
    const lost = content.rows.filter((row) => !keptRows.has(row.number));
    const visitsLost = lost.reduce((sum, row) => sum + row.visits.length, 0);
    this.#world.trace(`${edge.name} rolled back`);
    this.#rolledBack.add(edge);
    this.#oracle.rolledBack(edge.name, visitsLost);
    edge.evict();
    edge.storage.replace(kept);
  }

  #report(): void {
    const counters = this.#counters();
    if (counters.length === 0) return;
    const { counter, name, process } = this.#prng.pick(counters);
    const day: DayNumber = dayOf(this.#world.nowMs);
    const claim = { day, by: this.#prng.hex(16), at: Math.floor(this.#world.nowMs / 1000) };
    counter.claimReport(claim).then(
      ({ claimed }) => {
        this.#world.trace(`${name} claim ${claimed}`);
        if (!claimed) return;
        this.#guard(() => this.#oracle.claim(day, claim.by));
        if (!this.#prng.chance(0.3)) return;
        // It may be given back as soon as the release has left, whether or not its answer comes.
        process.deliver(() => {
          this.#oracle.release(day);
          counter.releaseReport(claim).catch((error) => this.#refused(name, error));
        });
      },
      (error) => this.#refused(name, error),
    );
  }

  /** An edge goes on where its last object ended, unless two of them stand for it at once. */
  #tellerOf(edge: SimulatedEdge, process: SimulatedProcess): string {
    return this.#swarm.doubledObjects ? process.name : edge.name;
  }

  #counters(): RunningCounter[] {
    return [
      ...this.#edges.flatMap((edge) => {
        const object = this.#objectOf(edge);
        if (object === undefined) return [];
        const { process } = object;
        const gate = () => edge.storage.gate(process);
        return [{ name: edge.name, ...object, gate, teller: this.#tellerOf(edge, process) }];
      }),
      ...this.#gateways.map(({ counter, process }) => {
        const { name } = process;
        return { name, counter, process, gate: () => Promise.resolve(), teller: name };
      }),
    ];
  }

  /** Faults stop; each edge gets one more visit, since that is what mends a lost alarm. */
  async #calmDown(endMs: number): Promise<void> {
    this.#store.faults = NO_FAULTS;
    this.#store.isDown = false;
    for (const process of this.#processes()) process.recover();
    for (const edge of this.#edges) {
      edge.alarms = { lost: false, repeated: false };
      edge.storage.failing = 0;
      edge.storage.crashing = 0;
    }
    await this.#runUntil(endMs + 900_000);
    for (const edge of this.#edges) {
      this.#visitEdge(edge, this.#visitorHash());
    }
    // Ten requests of a small budget take seven hours to come.
    const isSmall = this.#swarm.requestsPerMonth === SMALL_BUDGET;
    await this.#runUntil(endMs + (isSmall ? 72 : 3) * 3_600_000);
  }

  async #pendingVisits(): Promise<number> {
    let pending = 0;
    for (const edge of this.#edges) pending += (await edge.object().counter.status()).pending;
    return pending;
  }

  #checkBudgets(): void {
    const { requestsPerMonth } = this.#swarm;
    for (const edge of this.#edges) {
      if (this.#rolledBack.has(edge)) continue;
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
