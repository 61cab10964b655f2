/**
 * The edge of a model: one storage that is durable at once (an output gate hides what is not yet), and
 * the object that works on it, which may be evicted or run twice. Alarms ring by choice, at the earliest
 * when they are due; one whose object went away while it rang, rings again.
 */

import { serialiseDocument } from '../../shared/counter/document.ts';
import type { WriterId } from '../../shared/counter/marks.ts';
import type { VisitorHash } from '../../shared/counter/visit.ts';
import type { Journal, JournalRow, JournalState } from '../../shared/journal/journal.ts';
import { JournaledCounter } from '../../shared/journal/journaled-counter.ts';
import { SILENT } from '../doubles/silent-log.ts';
import type { Choice } from './explorer.ts';
import { ModelProcess } from './model-process.ts';
import { type ModelStore, STORE } from './model-store.ts';
import { type Promises, RULES } from './promises.ts';
import { StillMeter } from './still-meter.ts';

interface Content {
  readonly state: JournalState | undefined;
  readonly rows: readonly JournalRow[];
  readonly alarmAtMs: number | undefined;
}

export interface EdgeBounds {
  readonly edgeVisits: readonly number[];
  /** What becomes of the object: it ends, or goes on beside a second one over the same storage. */
  readonly restart: 'eviction' | 'double';
  readonly restartsMax: number;
  /** How often a copy of its document is saved, which is what is put back later. */
  readonly copiesMax: number;
}

interface Incarnation {
  readonly process: ModelProcess;
  readonly counter: JournaledCounter;
  wakes: number;
}

/** Alarms ring late, at the end of such a step: how late makes no difference, and states fewer. */
const RING_STEP_MS = 64_000;
/** Its objects work on one storage: no two of their steps are independent. */
const HOME = 'edge';
const OPTIONS = { place: 'model', storeRequestsPerMonth: 45_000 };

export class ModelEdge {
  readonly #store: ModelStore;
  readonly #promises: Promises;
  readonly #bounds: EdgeBounds;
  #content: Content;
  #current: Incarnation | undefined;
  /** Objects that the platform has replaced, and that still go on with what they had under way. */
  #replaced: Incarnation[] = [];
  #incarnations = 0;
  #restarts = 0;
  #copies = 0;
  #aheadMs = 0;
  #visitsLeft: readonly number[];

  constructor(store: ModelStore, promises: Promises, bounds: EdgeBounds) {
    this.#store = store;
    this.#promises = promises;
    this.#visitsLeft = bounds.edgeVisits;
    this.#bounds = bounds;
    // It has been here before: what a first document is like is no part of this model.
    const state = {
      writer: 'id-of-edge' as WriterId,
      landed: 0,
      budget: { tokens: 500, atMs: store.nowMs },
      known: { place: OPTIONS.place, ...store.start() },
    };
    this.#content = { state, rows: [], alarmAtMs: undefined };
  }

  get journal(): VisitorHash[] {
    return this.#rows().flatMap(({ visits }) => visits.flatMap(({ visitor }) => visitor ?? []));
  }

  get isDone(): boolean {
    return (
      this.#visitsLeft.length === 0 && this.journal.length === 0 && !this.#isBusy(this.#current)
    );
  }

  choices(): Choice[] {
    const choices: Choice[] = [];
    const offer = (name: string, take: () => void, touches = [HOME]) =>
      choices.push({ name, touches, take });
    if (this.#visitsLeft.length > 0) offer('a visit comes to the edge', () => this.#visit(1));
    if (this.#visitsLeft.length > 1) {
      offer('two visits come to the edge together', () => this.#visit(2));
    }
    // As long as the object is gone, no flush comes to anything.
    const isDue = this.#content.alarmAtMs !== undefined && this.#rows().length > 0;
    if (isDue && this.#store.hasObject) {
      offer('the alarm rings', () => this.#ring());
    }
    if (this.#current !== undefined && this.#copies < this.#bounds.copiesMax) {
      offer('a copy is saved', () => this.#saveCopy(), [HOME, STORE]);
    }
    if (this.#current !== undefined && !this.isDone && this.#restarts < this.#bounds.restartsMax) {
      // The calls that an object leaves behind are the store's.
      if (this.#bounds.restart === 'eviction') {
        offer('the object is evicted', () => this.#evict(), [HOME, STORE]);
      } else {
        offer('a second object starts', () => this.#double());
      }
    }
    for (const { process } of this.#all()) choices.push(...process.choices());
    return choices;
  }

  key(): string {
    const isDone = this.isDone && !this.#replaced.some((object) => this.#isBusy(object));
    if (isDone && this.#copies === this.#bounds.copiesMax) return 'done';
    const objects = this.#all().map((object) => [object.process.key(), object.wakes]);
    const isRunning = this.#current !== undefined;
    const counts = [isRunning, this.#restarts, this.#visitsLeft, this.#aheadMs, this.#copies];
    return JSON.stringify([this.#contentKey(), objects, counts]);
  }

  /** The budget is left out: in a few dozen requests it never runs low. */
  #contentKey(): string {
    const state = this.#content.state && { ...this.#content.state, budget: undefined };
    return JSON.stringify({ ...this.#content, state });
  }

  #all(): Incarnation[] {
    const replaced = this.#replaced.filter((object) => this.#isBusy(object));
    return this.#current ? [this.#current, ...replaced] : replaced;
  }

  #isBusy(object: Incarnation | undefined): boolean {
    if (object === undefined) return false;
    return this.#store.isAwaitedBy(object.process) || object.process.isPausing;
  }

  #rows(): readonly JournalRow[] {
    const landed = this.#content.state?.landed ?? 0;
    return this.#content.rows.filter((row) => row.number > landed);
  }

  #object(): Incarnation {
    this.#current ??= this.#start();
    return this.#current;
  }

  #start(): Incarnation {
    this.#incarnations += 1;
    const process = new ModelProcess(`edge-${this.#incarnations}`, HOME, this.#store);
    process.aheadMs = this.#aheadMs;
    const meter = new StillMeter();
    const { clock, random } = process;
    const store = this.#store.connect(process, meter.count);
    const services = { store, clock, random, log: SILENT, meter, rules: RULES };
    process.receive(`starts with ${this.#contentKey()}`, () => undefined);
    const counter = new JournaledCounter(services, this.#open(process), OPTIONS);
    return { process, counter, wakes: 0 };
  }

  #open(owner: ModelProcess): Journal {
    const write = (change: Partial<Content>) => {
      const current = this.#current?.process ?? owner;
      if (current !== owner) throw new Error('the storage belongs to another object now');
      this.#content = { ...this.#content, ...change };
    };
    return {
      load: () => {
        const { state } = this.#content;
        return { ...(state && { state }), rows: this.#rows() };
      },
      append: (row) => write({ rows: [...this.#content.rows, row] }),
      beginFlush: () => undefined,
      save: (state) => {
        const rows = this.#content.rows.filter((row) => row.number > state.landed);
        write({ state, rows });
      },
      wakeAt: (alarmAtMs) => write({ alarmAtMs }),
    };
  }

  #visit(visits: 1 | 2): void {
    const { counter, process } = this.#object();
    process.receive(`${visits} visits`, () => {
      for (const number of this.#visitsLeft.slice(0, visits)) {
        this.#promises.begin('edge', number, (visit) => counter.count(visit));
      }
    });
    this.#visitsLeft = this.#visitsLeft.slice(visits);
  }

  #saveCopy(): void {
    this.#copies += 1;
    const { counter, process } = this.#object();
    process.receive('asks for a copy', () => {
      counter.document().then(
        (document) => {
          this.#store.copy = serialiseDocument(document);
        },
        () => undefined,
      );
    });
  }

  #ring(): void {
    const { alarmAtMs = 0 } = this.#content;
    // Time passes for the edge alone: that it passes for all is a choice of its own.
    const dueMs = Math.max(alarmAtMs - this.#store.nowMs, 0);
    this.#aheadMs = Math.max(this.#aheadMs, Math.ceil(dueMs / RING_STEP_MS) * RING_STEP_MS);
    this.#content = { ...this.#content, alarmAtMs: undefined };
    const object = this.#object();
    object.process.aheadMs = this.#aheadMs;
    object.process.receive('the alarm', () => {
      object.wakes += 1;
      void object.counter.wake().finally(() => {
        object.wakes -= 1;
      });
    });
  }

  #evict(): void {
    this.#restarts += 1;
    const object = this.#object();
    object.process.kill();
    this.#store.abandon(object.process);
    this.#current = undefined;
    if (object.wakes > 0) this.#ringAgain();
  }

  #double(): void {
    this.#restarts += 1;
    const before = this.#object();
    this.#replaced.push(before);
    this.#current = undefined;
    this.#current = this.#start();
    if (before.wakes > 0) this.#ringAgain();
  }

  #ringAgain(): void {
    const nowMs = this.#store.nowMs + this.#aheadMs;
    this.#content = { ...this.#content, alarmAtMs: this.#content.alarmAtMs ?? nowMs };
  }
}
