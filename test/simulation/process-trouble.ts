/**
 * What happens to one process: it ends, stands still, cannot reach the store, or ends or stands still at
 * the worst moment, once its write has landed and before it hears of that.
 */
import type { Prng } from './prng.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { SimulatedSite } from './simulated-site.ts';
import type { Trouble } from './swarm.ts';

export class ProcessTrouble {
  readonly #prng: Prng;
  readonly #trouble: Trouble;
  readonly #site: SimulatedSite;

  constructor(prng: Prng, trouble: Trouble, site: SimulatedSite) {
    this.#prng = prng;
    this.#trouble = trouble;
    this.#site = site;
  }

  crashOne(): void {
    const { gateways } = this.#site;
    if (gateways.length > 0) this.#prng.pick(gateways).process.kill();
  }

  freezeOne(): void {
    const { gateways } = this.#site;
    if (gateways.length === 0) return;
    const { process } = this.#prng.pick(gateways);
    this.#freeze(process, this.#prng.pick([500, 5_000, 70_000, 600_000]));
  }

  /** One process cannot reach the store for a while, and the others can. */
  cutOffOne(): void {
    const process = this.#pickProcess();
    if (process === undefined) return;
    process.isCutOff = true;
    this.#site.world.after(this.#prng.pick([20_000, 200_000]), () => {
      process.isCutOff = false;
    });
  }

  /** Its next write lands, and it ends or stands still before it hears of that. */
  trapOne(): void {
    const process = this.#pickProcess();
    if (process === undefined) return;
    const forMs = this.#prng.pick([0, 7_000, 70_000, 600_000]);
    process.atLanding = () => {
      this.#site.world.trace(`${process.name} stops at its landing`);
      if (forMs === 0) process.kill();
      else this.#freeze(process, forMs);
    };
  }

  /** One of its two clocks may stand still meanwhile, never both. */
  #freeze(process: SimulatedProcess, forMs: number): void {
    const { clocksJump, suspends } = this.#trouble;
    process.freeze(suspends);
    const isGateway = this.#site.gateways.some((gateway) => gateway.process === process);
    const setBackMs = isGateway && clocksJump ? forMs : 0;
    this.#site.world.after(forMs, () => {
      process.clockOffsetMs -= setBackMs;
      process.thaw();
    });
  }

  #pickProcess(): SimulatedProcess | undefined {
    const processes = this.#site.processes();
    return processes.length === 0 ? undefined : this.#prng.pick(processes);
  }
}
