/**
 * Everything that goes wrong, each kind only where the swarm has it: faults that are there all along,
 * and at moments drawn ahead what happens to processes, edges, clocks and the store.
 */

import { NO_FAULTS } from './network-faults.ts';
import type { Oracle } from './oracle.ts';
import type { Prng } from './prng.ts';
import { ProcessTrouble } from './process-trouble.ts';
import type { SimulatedEdge } from './simulated-edge.ts';
import type { SimulatedSite } from './simulated-site.ts';
import type { StorageContent } from './simulated-storage.ts';
import type { Trouble } from './swarm.ts';
import type { Timetable } from './timetable.ts';

export class SimulatedTrouble {
  readonly #prng: Prng;
  readonly #trouble: Trouble;
  readonly #site: SimulatedSite;
  readonly #oracle: Oracle;
  readonly #processes: ProcessTrouble;
  readonly #snapshots = new Map<SimulatedEdge, StorageContent>();

  constructor(prng: Prng, trouble: Trouble, site: SimulatedSite, oracle: Oracle) {
    this.#prng = prng;
    this.#trouble = trouble;
    this.#site = site;
    this.#oracle = oracle;
    this.#processes = new ProcessTrouble(prng, trouble, site);
  }

  /** The faults that are there all along. */
  begin(): void {
    const { clocksJump, crashingDisk, failingDisk, lostAlarms, network, repeatedAlarms } =
      this.#trouble;
    const { edges, store } = this.#site;
    store.faults = network;
    if (clocksJump) store.clockOffsetMs = this.#site.clockError();
    for (const edge of edges) {
      edge.alarms = { lost: lostAlarms, repeated: repeatedAlarms };
      edge.storage.failing = failingDisk;
      edge.storage.crashing = crashingDisk;
    }
  }

  /** Faults stop. Clocks stay as they are. */
  end(): void {
    const { edges, store } = this.#site;
    store.faults = NO_FAULTS;
    store.isDown = false;
    for (const process of this.#site.processes()) process.recover();
    for (const edge of edges) {
      edge.alarms = { lost: false, repeated: false };
      edge.storage.failing = 0;
      edge.storage.crashing = 0;
    }
  }

  schedule(timetable: Timetable): void {
    const trouble = this.#trouble;
    const hasEdges = this.#site.edges.length > 0;
    const often = (isOn: boolean, times: number, run: () => void) => {
      if (isOn) timetable.often(times, run);
    };
    often(trouble.crashes, 20, () => this.#processes.crashOne());
    often(trouble.freezes, 20, () => this.#processes.freezeOne());
    often(trouble.evictions && hasEdges, 20, () => this.#pickEdge().evict());
    often(trouble.doubledObjects && hasEdges, 8, () => this.#pickEdge().double());
    often(trouble.rollbacks && hasEdges, 4, () => this.#rollBackOne());
    often(trouble.clocksJump && hasEdges, 6, () => this.#setEdgeClock());
    often(trouble.clocksJump, 6, () => this.#setGatewayClock());
    often(trouble.outages, 3, () => this.#outage());
    often(trouble.partitions, 4, () => this.#processes.cutOffOne());
    often(trouble.endsAtLanding, 10, () => this.#processes.trapOne());
  }

  #pickEdge(): SimulatedEdge {
    return this.#prng.pick(this.#site.edges);
  }

  #setEdgeClock(): void {
    this.#pickEdge().setClock(this.#site.clockError());
  }

  #setGatewayClock(): void {
    const gateway = this.#site.gateways.at(-1);
    if (gateway !== undefined) gateway.process.clockOffsetMs = this.#site.clockError();
  }

  #outage(): void {
    const { store, world } = this.#site;
    store.isDown = true;
    world.after(this.#prng.pick([10_000, 600_000, 4 * 3_600_000]), () => {
      store.isDown = false;
    });
  }

  /** Back to an earlier snapshot, or to nothing. What only the newer storage held is lost for certain. */
  #rollBackOne(): void {
    const edge = this.#pickEdge();
    const { content } = edge.storage;
    const snapshot = this.#snapshots.get(edge);
    this.#snapshots.set(edge, content);
    if (snapshot === undefined) return;
    const kept = this.#prng.chance(0.7) ? snapshot : undefined;
    this.#site.world.trace(`${edge.name} rolled back`);
    this.#oracle.rolledBack(edge.name, visitsLost(content, kept));
    edge.rollBack(kept);
  }
}

function visitsLost(content: StorageContent, kept: StorageContent | undefined): number {
  const keptRows = new Set((kept?.rows ?? []).map((row) => row.number));
  const lost = content.rows.filter((row) => !keptRows.has(row.number));
  return lost.reduce((sum, row) => sum + row.visits.length, 0);
}
