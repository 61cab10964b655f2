/**
 * Counts the store requests that this process has sent and that no commit has put into the document
 * yet: each commit carries them there, so that the month's sum covers every writer's requests once.
 */
import type { Mark } from '../counter/marks.ts';

/** How many unanswered writes are remembered until a mark tells which landed: more than one commit sends. */
const CARRIED_MAX = 64;

export class RequestMeter {
  #unreported = 0;
  #sent = 0;
  /** How many requests each write carried whose landing has not been seen. */
  readonly #carried = new Map<string, number>();

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

  /**
   * How many a write with this mark carries, itself among them. All that leave one mark carry as many,
   * since nobody can tell later which of them it was that landed.
   */
  carriedBy(mark: Mark): number {
    const key = keyOf(mark);
    const requests = this.#carried.get(key) ?? this.unreported + 1;
    this.#carried.set(key, requests);
    const [oldest] = this.#carried.keys();
    if (oldest !== undefined && this.#carried.size > CARRIED_MAX) this.#carried.delete(oldest);
    return requests;
  }

  /**
   * Our mark has been seen in the document: the write that left it has landed, at once or long after its
   * commit gave up, and what it carried is reported. Seen again, it changes nothing.
   */
  sawMark(mark: Mark): void {
    const requests = this.#carried.get(keyOf(mark));
    if (requests === undefined) return;
    this.#unreported -= requests;
    // The other writes can no longer land, except those that replace what this one wrote.
    this.#carried.clear();
  }
}

function keyOf({ pageviews, sequence }: Mark): string {
  return `${sequence}:${pageviews}`;
}
