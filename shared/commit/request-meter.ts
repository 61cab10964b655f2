/**
 * Counts the store requests that this process has sent and that no commit has put into the document
 * yet: each commit carries them there, so that the month's sum covers every writer's requests.
 */
export class RequestMeter {
  #unreported = 0;
  #sent = 0;

  /** Adapters call this once for every request that they send, refused ones too. */
  readonly count = (): void => {
    this.#unreported += 1;
    this.#sent += 1;
  };

  get unreported(): number {
    return this.#unreported;
  }

  /** All since the start of the process. */
  get sent(): number {
    return this.#sent;
  }

  /** A commit that carried this many has landed. */
  reported(requests: number): void {
    this.#unreported -= requests;
  }
}
