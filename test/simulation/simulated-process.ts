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
  /** It has read or written one. */
  hasKnownDocument = false;
  /** What happens to it right after its next write has landed, whose answer it will not get. */
  atLanding: (() => void) | undefined;
  /** Its way to the store is cut, while others' is not. */
  isCutOff = false;
  /** This process's clock less the world's. */
  clockOffsetMs: number;
  #frozen = false;
  /** For how long its monotonic clock has stood still, and since when it does. */
  #suspendedMs = 0;
  #suspendedAtMs: number | undefined;
  #held: (() => void)[] = [];

  constructor(name: string, world: World, prng: Prng, clockOffsetMs: number) {
    this.name = name;
    this.world = world;
    this.clockOffsetMs = clockOffsetMs;
    this.random = { id: () => prng.hex(24), uniform: () => prng.uniform() };
    this.clock = {
      now: () => Math.floor(world.nowMs + this.clockOffsetMs),
      monotonicMs: () => (this.#suspendedAtMs ?? world.nowMs) - this.#suspendedMs,
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

  /** `suspended`: together with its machine. */
  freeze(suspended = false): void {
    this.#frozen = true;
    if (suspended) this.#suspendedAtMs ??= this.world.nowMs;
  }

  thaw(): void {
    this.#frozen = false;
    this.#suspendedMs += this.world.nowMs - (this.#suspendedAtMs ?? this.world.nowMs);
    this.#suspendedAtMs = undefined;
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
