/** Work done one after the other: what a writer does to its document must never overlap. */

export class Line {
  #tail: Promise<unknown> = Promise.resolve();

  /** Runs `work` once all before it has ended, well or not. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}
