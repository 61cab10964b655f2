/**
 * An object's durable storage: what is written becomes durable a few milliseconds later, in order, and
 * a crash loses what was not yet. It outlives its objects; only the newest one may write to it.
 */
import type { Journal, JournalRow, JournalState } from '../../shared/journal/journal.ts';
import { decodeVisits, encodeVisits } from '../../shared/journal/visit-text.ts';
import type { Prng } from './prng.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

export interface StorageContent {
  readonly state: JournalState | undefined;
  readonly rows: readonly JournalRow[];
  readonly alarmAtMs: number | undefined;
}

const EMPTY: StorageContent = { state: undefined, rows: [], alarmAtMs: undefined };

export class SimulatedStorage {
  readonly #world: World;
  readonly #prng: Prng;
  #volatile = EMPTY;
  #durable = EMPTY;
  #durableAtMs = 0;
  #owner: SimulatedProcess | undefined;
  /** Resolved once the last write of an object is durable, and never when it came to nothing. */
  readonly #lastWrites = new Map<SimulatedProcess, Promise<void>>();
  /** How likely a write throws, as on a full disk. */
  failing = 0;
  /** How likely its object ends as soon as a write is durable, and those after it are not. */
  crashing = 0;
  onAlarmSet: (atMs: number) => void = () => undefined;

  constructor(world: World, prng: Prng) {
    this.#world = world;
    this.#prng = prng;
  }

  get content(): StorageContent {
    return this.#durable;
  }

  /** A new object takes over: the one before can write no more, and sees only what it remembers. */
  open(owner: SimulatedProcess): Journal {
    this.#owner = owner;
    this.#volatile = this.#durable;
    const write = (change: (content: StorageContent) => StorageContent) => {
      if (this.#owner !== owner) throw new Error('the storage belongs to another object now');
      if (this.failing > 0 && this.#prng.chance(this.failing)) throw new Error('the disk is full');
      const next = change(this.#volatile);
      this.#volatile = next;
      this.#durableAtMs = Math.max(this.#durableAtMs, this.#world.nowMs) + this.#prng.integer(0, 4);
      const isDurable = new Promise<void>((resolve) => {
        this.#world.after(this.#durableAtMs - this.#world.nowMs, () => {
          if (this.#keep(owner, next)) resolve();
        });
      });
      this.#lastWrites.set(owner, isDurable);
    };
    return {
      load: () => {
        const { state, rows } = this.#volatile;
        const landed = state?.landed ?? 0;
        return { ...(state && { state }), rows: rows.filter((row) => row.number > landed) };
      },
      append: ({ number, visits }) => {
        // As text, like the storage that this stands for: what is not in it is lost.
        const row = { number, visits: decodeVisits(encodeVisits(visits)) };
        write((content) => ({ ...content, rows: [...content.rows, row] }));
      },
      beginFlush: () => undefined,
      save: (state) =>
        write((content) => ({
          ...content,
          state,
          rows: content.rows.filter((row) => row.number > state.landed),
        })),
      wakeAt: (atMs) => {
        write((content) => ({ ...content, alarmAtMs: atMs }));
        this.onAlarmSet(atMs);
      },
    };
  }

  /**
   * Resolves once everything that `owner` has written is durable, and never when it will not be: what a
   * platform's output gate does to answers and to requests. The write opens it, not the time: another
   * event of the same moment may end the object before its write is kept.
   */
  async gate(owner: SimulatedProcess): Promise<void> {
    // Writes become durable in order, so that the last one stands for all.
    await this.#lastWrites.get(owner);
    await new Promise<void>((resolve) => owner.deliver(resolve));
  }

  /** What a restore from a backup, or a lost disk, leaves. */
  replace(content: StorageContent = EMPTY): void {
    this.#durable = content;
    this.#volatile = content;
    this.#owner = undefined;
  }
  /** A write becomes durable, unless its object has ended or been replaced. */
  #keep(owner: SimulatedProcess, content: StorageContent): boolean {
    if (!owner.alive || this.#owner !== owner) return false;
    this.#durable = content;
    if (this.crashing > 0 && this.#prng.chance(this.crashing)) owner.kill();
    return true;
  }
}
