/**
 * The edge: one storage, and the object that works on it, which the platform may evict, start twice,
 * or wake by an alarm that comes late, twice or never.
 */
import type { CommitServices } from '../../shared/commit/commit.ts';
import type { DocumentRules } from '../../shared/commit/known-document.ts';
import { RequestMeter } from '../../shared/commit/request-meter.ts';
import { monthOf } from '../../shared/counter/calendar.ts';
import { JournaledCounter } from '../../shared/journal/journaled-counter.ts';
import { SILENT } from '../doubles/silent-log.ts';
import type { Prng } from './prng.ts';
import { SimulatedProcess } from './simulated-process.ts';
import { SimulatedStorage, type StorageContent } from './simulated-storage.ts';
import type { SimulatedStore } from './simulated-store.ts';
import type { World } from './world.ts';

export interface AlarmFaults {
  readonly lost: boolean;
  readonly repeated: boolean;
}

interface Incarnation {
  readonly process: SimulatedProcess;
  readonly counter: JournaledCounter;
}

const LOST_CHANCE = 0.3;

export class SimulatedEdge {
  readonly name: string;
  readonly storage: SimulatedStorage;
  alarms: AlarmFaults = { lost: false, repeated: false };
  clockOffsetMs = 0;
  /** Store requests of each UTC month. */
  readonly requestsByMonth = new Map<string, number>();
  readonly #world: World;
  readonly #prng: Prng;
  readonly #store: SimulatedStore;
  readonly #rules: DocumentRules;
  readonly #requestsPerMonth: number;
  #current: Incarnation | undefined;
  incarnations = 0;
  /** Since then it may have forgotten what it sent. */
  wasRolledBack = false;

  constructor(
    name: string,
    world: World,
    prng: Prng,
    store: SimulatedStore,
    rules: DocumentRules,
    requestsPerMonth: number,
  ) {
    this.name = name;
    this.#world = world;
    this.#prng = prng;
    this.#store = store;
    this.#rules = rules;
    this.#requestsPerMonth = requestsPerMonth;
    this.storage = new SimulatedStorage(world, prng);
    this.storage.onAlarmSet = (atMs) => this.#ring(atMs);
  }

  /** The object that the platform would send a request to; it is started if need be. */
  object(): Incarnation {
    if (this.#current?.process.alive) return this.#current;
    this.incarnations += 1;
    const name = `${this.name}#${this.incarnations}`;
    const process = new SimulatedProcess(name, this.#world, this.#prng, this.clockOffsetMs);
    const journal = this.storage.open(process);
    const meter = new RequestMeter();
    const onRequest = () => {
      meter.count();
      const month = monthOf(this.#world.nowMs);
      this.requestsByMonth.set(month, (this.requestsByMonth.get(month) ?? 0) + 1);
    };
    const services: CommitServices = {
      store: this.#store.connect(process, onRequest, () => this.storage.gate(process)),
      clock: process.clock,
      random: process.random,
      log: SILENT,
      meter,
      rules: this.#rules,
    };
    const options = { place: 'simulated', storeRequestsPerMonth: this.#requestsPerMonth };
    this.#current = { process, counter: new JournaledCounter(services, journal, options) };
    return this.#current;
  }

  evict(): void {
    this.#current?.process.kill();
    this.#current = undefined;
  }

  /** The next request starts a second object, while this one goes on with what it has under way. */
  double(): void {
    this.#current = undefined;
  }

  /** Its storage is that of an earlier time, or empty; its object does not outlive that. */
  rollBack(content: StorageContent | undefined): void {
    this.wasRolledBack = true;
    this.evict();
    this.storage.replace(content);
  }

  setClock(offsetMs: number): void {
    this.clockOffsetMs = offsetMs;
    if (this.#current) this.#current.process.clockOffsetMs = offsetMs;
  }

  #ring(atMs: number): void {
    const delayMs = Math.max(atMs - this.clockOffsetMs - this.#world.nowMs, 0);
    this.#world.after(delayMs, () => {
      if (this.storage.content.alarmAtMs !== atMs) return;
      if (this.alarms.lost && this.#prng.chance(LOST_CHANCE)) return;
      this.#wake();
      if (this.alarms.repeated) this.#world.after(this.#prng.integer(0, 5_000), () => this.#wake());
    });
  }

  /** A constructor that throws is tried again by the platform. */
  #wake(): void {
    try {
      void this.object().counter.wake();
    } catch {
      this.#world.after(2_000, () => this.#wake());
    }
  }
}
