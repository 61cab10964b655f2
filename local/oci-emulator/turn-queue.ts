/** Runs tasks of the same key one after the other, and tasks of different keys side by side. */

export class TurnQueue {
  readonly #lastTurns = new Map<string, Promise<void>>();

  run<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
    const previous = this.#lastTurns.get(key) ?? Promise.resolve();
    const result = previous.then(task);
    const turn: Promise<void> = result.then(
      () => this.#forget(key, turn),
      () => this.#forget(key, turn),
    );
    this.#lastTurns.set(key, turn);
    return result;
  }

  /** Keeps the map no larger than what is under way. */
  #forget(key: string, turn: Promise<void>): void {
    if (this.#lastTurns.get(key) === turn) this.#lastTurns.delete(key);
  }
}
