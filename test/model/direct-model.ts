/** Two processes that write through, and three visits in all: one at the first, two at the second. */
import { DirectWriter } from './direct-writer.ts';
import type { Choice, System } from './explorer.ts';
import { type Bounds, ModelStore } from './model-store.ts';
import { Promises } from './promises.ts';

export class DirectModel implements System {
  readonly #promises = new Promises();
  readonly #store: ModelStore;
  readonly #writers: readonly DirectWriter[];

  constructor(bounds: Bounds) {
    this.#store = new ModelStore(bounds);
    this.#store.onLanding = (body) => this.#promises.landed(body);
    this.#writers = [
      new DirectWriter('first', this.#store, this.#promises, [1]),
      new DirectWriter('second', this.#store, this.#promises, [2, 3]),
    ];
  }

  choices(): Choice[] {
    return [...this.#writers.flatMap((writer) => writer.choices()), ...this.#store.choices()];
  }

  key(): string {
    const writers = this.#writers.map((writer) => writer.key());
    return JSON.stringify([writers, this.#store.key(), this.#promises.key()]);
  }

  check(): void {
    this.#promises.check();
    const isQuiet = this.#writers.every((writer) => writer.isDone);
    if (!isQuiet && this.choices().length === 0) throw new Error('a visit waits for ever');
  }
}
