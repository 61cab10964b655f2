/** A process with a DirectCounter, to which a number of visits come whenever they like. */
import { DirectCounter } from '../../shared/commit/direct-counter.ts';
import { SILENT } from '../doubles/silent-log.ts';
import type { Choice } from './explorer.ts';
import { ModelProcess } from './model-process.ts';
import type { ModelStore } from './model-store.ts';
import { type Promises, RULES } from './promises.ts';
import { StillMeter } from './still-meter.ts';

export class DirectWriter {
  readonly #process: ModelProcess;
  readonly #counter: DirectCounter;
  readonly #promises: Promises;
  #visitsLeft: readonly number[];
  #open = 0;

  constructor(name: string, store: ModelStore, promises: Promises, visits: readonly number[]) {
    this.#promises = promises;
    this.#visitsLeft = visits;
    this.#process = new ModelProcess(name, name, store, () => this.#idle());
    const { clock, random } = this.#process;
    const meter = new StillMeter();
    this.#counter = new DirectCounter({
      store: store.connect(this.#process, meter.count),
      clock,
      random,
      log: SILENT,
      meter,
      rules: RULES,
    });
  }

  get isDone(): boolean {
    return this.#visitsLeft.length === 0 && this.#open === 0;
  }

  choices(): Choice[] {
    const pauses = this.#process.choices();
    const { home, name } = this.#process;
    const visit = (what: string, visits: 1 | 2) => ({
      name: `${what} to ${name}`,
      touches: [home],
      take: () => this.#visit(visits),
    });
    const [one, two] = [visit('a visit comes', 1), visit('two visits come together', 2)];
    return [...[one, two].slice(0, this.#visitsLeft.length), ...pauses];
  }

  key(): string {
    return this.#process.key();
  }

  /** Between two visits: the document that it knows, and how far it has counted. */
  #idle(): string | undefined {
    if (this.isDone) return 'done';
    if (this.#open > 0) return undefined;
    const { knowsDocument, lastETag } = this.#process;
    return `idle ${lastETag} ${knowsDocument} ${this.#visitsLeft}`;
  }

  #visit(visits: 1 | 2): void {
    this.#process.receive(`${visits} visits`, () => {
      for (const number of this.#visitsLeft.slice(0, visits)) this.#count(number);
      this.#visitsLeft = this.#visitsLeft.slice(visits);
    });
  }

  #count(number: number): void {
    this.#open += 1;
    this.#promises.begin('processes', number, async (visit) => {
      try {
        return await this.#counter.count(visit);
      } catch (error) {
        this.#process.lastETag = 'none';
        throw error;
      } finally {
        this.#open -= 1;
      }
    });
  }
}
