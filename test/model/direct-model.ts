/** Two processes that write through, each with visits of its own. */
import { DirectWriter } from './direct-writer.ts';
import type { Choice, System } from './explorer.ts';
import { type Bounds, ModelStore } from './model-store.ts';
import { Promises } from './promises.ts';

export class DirectModel implements System {
  readonly #promises = new Promises();
  readonly #store: ModelStore;
  readonly #writers: readonly DirectWriter[];

  constructor(bounds: Bounds, visits: readonly [readonly number[], readonly number[]]) {
    this.#store = new ModelStore(bounds);
    this.#store.onLanding = (body) => this.#promises.landed(body);
    this.#store.onReplaced = (body) => this.#promises.replaced(body);
    this.#store.onBeginAnew = () => this.#promises.beginAnew();
    // A document that may vanish, or whose date may jump, is there from the start.
    if (bounds.vanishesMax + bounds.jumpsMax > 0) this.#store.start();
    this.#writers = [
      new DirectWriter('first', this.#store, this.#promises, visits[0]),
      new DirectWriter('second', this.#store, this.#promises, visits[1]),
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
