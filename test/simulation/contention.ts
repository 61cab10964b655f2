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
  const free = Array.from({ length: options.containers }, (_, index) => {
    const process = new SimulatedProcess(`container${index}`, world, prng, 0);
    return new SimulatedGateway(process, store, RULES);
  });
  const calls: (() => void)[] = [];
  const waitsMs: number[] = [];
  let conflicts = 0;

  const serve = () => {
    const call = calls[0];
    if (call === undefined || free.length === 0) return;
    calls.shift();
    const [container] = free.splice(prng.integer(0, free.length - 1), 1);
    if (container === undefined) return;
    const startedMs = world.nowMs;
    const finish = () => {
      waitsMs.push(world.nowMs - startedMs);
      free.push(container);
      serve();
    };
    container.counter.count({ atMs: container.process.clock.now() }).then(finish, (error) => {
      if (!(error instanceof Failure && error.kind === 'conflict')) throw error;
      conflicts += 1;
      finish();
    });
  };

  let atMs = 0;
  for (let visit = 0; visit < options.visits; visit += 1) {
    atMs += prng.exponential(1000 / options.visitsPerSecond);
    world.after(atMs, () => {
      calls.push(serve);
      serve();
    });
  }
  await world.runUntil(START_MS + atMs + 600_000);
  const { pageviews } = JSON.parse(store.stored?.body ?? '{"pageviews":0}') as {
    pageviews: number;
  };
  const sorted = waitsMs.sort((first, second) => first - second);
  const quantile = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return {
    visits: options.visits,
    counted: pageviews,
    conflicts,
    medianMs: quantile(0.5),
    p99Ms: quantile(0.99),
    maxMs: quantile(1),
    requestsPerVisit: store.requests / options.visits,
  };
}
