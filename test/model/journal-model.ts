/**
 * The edge with its journal, which may be evicted or run twice, one gateway that writes through, and
 * three visits in all.
 */
import { DirectWriter } from './direct-writer.ts';
import type { Choice, System } from './explorer.ts';
import { type EdgeBounds, ModelEdge } from './model-edge.ts';
import { type Bounds, ModelStore } from './model-store.ts';
import { Promises } from './promises.ts';

export interface JournalBounds extends Bounds, EdgeBounds {
  readonly gatewayVisits: readonly number[];
}

export class JournalModel implements System {
  readonly #promises = new Promises();
  readonly #store: ModelStore;
  readonly #edge: ModelEdge;
  readonly #gateway: DirectWriter;

  constructor(bounds: JournalBounds) {
    this.#store = new ModelStore(bounds);
    this.#store.onLanding = (body) => this.#promises.landed(body);
    this.#store.onReplaced = (body) => this.#promises.replaced(body);
    this.#store.onBeginAnew = () => this.#promises.beginAnew();
    this.#edge = new ModelEdge(this.#store, this.#promises, bounds);
    this.#gateway = new DirectWriter('gateway', this.#store, this.#promises, bounds.gatewayVisits);
  }

  choices(): Choice[] {
    return [...this.#edge.choices(), ...this.#gateway.choices(), ...this.#store.choices()];
  }

  key(): string {
    const parts = [this.#edge, this.#gateway, this.#store, this.#promises];
    return JSON.stringify(parts.map((part) => part.key()));
  }

  check(): void {
    this.#promises.check(this.#edge.journal);
    if (this.choices().length > 0) return;
    if (this.#edge.journal.length > 0) throw new Error('the journal is never flushed');
    if (!this.#gateway.isDone || !this.#edge.isDone) throw new Error('a visit waits for ever');
  }
}
