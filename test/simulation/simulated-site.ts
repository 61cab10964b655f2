/**
 * Who is there in a simulated run: edges with their storages, gateways that come and go, and the one store
 * that all of them write. Starts them, and says who could answer.
 */
import type { Counter } from '../../shared/commit/counter.ts';
import type { Prng } from './prng.ts';
import { SimulatedEdge } from './simulated-edge.ts';
import { SimulatedGateway } from './simulated-gateway.ts';
import { SimulatedProcess } from './simulated-process.ts';
import { SimulatedStore } from './simulated-store.ts';
import type { Swarm } from './swarm.ts';
import type { World } from './world.ts';

export interface RunningCounter {
  readonly name: string;
  readonly counter: Counter;
  readonly process: SimulatedProcess;
  /** Open once whatever its answers tell is durable. */
  readonly gate: () => Promise<void>;
  /** Whose figures may not go down. */
  readonly teller: string;
}

const RULES_SALT = 'a1b2';

export class SimulatedSite {
  readonly swarm: Swarm;
  readonly world: World;
  readonly prng: Prng;
  readonly store: SimulatedStore;
  readonly edges: readonly SimulatedEdge[];
  #gateways: SimulatedGateway[] = [];
  #gatewaysStarted = 0;

  constructor(swarm: Swarm, world: World, prng: Prng, startDocument: string | undefined) {
    this.swarm = swarm;
    this.world = world;
    this.prng = prng;
    this.store = new SimulatedStore(world, prng);
    if (startDocument !== undefined) this.store.seed(startDocument);
    this.store.faults = swarm.network;
    this.edges = Array.from({ length: swarm.edges }, (_, index) => this.#newEdge(index));
  }

  get gateways(): readonly SimulatedGateway[] {
    return this.#gateways;
  }

  /** How far off a clock is. */
  clockError(): number {
    const { clockErrorMs } = this.swarm;
    return clockErrorMs === 0 ? 0 : this.prng.integer(-clockErrorMs, clockErrorMs);
  }

  /** Undefined when its constructor throws, as on a full disk: the platform answers an error then. */
  objectOf(edge: SimulatedEdge): ReturnType<SimulatedEdge['object']> | undefined {
    try {
      return edge.object();
    } catch (error) {
      this.world.trace(`${edge.name} cannot start: ${error}`);
      return undefined;
    }
  }

  /** One that runs, or a new one. */
  pickGateway(): SimulatedGateway {
    this.#gateways = this.#gateways.filter((gateway) => gateway.process.alive);
    const wanted = this.prng.integer(0, this.swarm.gatewaysMax - 1);
    const running = this.#gateways[wanted];
    if (running !== undefined) return running;
    this.#gatewaysStarted += 1;
    const name = `gateway${this.#gatewaysStarted}`;
    const process = new SimulatedProcess(name, this.world, this.prng, this.clockError());
    const gateway = new SimulatedGateway(process, this.store, this.#rules());
    this.#gateways.push(gateway);
    return gateway;
  }

  processes(): SimulatedProcess[] {
    const objects = this.edges.flatMap((edge) => this.objectOf(edge) ?? []);
    return [...objects, ...this.#gateways].map(({ process }) => process);
  }

  counters(): RunningCounter[] {
    return [
      ...this.edges.flatMap((edge) => {
        const object = this.objectOf(edge);
        if (object === undefined) return [];
        const { process } = object;
        const gate = () => edge.storage.gate(process);
        return [{ name: edge.name, ...object, gate, teller: this.tellerOf(edge, process) }];
      }),
      ...this.#gateways.map(({ counter, process }) => {
        const { name } = process;
        return { name, counter, process, gate: () => Promise.resolve(), teller: name };
      }),
    ];
  }

  /** An edge goes on where its last object ended, unless two of them stand for it at once. */
  tellerOf(edge: SimulatedEdge, process: SimulatedProcess): string {
    return this.swarm.doubledObjects ? process.name : edge.name;
  }

  #newEdge(index: number): SimulatedEdge {
    const { swarm } = this;
    const edge = new SimulatedEdge(
      `edge${index}`,
      this.world,
      this.prng,
      this.store,
      this.#rules(),
      swarm.requestsPerMonth,
    );
    edge.clockOffsetMs = this.clockError();
    edge.alarms = { lost: swarm.lostAlarms, repeated: swarm.repeatedAlarms };
    edge.storage.failing = swarm.failingDisk;
    edge.storage.crashing = swarm.crashingDisk;
    return edge;
  }

  #rules() {
    return { saltFingerprint: RULES_SALT, exactVisitorsMax: this.swarm.exactVisitorsMax };
  }
}
