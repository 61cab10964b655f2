/**
 * Everything that goes wrong besides the network, at times drawn ahead: processes that end, stand still or
 * lose their way to the store, storages that go back in time, clocks that jump, a store that is away.
 */
import type { Oracle } from './oracle.ts';
import type { SimulatedEdge } from './simulated-edge.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { SimulatedSite } from './simulated-site.ts';
import type { StorageContent } from './simulated-storage.ts';

/** Runs something so many times, if at all, while visits come. */
export type Often = (isOn: boolean, times: number, run: () => void) => void;

export class SimulatedTrouble {
  readonly #site: SimulatedSite;
  readonly #oracle: Oracle;
  readonly #snapshots = new Map<SimulatedEdge, StorageContent>();
  /** Edges whose storage went back in time, its budget included. */
  readonly rolledBack = new Set<SimulatedEdge>();

  constructor(site: SimulatedSite, oracle: Oracle) {
    this.#site = site;
    this.#oracle = oracle;
  }

  schedule(often: Often): void {
    const { edges, prng, swarm } = this.#site;
    const hasEdges = edges.length > 0;
    often(swarm.crashes, 20, () => this.#crashOne());
    often(swarm.freezes, 20, () => this.#freezeOne());
    often(swarm.evictions && hasEdges, 20, () => prng.pick(edges).evict());
    often(swarm.doubledObjects && hasEdges, 8, () => prng.pick(edges).double());
    often(swarm.rollbacks && hasEdges, 4, () => this.#rollBackOne());
    often(swarm.clocksJump && hasEdges, 6, () =>
      prng.pick(edges).setClock(this.#site.clockError()),
    );
    often(swarm.clocksJump, 6, () => {
      const gateway = this.#site.gateways.at(-1);
      if (gateway !== undefined) gateway.process.clockOffsetMs = this.#site.clockError();
    });
    often(swarm.outages, 3, () => this.#outage());
    often(swarm.partitions, 4, () => this.#cutOffOne());
    often(swarm.endsAtLanding, 10, () => this.#trapOne());
  }

  /** The store's clock and ours, where clocks jump at all. */
  partClocks(): void {
    if (this.#site.swarm.clocksJump) this.#site.store.clockOffsetMs = this.#site.clockError();
  }

  #crashOne(): void {
    if (this.#site.gateways.length > 0) this.#site.prng.pick(this.#site.gateways).process.kill();
  }

  #freezeOne(): void {
    if (this.#site.gateways.length === 0) return;
    const { process } = this.#site.prng.pick(this.#site.gateways);
    this.#freeze(process, this.#site.prng.pick([500, 5_000, 70_000, 600_000]));
  }

  /** One of its two clocks may stand still meanwhile, never both. */
  #freeze(process: SimulatedProcess, forMs: number): void {
    const { clocksJump, suspends } = this.#site.swarm;
    process.freeze(suspends);
    const isGateway = this.#site.gateways.some((gateway) => gateway.process === process);
    const setBackMs = isGateway && clocksJump ? forMs : 0;
    this.#site.world.after(forMs, () => {
      process.clockOffsetMs -= setBackMs;
      process.thaw();
    });
  }

  /** One process cannot reach the store for minutes, while the others can. */
  #cutOffOne(): void {
    const process = this.#pickProcess();
    if (process === undefined) return;
    process.isCutOff = true;
    this.#site.world.after(this.#site.prng.pick([20_000, 200_000]), () => {
      process.isCutOff = false;
    });
  }

  /** The worst moment: its write has landed, and it ends or stands still before it hears of that. */
  #trapOne(): void {
    const process = this.#pickProcess();
    if (process === undefined) return;
    const forMs = this.#site.prng.pick([0, 7_000, 70_000, 600_000]);
    process.atLanding = () => {
      this.#site.world.trace(`${process.name} stops at its landing`);
      if (forMs === 0) return process.kill();
      this.#freeze(process, forMs);
    };
  }

  #pickProcess(): SimulatedProcess | undefined {
    const processes = this.#site.processes();
    return processes.length === 0 ? undefined : this.#site.prng.pick(processes);
  }

  #outage(): void {
    this.#site.store.isDown = true;
    const forMs = this.#site.prng.pick([10_000, 600_000, 4 * 3_600_000]);
    this.#site.world.after(forMs, () => {
      this.#site.store.isDown = false;
    });
  }

  /** Back to an earlier snapshot, or to nothing. What only the newer storage held is lost for certain. */
  #rollBackOne(): void {
    const edge = this.#site.prng.pick(this.#site.edges);
    const { content } = edge.storage;
    const snapshot = this.#snapshots.get(edge);
    this.#snapshots.set(edge, content);
    if (snapshot === undefined) return;
    const kept = this.#site.prng.chance(0.7) ? snapshot : undefined;
    const keptRows = new Set((kept?.rows ?? []).map((row) => row.number));
    const lost = content.rows.filter((row) => !keptRows.has(row.number));
    const visitsLost = lost.reduce((sum, row) => sum + row.visits.length, 0);
    this.#site.world.trace(`${edge.name} rolled back`);
    this.rolledBack.add(edge);
    this.#oracle.rolledBack(edge.name, visitsLost);
    edge.evict();
    edge.storage.replace(kept);
  }
}
