/** Writes whose caller has given up, and that are still on their way. A close or a crash loses them. */
import type { Clock } from '../../shared/ports.ts';

export class LateWrites {
  readonly #clock: Clock;
  readonly #stop: AbortSignal;
  readonly #underWay = new Set<Promise<void>>();

  constructor(clock: Clock, stop: AbortSignal) {
    this.#clock = clock;
    this.#stop = stop;
  }

  /** Carries the write out after the delay; what it answers then, nobody hears. */
  schedule(delayMs: number, write: () => Promise<unknown>): void {
    const landing = this.#land(delayMs, write);
    this.#underWay.add(landing);
    void landing.finally(() => this.#underWay.delete(landing));
  }

  /** Resolves once every late write has landed, or was refused. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #land(delayMs: number, write: () => Promise<unknown>): Promise<void> {
    await this.#clock.sleep(delayMs, this.#stop);
    if (this.#stop.aborted) return;
    await write().catch(() => undefined);
  }
}
