/**
 * People and what they ask: visits, looks at the totals, reports. Each answer goes to the oracle, as the one
 * who asked would tell it.
 */
import { type DayNumber, dayOf } from '../../shared/counter/calendar.ts';
import type { VisitorHash } from '../../shared/counter/visit.ts';
import { Failure } from '../../shared/errors.ts';
import type { Oracle } from './oracle.ts';
import { Prng } from './prng.ts';
import type { SimulatedEdge } from './simulated-edge.ts';
import type { SimulatedSite } from './simulated-site.ts';

export class SimulatedPeople {
  readonly #site: SimulatedSite;
  readonly #oracle: Oracle;
  #visitorsDrawn = 0;
  /** The first promise that somebody saw broken. */
  violation: unknown;

  constructor(site: SimulatedSite, oracle: Oracle) {
    this.#site = site;
    this.#oracle = oracle;
  }

  /** Runs a check of the oracle's. */
  guard(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.violation ??= error;
    }
  }

  /** Somebody comes, to an edge or a gateway. */
  visit(): void {
    const prng = this.#site.prng;
    const isKnown = this.#site.swarm.visitors === Number.POSITIVE_INFINITY || prng.chance(0.9);
    const visitor = isKnown ? this.visitorHash() : undefined;
    const edge =
      this.#site.edges.length > 0 && (this.#site.swarm.gatewaysMax === 0 || prng.chance(0.6))
        ? prng.pick(this.#site.edges)
        : undefined;
    if (edge === undefined && this.#site.swarm.gatewaysMax === 0) return;
    if (edge !== undefined) this.visitEdge(edge, visitor);
    else this.#visitGateway(visitor);
  }

  visitorHash(): VisitorHash {
    const { visitors } = this.#site.swarm;
    this.#visitorsDrawn += 1;
    const isNew = visitors === Number.POSITIVE_INFINITY;
    const number = isNew ? this.#visitorsDrawn : this.#site.prng.integer(0, visitors - 1);
    // SHA-256 would be a wait in real time: any fixed spread of the number does as well here.
    return new Prng(number * 7919 + 13).hex(64) as VisitorHash;
  }

  visitEdge(edge: SimulatedEdge, visitor: VisitorHash | undefined): void {
    this.#oracle.start(edge.name, visitor);
    const object = this.#site.objectOf(edge);
    if (object === undefined) return;
    const { counter, process } = object;
    const visit = { atMs: process.clock.now(), ...(visitor && { visitor }) };
    const teller = this.#site.tellerOf(edge, process);
    const before = this.#oracle.latestTold(teller);
    counter.count(visit).then(
      async (told) => {
        await edge.storage.gate(process);
        this.#site.world.trace(`${process.name} told ${told.count}/${told.unique}`);
        this.guard(() => this.#oracle.acknowledge(edge.name, edge.name, visitor, told));
        this.guard(() => this.#oracle.told(edge.name, teller, told, before));
      },
      (error) => this.#refused(process.name, error),
    );
  }

  #visitGateway(visitor: VisitorHash | undefined): void {
    const gateway = this.#site.pickGateway();
    const { clock, name } = gateway.process;
    const visit = { atMs: clock.now(), ...(visitor && { visitor }) };
    this.#oracle.start(name, visitor);
    gateway.process.deliver(() => {
      const before = this.#oracle.latestTold(name);
      gateway.counter.count(visit).then(
        (told) => {
          this.#site.world.trace(`${name} told ${told.count}/${told.unique}`);
          this.guard(() => this.#oracle.acknowledge(name, 'gateways', visitor, told));
          this.guard(() => this.#oracle.isIn(name, visitor));
          this.guard(() => this.#oracle.told(name, name, told, before));
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
  readOne(): void {
    const readers = this.#site.counters();
    if (readers.length === 0) return;
    const { counter, gate, name, process, teller } = this.#site.prng.pick(readers);
    process.deliver(() => {
      const before = this.#oracle.latestTold(teller);
      counter.totals().then(
        async (told) => {
          await gate();
          this.#site.world.trace(`${process.name} read ${told.count}/${told.unique}`);
          this.guard(() => this.#oracle.told(name, teller, told, before));
        },
        (error) => this.#refused(name, error),
      );
    });
  }

  report(): void {
    const counters = this.#site.counters();
    if (counters.length === 0) return;
    const { counter, name, process } = this.#site.prng.pick(counters);
    const day: DayNumber = dayOf(this.#site.world.nowMs);
    const claim = {
      day,
      by: this.#site.prng.hex(16),
      at: Math.floor(this.#site.world.nowMs / 1000),
    };
    counter.claimReport(claim).then(
      ({ claimed }) => {
        this.#site.world.trace(`${name} claim ${claimed}`);
        if (!claimed) return;
        this.guard(() => this.#oracle.claim(day, claim.by));
        if (!this.#site.prng.chance(0.3)) return;
        // It may be given back as soon as the release has left, whether or not its answer comes.
        process.deliver(() => {
          this.#oracle.release(day);
          counter.releaseReport(claim).catch((error) => this.#refused(name, error));
        });
      },
      (error) => this.#refused(name, error),
    );
  }

  #refused(name: string, error: unknown): void {
    this.#site.world.trace(`${name} refused: ${error instanceof Error ? error.message : error}`);
    if (error instanceof Failure && ['conflict', 'unavailable'].includes(error.kind)) return;
    this.violation ??= error;
  }
}
