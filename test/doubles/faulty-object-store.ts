/**
 * A slow ObjectStore in virtual time that fails as it is told. That a call takes place and that its
 * answer arrives are two events: a fault strikes before the first, between them, or parts them for good.
 */
import type { ETag, ObjectStore, ReadOutcome, WriteOutcome } from '../../shared/ports.ts';
import type { SimulatedProcess } from '../simulation/simulated-process.ts';
import type { World } from '../simulation/world.ts';
import { MemoryObjectStore } from './memory-object-store.ts';

type Refusal = Extract<WriteOutcome, { kind: 'failed' | 'conflict' }>;

export type Fault =
  /** Nothing takes place. */
  | { readonly kind: 'refused'; readonly answer: Refusal }
  /** Nothing takes place, and no answer ever comes. */
  | { readonly kind: 'cut-before' }
  /** It takes place; the answer says otherwise. */
  | { readonly kind: 'answered'; readonly answer: Refusal }
  /** It takes place, and no answer ever comes. */
  | { readonly kind: 'cut-after' }
  /** It takes place only then, and no answer ever comes. */
  | { readonly kind: 'late'; readonly delayMs: number }
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The adapter has a bug. */
  | { readonly kind: 'throws' }
  /** Somebody else acts first. */
  | { readonly kind: 'after'; readonly act: () => void };

export interface FaultyObjectStoreOptions {
  readonly world: World;
  readonly readMs?: number;
  readonly writeMs?: number;
  /** The store's clock less the world's. */
  readonly clockOffsetMs?: number;
}

export interface SentRequest {
  readonly kind: 'read' | 'write';
  readonly by: string;
  readonly atMs: number;
}

export class FaultyObjectStore {
  readonly memory: MemoryObjectStore;
  /** In the order in which they were sent. */
  readonly requests: SentRequest[] = [];
  /** What strikes the next reads and writes, one after the other; undefined for nothing. */
  readonly nextReads: (Fault | undefined)[] = [];
  readonly nextWrites: (Fault | undefined)[] = [];
  /** What strikes all that the lists above say nothing of. */
  everyRead: Fault | undefined;
  everyWrite: Fault | undefined;
  clockOffsetMs: number;
  readonly #world: World;
  readonly #readMs: number;
  readonly #writeMs: number;
  #versions = 0;

  constructor({ world, readMs = 20, writeMs = 30, clockOffsetMs = 0 }: FaultyObjectStoreOptions) {
    this.#world = world;
    this.#readMs = readMs;
    this.#writeMs = writeMs;
    this.clockOffsetMs = clockOffsetMs;
    this.memory = new MemoryObjectStore({
      clock: { now: () => world.nowMs + this.clockOffsetMs },
      newEtag: () => {
        this.#versions += 1;
        return `version-${this.#versions}`;
      },
    });
  }

  /** The store as one process sees it; `onRequest` is called for each request sent. */
  connect(process: SimulatedProcess, onRequest: () => void): ObjectStore {
    const send = (kind: SentRequest['kind']) => {
      onRequest();
      this.requests.push({ kind, by: process.name, atMs: this.#world.nowMs });
    };
    const signal = new AbortController().signal;
    return {
      read: () => {
        send('read');
        const fault = this.nextReads.length > 0 ? this.nextReads.shift() : this.everyRead;
        const act = () => this.memory.read(signal);
        return this.#exchange<ReadOutcome>(process, act, this.#readMs, fault);
      },
      write: (body: string, expected: ETag | 'absent') => {
        send('write');
        const fault = this.nextWrites.length > 0 ? this.nextWrites.shift() : this.everyWrite;
        const act = () => this.memory.write(body, expected, signal);
        return this.#exchange<WriteOutcome>(process, act, this.#writeMs, fault);
      },
    };
  }

  count(kind: SentRequest['kind'], by?: string): number {
    const sent = this.requests.filter((request) => request.kind === kind);
    return by === undefined ? sent.length : sent.filter((request) => request.by === by).length;
  }

  #exchange<T extends ReadOutcome | WriteOutcome>(
    process: SimulatedProcess,
    act: () => Promise<T>,
    tripMs: number,
    fault: Fault | undefined,
  ): Promise<T> {
    if (fault?.kind === 'throws') return Promise.reject(new TypeError('a bug of the adapter'));
    return new Promise((resolve) => {
      const answer = (outcome: T) => {
        const delayMs = tripMs / 2 + (fault?.kind === 'slow' ? fault.delayMs : 0);
        this.#world.after(delayMs, () => process.deliver(() => resolve(outcome)));
      };
      const lateMs = fault?.kind === 'late' ? fault.delayMs : 0;
      this.#world.after(tripMs / 2 + lateMs, () => this.#arrive(act, answer, fault));
    });
  }

  #arrive<T extends ReadOutcome | WriteOutcome>(
    act: () => Promise<T>,
    answer: (outcome: T) => void,
    fault: Fault | undefined,
  ): void {
    if (fault?.kind === 'cut-before') return;
    if (fault?.kind === 'refused') {
      answer(fault.answer as T);
      return;
    }
    if (fault?.kind === 'after') fault.act();
    void act().then((outcome) => {
      if (fault?.kind === 'cut-after' || fault?.kind === 'late') return;
      answer(fault?.kind === 'answered' ? (fault.answer as T) : outcome);
    });
  }
}

const failed = (kind: 'throttled' | 'unknown' | 'bucket-missing' | 'refused', detail: string) =>
  ({ kind: 'failed', failure: { kind, detail } }) as const;

/** The answers that the real store gives when it does not do as it was asked. */
export const ANSWERS = {
  conflict: { kind: 'conflict' },
  throttled: {
    kind: 'failed',
    failure: { kind: 'throttled', retryAfterMs: 1_000, detail: '429 TooManyRequests' },
  },
  serverError: failed('unknown', '500 InternalServerError'),
  bucketMissing: failed('bucket-missing', '404 BucketNotFound'),
  notAuthenticated: failed('refused', '401 NotAuthenticated'),
} as const satisfies Record<string, Refusal>;
