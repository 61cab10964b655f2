/**
 * Visitors at a counter that may die at any moment: each asks once, and remembers how it ended. What was
 * acknowledged must be counted; what got no answer, or `unavailable`, may be; `conflict` must not.
 */
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

export class Visitors {
  acknowledged = 0;
  unsure = 0;
  /** The counts that visitors were told. */
  readonly told: number[] = [];
  /** Answers that no visitor should ever get. */
  readonly wrong: string[] = [];
  readonly #fetch: typeof fetch;

  constructor(send: typeof fetch = fetch) {
    this.#fetch = send;
  }

  /** So many at a time, each of a new visitor, until aborted or until `visitsMax` have asked. */
  async crowd(
    url: string,
    concurrency: number,
    visitsMax: number,
    stop: AbortSignal,
  ): Promise<void> {
    let left = visitsMax;
    const one = async () => {
      while (!stop.aborted && left > 0) {
        left -= 1;
        await this.visit(url);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, one));
  }

  async visit(url: string): Promise<void> {
    const headers = { 'user-agent': BROWSER };
    let status: number;
    let reply: { readonly ok?: boolean; readonly count?: number; readonly error?: string };
    try {
      const response = await this.#fetch(`${url}/counter?vid=${crypto.randomUUID()}`, { headers });
      status = response.status;
      reply = await response.json();
    } catch {
      this.unsure += 1;
      return;
    }
    if (reply.ok === true && reply.count !== undefined) {
      this.acknowledged += 1;
      this.told.push(reply.count);
    } else if (reply.error !== 'conflict') {
      this.unsure += 1;
      const mayBe = status >= 502 || reply.error === 'unavailable';
      if (!mayBe) this.wrong.push(`${status} ${JSON.stringify(reply)}`);
    }
  }
}
