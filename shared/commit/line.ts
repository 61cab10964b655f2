/** Runs tasks one after the other: two commits of one writer must never overlap. */

export class Line {
  #tail: Promise<unknown> = Promise.resolve();

  /** Runs `work` once all before it has ended, well or not. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}
