/**
 * The store: one object behind a network. That it takes a write and that the writer hears of it are
 * events of their own, and any of them may be late, doubled, lost or refused.
 */
import type { ETag, ObjectStore, ReadOutcome, WriteOutcome } from '../../shared/ports.ts';
import {
  ERROR,
  LOST,
  type NetworkFaults,
  NO_BUCKET,
  NO_FAULTS,
  THROTTLED,
} from './network-faults.ts';
import type { Prng } from './prng.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

interface Stored {
  readonly body: string;
  readonly etag: ETag;
  readonly modifiedAtMs: number;
}

type Outcome = ReadOutcome | WriteOutcome;
type Answer = (outcome: Outcome, delayMs?: number) => void;

/** Within this a connection breaks whose answer does not come. */
const CUT_AFTER_MS = 4_000;

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
  /** Called when a process that has known a document would create another. */
  onBeginAnew: (writer: string) => void = () => undefined;
  readonly #spoiled = new Set<ETag>();
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
      read: async (signal) => {
        await gate();
        onRequest();
        const read = await this.#exchange<ReadOutcome>(process, 'read', () => this.#read());
        const isUsable = read.kind === 'found' && !this.#spoiled.has(read.object.etag);
        if (isUsable && !signal.aborted) process.hasKnownDocument = true;
        return read;
      },
      write: async (body, expected, signal) => {
        await gate();
        onRequest();
        if (expected === 'absent' && process.hasKnownDocument) this.onBeginAnew(process.name);
        const written = await this.#exchange<WriteOutcome>(process, 'write', () =>
          this.#write(body, expected, process.name),
        );
        if (written.kind === 'stored' && !signal.aborted) process.hasKnownDocument = true;
        return written;
      },
    };
  }

  seed(body: string): void {
    this.stored = { body, etag: this.#newETag(), modifiedAtMs: this.#now() };
  }

  /** What an upload leaves that broke off. */
  spoil(): void {
    if (this.stored === undefined) return;
    this.seed(this.stored.body.slice(0, -1));
    this.#spoiled.add(this.stored.etag);
  }

  get isSpoiled(): boolean {
    return this.stored !== undefined && this.#spoiled.has(this.stored.etag);
  }

  #exchange<T extends Outcome>(
    process: SimulatedProcess,
    kind: 'read' | 'write',
    apply: () => T,
  ): Promise<T> {
    this.requests += 1;
    const thereMs = this.#wayMs(kind);
    const backMs =
      this.#wayMs(kind) + (this.#hit('slowAnswer') ? this.#prng.integer(500, 6_000) : 0);
    return new Promise((resolve) => {
      const answer: Answer = (outcome, delayMs = backMs) =>
        this.#world.after(delayMs, () => process.deliver(() => resolve(outcome as T)));
      this.#world.after(thereMs, () => this.#arrive(process, kind, apply, answer));
    });
  }

  #wayMs(kind: 'read' | 'write'): number {
    return this.latencyMs ? this.latencyMs[kind] / 2 : this.#prng.integer(3, 15);
  }

  #arrive(
    process: SimulatedProcess,
    kind: 'read' | 'write',
    apply: () => Outcome,
    answer: Answer,
  ): void {
    const refused = this.#refusal(kind, process);
    if (refused !== undefined) {
      answer(refused);
    } else if (kind === 'write' && this.#hit('lateLanding')) {
      this.#landLate(apply);
      answer(LOST, this.#prng.integer(0, CUT_AFTER_MS));
    } else {
      this.#take(process, kind, apply, answer);
    }
  }

  /** The store does its part, perhaps twice, and perhaps its writer ends or stands still right then. */
  #take(
    process: SimulatedProcess,
    kind: 'read' | 'write',
    apply: () => Outcome,
    answer: Answer,
  ): void {
    const outcome = apply();
    if (outcome.kind === 'stored' && process.atLanding !== undefined) {
      process.atLanding();
      process.atLanding = undefined;
      answer(LOST);
      return;
    }
    if (kind === 'write' && this.#hit('duplicated')) {
      this.#world.after(this.#prng.integer(1, 60_000), () => void apply());
    }
    this.#answer(outcome, apply, answer);
  }

  /** Its writer hears that the connection broke, and the write lands some time later all the same. */
  #landLate(apply: () => Outcome): void {
    const [leastMs, mostMs] = this.#prng.chance(0.5) ? [50, 5_000] : [5_000, 300_000];
    this.#writesUnderWay += 1;
    this.#world.after(this.#prng.integer(leastMs, mostMs), () => {
      this.#writesUnderWay -= 1;
      apply();
    });
  }

  /** The store has done its part, and the answer is on its way. */
  #answer(outcome: Outcome, apply: () => Outcome, answer: Answer): void {
    if (this.#hit('cutAfter')) answer(LOST, this.#prng.integer(0, CUT_AFTER_MS));
    else if (this.#hit('errorAfter')) answer(ERROR);
    // A client library or proxy repeats a request whose answer it did not like.
    else if (this.#hit('hiddenRetry')) this.#world.after(20, () => answer(apply()));
    else answer(outcome);
  }

  #refusal(kind: 'read' | 'write', process: SimulatedProcess): Outcome | undefined {
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
    if (this.stored === undefined) return { kind: 'absent' };
    return { kind: 'found', object: this.stored, answeredAtMs: this.#now() };
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
