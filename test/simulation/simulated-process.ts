/**
 * A process of the simulation: code goes on only when something is delivered to it. A killed one is
 * never given anything again, so it stops at whatever it was awaiting; a frozen one gets all of it when
 * it thaws.
 */
import type { Clock, Random } from '../../shared/ports.ts';
import type { Prng } from './prng.ts';
import type { World } from './world.ts';

export class SimulatedProcess {
  readonly name: string;
  readonly world: World;
  readonly clock: Clock;
  readonly random: Random;
  alive = true;
  /** What happens to it right after its next write has landed, whose answer it will not get. */
  atLanding: (() => void) | undefined;
  /** Its way to the store is cut, while others' is not. */
  isCutOff = false;
  /** This process's clock less the world's. */
  clockOffsetMs: number;
  #frozen = false;
  #held: (() => void)[] = [];

  constructor(name: string, world: World, prng: Prng, clockOffsetMs: number) {
    this.name = name;
    this.world = world;
    this.clockOffsetMs = clockOffsetMs;
    this.random = { id: () => prng.hex(24), uniform: () => prng.uniform() };
    this.clock = {
      now: () => Math.floor(world.nowMs + this.clockOffsetMs),
      monotonicMs: () => world.nowMs,
      sleep: (delayMs, signal) => this.#sleep(delayMs, signal),
    };
  }

  deliver(run: () => void): void {
    if (!this.alive) return;
    if (this.#frozen) this.#held.push(run);
    else run();
  }

  kill(): void {
    this.alive = false;
    this.#held = [];
  }

  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    for (const run of this.#held.splice(0)) run();
  }

  /** Nothing stands in its way any more. */
  recover(): void {
    this.atLanding = undefined;
    this.isCutOff = false;
    this.thaw();
  }

  #sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = this.world.after(delayMs, () => this.deliver(resolve));
      const stop = () => {
        timer.cancelled = true;
        resolve();
      };
      signal?.addEventListener('abort', stop, { once: true });
    });
  }
}
