/**
 * Who is there: one store, the edges, and the gateways that are started as visits come and replaced once
 * they ended. Finds or starts whoever answers, and says by whose storage and memory they go.
 */
import type { Counter } from '../../shared/commit/counter.ts';
import type { DocumentRules } from '../../shared/commit/known-document.ts';
import type { Prng } from './prng.ts';
import { SimulatedEdge } from './simulated-edge.ts';
import { SimulatedGateway } from './simulated-gateway.ts';
import { SimulatedProcess } from './simulated-process.ts';
import type { SimulatedStore } from './simulated-store.ts';
import type { Swarm } from './swarm.ts';
import type { World } from './world.ts';

/** What answers at an edge or a gateway at this moment. */
export interface RunningCounter {
  /** The edge's, whichever of its objects answers, or the process's own. */
  readonly name: string;
  readonly counter: Counter;
  readonly process: SimulatedProcess;
  /** Open once whatever its answers tell is durable. */
  readonly gate: () => Promise<void>;
  /** Whose answers may never go back. */
  readonly teller: string;
}

const RULES_SALT = 'a1b2';

export class SimulatedSite {
  readonly world: World;
  readonly store: SimulatedStore;
  readonly edges: readonly SimulatedEdge[];
  readonly #prng: Prng;
  readonly #swarm: Swarm;
  readonly rules: DocumentRules;
  #gateways: SimulatedGateway[] = [];
  #gatewaysStarted = 0;

  constructor(world: World, prng: Prng, store: SimulatedStore, swarm: Swarm) {
    this.world = world;
    this.store = store;
    this.#prng = prng;
    this.#swarm = swarm;
    this.rules = { saltFingerprint: RULES_SALT, exactVisitorsMax: swarm.exactVisitorsMax };
    this.edges = Array.from({ length: swarm.edges }, (_, index) => this.#newEdge(index));
  }

  /** Those that ended are among them until the next one is picked. */
  get gateways(): readonly SimulatedGateway[] {
    return this.#gateways;
  }

  /** How far a clock is off, drawn anew for each that is set. */
  clockError(): number {
    const { clockErrorMs } = this.#swarm;
    return clockErrorMs === 0 ? 0 : this.#prng.integer(-clockErrorMs, clockErrorMs);
  }

  /** A running one, or a new one in the place of one that ended. */
  pickGateway(): SimulatedGateway {
    this.#gateways = this.#gateways.filter((gateway) => gateway.process.alive);
    const wanted = this.#prng.integer(0, this.#swarm.gatewaysMax - 1);
    const running = this.#gateways[wanted];
    if (running !== undefined) return running;
    this.#gatewaysStarted += 1;
    const name = `gateway${this.#gatewaysStarted}`;
    const process = new SimulatedProcess(name, this.world, this.#prng, this.clockError());
    const gateway = new SimulatedGateway(process, this.store, this.rules);
    this.#gateways.push(gateway);
    return gateway;
  }

  /** Undefined when its constructor throws, as on a full disk: the platform answers an error then. */
  counterAt(edge: SimulatedEdge): RunningCounter | undefined {
    try {
      const { counter, process } = edge.object();
      // An edge goes on where its last object ended, unless two of them stand for it at once.
      const teller = this.#swarm.doubledObjects ? process.name : edge.name;
      return { name: edge.name, counter, process, gate: () => edge.storage.gate(process), teller };
    } catch (error) {
      this.world.trace(`${edge.name} cannot start: ${error}`);
      return undefined;
    }
  }

  counters(): readonly RunningCounter[] {
    const atEdges = this.edges.flatMap((edge) => this.counterAt(edge) ?? []);
    const atGateways = this.#gateways.map(({ counter, process }) => {
      const { name } = process;
      return { name, counter, process, gate: () => Promise.resolve(), teller: name };
    });
    return [...atEdges, ...atGateways];
  }

  processes(): readonly SimulatedProcess[] {
    return this.counters().map(({ process }) => process);
  }

  /** Visits that are in a journal and not yet in the document. */
  async pendingVisits(): Promise<number> {
    let pending = 0;
    for (const edge of this.edges) pending += (await edge.object().counter.status()).pending;
    return pending;
  }

  #newEdge(index: number): SimulatedEdge {
    const edge = new SimulatedEdge(
      `edge${index}`,
      this.world,
      this.#prng,
      this.store,
      this.rules,
      this.#swarm.requestsPerMonth,
    );
    edge.clockOffsetMs = this.clockError();
    return edge;
  }
}
