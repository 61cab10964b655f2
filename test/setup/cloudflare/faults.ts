/** What a test has Cloudflare do wrong, and what it wants to hear of. */
import type { CloudflareError } from './cloudflare-error.ts';

/** `cut-after` carries the call out first, and nobody hears of it. */
export type CloudflareFault = CloudflareError | 'cut-before' | 'cut-after';

interface Planned {
  readonly call: RegExp;
  readonly fault: CloudflareFault;
  left: number;
}

export class CloudflareFaults {
  #planned: Planned[] = [];
  readonly #calls: string[] = [];
  #watcher: ((call: string) => void | Promise<void>) | undefined;

  /** Hits the next calls that look so, such as `/^PUT .*\/scripts\/[^/]+$/`. */
  plan(call: RegExp, fault: CloudflareFault, times = 1): void {
    this.#planned.push({ call, fault, left: times });
  }

  clear(): void {
    this.#planned = [];
  }

  /** Told before each call is carried out, which waits for it. */
  watch(watcher: (call: string) => void | Promise<void>): void {
    this.#watcher = watcher;
  }

  /** All calls until now, such as `GET /user`. */
  get calls(): readonly string[] {
    return this.#calls;
  }

  async take(call: string): Promise<CloudflareFault | undefined> {
    this.#calls.push(call);
    await this.#watcher?.(call);
    const planned = this.#planned.find((each) => each.left > 0 && each.call.test(call));
    if (planned === undefined) return undefined;
    planned.left -= 1;
    return planned.fault;
  }
}
