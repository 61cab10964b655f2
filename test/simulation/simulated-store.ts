/**
 * The store: one object behind a network. That it takes a write and that the writer hears of it are
 * events of their own, and any of them may be late, doubled, lost or refused.
 */
import type { ETag, ObjectStore, ReadOutcome, WriteOutcome } from '../../shared/ports.ts';
import type { Prng } from './prng.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/** Chances per request, from 0 to 1; a swarm switches some of them on for each seed. */
export interface NetworkFaults {
  readonly conflict: number;
  readonly concurrentUpdate: number;
  readonly throttled: number;
  readonly errorBefore: number;
  readonly errorAfter: number;
  readonly cutBefore: number;
  readonly cutAfter: number;
  readonly lateLanding: number;
  readonly duplicated: number;
  readonly slowAnswer: number;
  readonly hiddenRetry: number;
  readonly bucketMissing: number;
}

export const NO_FAULTS: NetworkFaults = {
  conflict: 0,
  concurrentUpdate: 0,
  throttled: 0,
  errorBefore: 0,
  errorAfter: 0,
  cutBefore: 0,
  cutAfter: 0,
  lateLanding: 0,
  duplicated: 0,
  slowAnswer: 0,
  hiddenRetry: 0,
  bucketMissing: 0,
};

interface Stored {
  readonly body: string;
  readonly etag: ETag;
  readonly modifiedAtMs: number;
}

const LOST = { kind: 'failed', failure: { kind: 'unknown', detail: 'lost' } } as const;
const ERROR = { kind: 'failed', failure: { kind: 'unknown', detail: '500' } } as const;
const THROTTLED = {
  kind: 'failed',
  failure: { kind: 'throttled', retryAfterMs: 1000, detail: '429 TooManyRequests' },
} as const;
const NO_BUCKET = {
  kind: 'failed',
  failure: { kind: 'bucket-missing', detail: '404 BucketNotFound' },
} as const;

export class SimulatedStore {
  readonly #world: World;
  readonly #prng: Prng;
  faults: NetworkFaults = NO_FAULTS;
  isDown = false;
  /** Milliseconds that calls take, half of them on the way there; drawn for each call when absent. */
  latencyMs: { readonly read: number; readonly write: number } | undefined;
  /** The store's clock less the world's. */
  clockOffsetMs = 0;
  stored: Stored | undefined;
  requests = 0;
  /** Called at each landing, with what was replaced and the name of the process that wrote. */
  onLanding: (body: string, replaced: string | undefined, writer: string) => void = () => undefined;
  #versions = 0;
  /** Writes that nobody waits for any more, and that the store has yet to finish. */
  #writesUnderWay = 0;

  constructor(world: World, prng: Prng) {
    this.#world = world;
    this.#prng = prng;
  }

  /** The store as one process sees it; `gate` holds its requests until its own storage is durable. */
  connect(
    process: SimulatedProcess,
    onRequest: () => void,
    gate: () => Promise<void> = () => Promise.resolve(),
  ): ObjectStore {
    return {
      read: async () => {
        await gate();
        onRequest();
        return this.#exchange<ReadOutcome>(process, 'read', () => this.#read());
      },
      write: async (body, expected) => {
        await gate();
        onRequest();
        return this.#exchange<WriteOutcome>(process, 'write', () =>
          this.#write(body, expected, process.name),
        );
      },
    };
  }

  seed(body: string): void {
    this.stored = { body, etag: this.#newETag(), modifiedAtMs: this.#now() };
  }

  #exchange<T extends ReadOutcome | WriteOutcome>(
    process: SimulatedProcess,
    kind: 'read' | 'write',
    apply: () => T,
  ): Promise<T> {
    this.requests += 1;
    const prng = this.#prng;
    const halfMs = this.latencyMs && this.latencyMs[kind] / 2;
    const thereMs = halfMs ?? prng.integer(3, 15);
    const backMs =
      (halfMs ?? prng.integer(3, 15)) + (this.#hit('slowAnswer') ? prng.integer(500, 6_000) : 0);
    return new Promise((resolve) => {
      const answer = (outcome: T, delayMs = backMs) =>
        this.#world.after(delayMs, () => process.deliver(() => resolve(outcome)));
      this.#world.after(thereMs, () => {
        const refused = this.#refusal(kind, process) as T | undefined;
        if (refused !== undefined) return answer(refused);
        if (kind === 'write' && this.#hit('lateLanding')) {
          const lateMs = prng.chance(0.5) ? prng.integer(50, 5_000) : prng.integer(5_000, 300_000);
          this.#writesUnderWay += 1;
          this.#world.after(lateMs, () => {
            this.#writesUnderWay -= 1;
            apply();
          });
          return answer(LOST as T, prng.integer(0, 4_000));
        }
        const outcome = apply();
        if (outcome.kind === 'stored' && process.atLanding !== undefined) {
          process.atLanding();
          process.atLanding = undefined;
          return answer(LOST as T);
        }
        if (kind === 'write' && this.#hit('duplicated')) {
          this.#world.after(prng.integer(1, 60_000), () => void apply());
        }
        if (this.#hit('cutAfter')) return answer(LOST as T, prng.integer(0, 4_000));
        if (this.#hit('errorAfter')) return answer(ERROR as T);
        // A client library or proxy that repeats a request whose answer it did not like.
        if (this.#hit('hiddenRetry')) return this.#world.after(20, () => answer(apply()));
        return answer(outcome);
      });
    });
  }

  #refusal(
    kind: 'read' | 'write',
    process: SimulatedProcess,
  ): ReadOutcome | WriteOutcome | undefined {
    if (this.isDown || process.isCutOff) return this.#prng.chance(0.5) ? ERROR : LOST;
    if (this.#hit('cutBefore')) return LOST;
    if (this.#hit('errorBefore')) return ERROR;
    if (this.#hit('throttled')) return THROTTLED;
    if (this.#hit('bucketMissing')) return NO_BUCKET;
    const isRefused = kind === 'write' && (this.#hit('conflict') || this.#isBusy());
    return isRefused ? { kind: 'conflict' } : undefined;
  }

  /** 409: another write is under way, one that we know of or not; the version stays as it is. */
  #isBusy(): boolean {
    const isKnown = this.faults.concurrentUpdate > 0 && this.#writesUnderWay > 0;
    return isKnown || this.#hit('concurrentUpdate');
  }

  #hit(fault: keyof NetworkFaults): boolean {
    const chance = this.faults[fault];
    return chance > 0 && this.#prng.chance(chance);
  }

  #read(): ReadOutcome {
    return this.stored ? { kind: 'found', object: this.stored } : { kind: 'absent' };
  }

  #write(body: string, expected: ETag | 'absent', writer: string): WriteOutcome {
    if ((this.stored?.etag ?? 'absent') !== expected) return { kind: 'conflict' };
    const replaced = this.stored?.body;
    const stored = { body, etag: this.#newETag(), modifiedAtMs: this.#now() };
    this.stored = stored;
    this.onLanding(body, replaced, writer);
    return { kind: 'stored', etag: stored.etag, modifiedAtMs: stored.modifiedAtMs };
  }

  #now(): number {
    return Math.floor((this.#world.nowMs + this.clockOffsetMs) / 1000) * 1000;
  }

  #newETag(): ETag {
    this.#versions += 1;
    return `etag-${this.#versions}` as ETag;
  }
}
