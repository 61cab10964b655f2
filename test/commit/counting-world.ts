/**
 * Writers and one store in virtual time: what the tests of commit/ work with. Each writer is a process
 * with a clock of its own that may be frozen; nothing here waits for real time.
 */
import type { CommitServices } from '../../shared/commit/commit.ts';
import type { Counter } from '../../shared/commit/counter.ts';
import { DirectCounter } from '../../shared/commit/direct-counter.ts';
import type { DocumentRules } from '../../shared/commit/known-document.ts';
import { RequestMeter } from '../../shared/commit/request-meter.ts';
import { type CounterDocument, parseDocument, type Totals } from '../../shared/counter/document.ts';
import type { Visit } from '../../shared/counter/visit.ts';
import { Failure, type FailureKind } from '../../shared/errors.ts';
import { JournaledCounter } from '../../shared/journal/journaled-counter.ts';
import { hashOf } from '../counter/visitor-hashes.ts';
import {
  FaultyObjectStore,
  type FaultyObjectStoreOptions,
} from '../doubles/faulty-object-store.ts';
import { RecordingLog } from '../doubles/recording-log.ts';
import { Prng } from '../simulation/prng.ts';
import { SimulatedProcess } from '../simulation/simulated-process.ts';
import { SimulatedStorage } from '../simulation/simulated-storage.ts';
import { World } from '../simulation/world.ts';

export const START_MS = Date.UTC(2026, 10, 24, 12);
export const RULES = { saltFingerprint: 'a1b2', exactVisitorsMax: 2_048 };

/** A test that waits longer than this for an answer has found a hang. */
const PATIENCE_MS = 120_000;

export interface Writer<C extends Counter = DirectCounter> {
  readonly process: SimulatedProcess;
  readonly services: CommitServices;
  readonly meter: RequestMeter;
  readonly log: RecordingLog;
  readonly counter: C;
}

export interface Edge extends Writer<JournaledCounter> {
  readonly storage: SimulatedStorage;
}

export class CountingWorld {
  readonly world = new World(START_MS);
  readonly store: FaultyObjectStore;
  readonly #prng = new Prng(1);
  readonly #rules: DocumentRules;
  #visitors = 0;

  constructor(options: Omit<FaultyObjectStoreOptions, 'world'> = {}, rules: DocumentRules = RULES) {
    this.#rules = rules;
    this.store = new FaultyObjectStore({ world: this.world, ...options });
  }

  writer(name = 'writer', clockOffsetMs = 0, rules = this.#rules): Writer {
    const parts = this.#parts(name, clockOffsetMs, rules);
    return { ...parts, counter: new DirectCounter(parts.services) };
  }

  /** One whose visits wait in a journal. */
  edge(name = 'edge', clockOffsetMs = 0): Edge {
    return this.#edge(name, clockOffsetMs, new SimulatedStorage(this.world, this.#prng));
  }

  /** A new object of that edge, over the same storage; with other settings, where they have changed. */
  restart({ process: { name }, storage }: Edge, rules = this.#rules): Edge {
    return this.#edge(name, 0, storage, rules);
  }

  #edge(name: string, clockOffsetMs: number, storage: SimulatedStorage, rules = this.#rules): Edge {
    const parts = this.#parts(name, clockOffsetMs, rules);
    storage.onAlarmSet = (atMs) => {
      const delayMs = atMs - parts.process.clock.now();
      this.world.after(delayMs, () => parts.process.deliver(() => void counter.wake()));
    };
    const options = { place: 'test', storeRequestsPerMonth: 45_000 };
    const journal = storage.open(parts.process);
    const counter = new JournaledCounter(parts.services, journal, options);
    return { ...parts, counter, storage };
  }

  #parts(name: string, clockOffsetMs: number, rules = this.#rules): Omit<Writer, 'counter'> {
    const process = new SimulatedProcess(name, this.world, this.#prng, clockOffsetMs);
    const meter = new RequestMeter();
    const log = new RecordingLog();
    const { clock, random } = process;
    const store = this.store.connect(process, meter.count);
    const services = { store, clock, random, log, meter, rules };
    return { process, services, meter, log };
  }

  /** By a visitor who was never here before, at the time of the writer's own clock. */
  visit({ process }: Pick<Writer, 'process'>): Visit {
    this.#visitors += 1;
    return { atMs: process.clock.now(), visitor: hashOf(this.#visitors) };
  }

  count(writer: Writer<Counter>): Promise<Totals> {
    return writer.counter.count(this.visit(writer));
  }

  /** Lets time pass until the work is done, and not longer. */
  async run<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const finish = () => {
      done = true;
    };
    work.then(finish, finish);
    const endMs = this.world.nowMs + PATIENCE_MS;
    while (!done && this.world.nowMs < endMs) await this.world.runUntil(this.world.nowMs + 1);
    if (!done) throw new Error(`no answer in ${PATIENCE_MS} ms of virtual time`);
    return work;
  }

  wait(delayMs: number): Promise<void> {
    return this.world.runUntil(this.world.nowMs + delayMs);
  }

  /** The kind of Failure that the work ends with. */
  async failureOf(work: Promise<unknown>): Promise<FailureKind> {
    try {
      await this.run(work);
    } catch (error) {
      if (error instanceof Failure) return error.kind;
      throw error;
    }
    throw new Error('it did not fail');
  }

  get body(): string {
    return this.store.memory.object?.body ?? '';
  }

  get document(): CounterDocument {
    return parseDocument(this.body, RULES);
  }
}
