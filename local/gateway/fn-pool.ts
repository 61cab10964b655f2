/**
 * The containers of one Function: started on demand, one call at a time each, as on OCI. Calls wait in a
 * bounded queue while all are busy. A container that died or timed out is replaced at the next call.
 */
import { type FnAnswer, type FnCall, FnProcess, type FnProcessOptions } from './fn-process.ts';

/** A dozen callers a container: more would wait longer than a page does. */
const QUEUE_MAX = 128;

/** What func.yaml asks for; what takes longer is killed there too. */
export const CALL_TIMEOUT_MS = 60_000;

export type FnOutcome =
  | { readonly kind: 'answered'; readonly answer: FnAnswer }
  | { readonly kind: 'busy' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'failed'; readonly cause: string };

export interface FnPoolOptions extends FnProcessOptions {
  readonly containersMax: number;
  readonly timeoutMs: number;
}

export class FnPool {
  readonly #options: FnPoolOptions;
  readonly #idle: FnProcess[] = [];
  readonly #busy = new Set<FnProcess>();
  readonly #waiting: (() => void)[] = [];
  #places: number;
  #closed = false;

  constructor(options: FnPoolOptions) {
    this.#options = options;
    this.#places = options.containersMax;
  }

  processIds(): number[] {
    const ids = [...this.#idle, ...this.#busy].filter((process) => process.alive);
    return ids.map((process) => process.processId).filter((id) => id !== undefined);
  }

  /** Starts the first container ahead of the first call, so that a bad bundle is seen at once. */
  async warmUp(): Promise<void> {
    this.#idle.push(await FnProcess.start(this.#options));
  }

  /** Never throws. The call is not repeated: whoever asked knows whether that is safe. */
  async call(call: FnCall): Promise<FnOutcome> {
    if (this.#closed) return { kind: 'failed', cause: 'the gateway is closing' };
    if (this.#places === 0) {
      if (this.#waiting.length >= QUEUE_MAX) return { kind: 'busy' };
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#places -= 1;
    }
    try {
      return await this.#callContainer(call);
    } catch (error) {
      return { kind: 'failed', cause: error instanceof Error ? error.message : String(error) };
    } finally {
      // The longest-waiting call gets the container directly.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#places += 1;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const all = [...this.#idle.splice(0), ...this.#busy];
    await Promise.all(all.map((process) => process.end()));
  }

  async #callContainer(call: FnCall): Promise<FnOutcome> {
    if (this.#closed) throw new Error('the gateway is closing');
    const process = await this.#take();
    this.#busy.add(process);
    const signal = AbortSignal.timeout(this.#options.timeoutMs);
    try {
      return { kind: 'answered', answer: await process.call(call, signal) };
    } catch (error) {
      // Its state is unknown, and its next answer may belong to this call.
      await process.end();
      if (signal.aborted) return { kind: 'timeout' };
      throw error;
    } finally {
      this.#busy.delete(process);
      if (process.alive && !this.#closed) this.#idle.push(process);
      else await process.end();
    }
  }

  /** The container used last is the warmest; dead ones are cleaned away. */
  async #take(): Promise<FnProcess> {
    for (let process = this.#idle.pop(); process !== undefined; process = this.#idle.pop()) {
      if (process.alive) return process;
      await process.end();
    }
    const process = await FnProcess.start(this.#options);
    if (!this.#closed) return process;
    await process.end();
    throw new Error('the gateway is closing');
  }
}
