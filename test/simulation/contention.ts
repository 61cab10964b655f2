/**
 * Many Function containers that write one document, under virtual time: a call goes to a container that
 * is free, as the platform does it, and waits where none is. Tells how long callers wait and how many fail.
 */
import { Failure } from '../../shared/errors.ts';
import { Prng } from './prng.ts';
import { SimulatedGateway } from './simulated-gateway.ts';
import { SimulatedProcess } from './simulated-process.ts';
import { SimulatedStore } from './simulated-store.ts';
import { World } from './world.ts';

export interface ContentionResult {
  readonly visits: number;
  readonly counted: number;
  readonly conflicts: number;
  /** What the first of those who heard conflict had waited; Infinity when nobody did. */
  readonly firstConflictMs: number;
  /** From the moment that a container took the call. */
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly requestsPerVisit: number;
}

export interface ContentionOptions {
  readonly containers: number;
  readonly visitsPerSecond: number;
  readonly visits: number;
  readonly seed: number;
}

const RULES = { saltFingerprint: 'a1b2', exactVisitorsMax: 2_048 };
const START_MS = Date.UTC(2027, 0, 1, 12);

export async function simulateContention(options: ContentionOptions): Promise<ContentionResult> {
  const prng = new Prng(options.seed);
  const world = new World(START_MS);
  const store = new SimulatedStore(world, prng);
  store.latencyMs = { read: 20, write: 30 };
  const pool = new ContainerPool(options.containers, world, prng, store);
  let atMs = 0;
  for (let visit = 0; visit < options.visits; visit += 1) {
    atMs += prng.exponential(1000 / options.visitsPerSecond);
    world.after(atMs, () => pool.call());
  }
  await world.runUntil(START_MS + atMs + 600_000);
  const { pageviews } = JSON.parse(store.stored?.body ?? '{"pageviews":0}') as {
    pageviews: number;
  };
  const sorted = pool.waitsMs.toSorted((first, second) => first - second);
  const quantile = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return {
    visits: options.visits,
    counted: pageviews,
    conflicts: pool.conflictsMs.length,
    firstConflictMs: Math.min(...pool.conflictsMs),
    medianMs: quantile(0.5),
    p99Ms: quantile(0.99),
    maxMs: quantile(1),
    requestsPerVisit: store.requests / options.visits,
  };
}

class ContainerPool {
  readonly waitsMs: number[] = [];
  readonly conflictsMs: number[] = [];
  readonly #world: World;
  readonly #prng: Prng;
  readonly #free: SimulatedGateway[];
  #waiting = 0;

  constructor(size: number, world: World, prng: Prng, store: SimulatedStore) {
    this.#world = world;
    this.#prng = prng;
    this.#free = Array.from({ length: size }, (_, index) => {
      const process = new SimulatedProcess(`container${index}`, world, prng, 0);
      return new SimulatedGateway(process, store, RULES);
    });
  }

  call(): void {
    this.#waiting += 1;
    this.#serve();
  }

  #serve(): void {
    if (this.#waiting === 0 || this.#free.length === 0) return;
    const [container] = this.#free.splice(this.#prng.integer(0, this.#free.length - 1), 1);
    if (container === undefined) return;
    this.#waiting -= 1;
    const startedMs = this.#world.nowMs;
    const finish = () => {
      this.waitsMs.push(this.#world.nowMs - startedMs);
      this.#free.push(container);
      this.#serve();
    };
    container.counter.count({ atMs: container.process.clock.now() }).then(finish, (error) => {
      if (!(error instanceof Failure && error.kind === 'conflict')) throw error;
      this.conflictsMs.push(this.#world.nowMs - startedMs);
      finish();
    });
  }
}
