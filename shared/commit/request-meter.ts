/**
 * Counts the store requests that this process has sent and that no commit has put into the document
 * yet: each commit carries them there, so that the month's sum covers every writer's requests once, and
 * none of them twice. Where a write's landing can never be known, what it carried is not carried again.
 */
import type { Mark } from '../counter/marks.ts';
import type { ETag } from '../ports.ts';

/** A version of the document, by what a write of ours is recognised in it. */
interface Version {
  readonly etag: ETag | 'absent';
  /** The store's date, Unix milliseconds. */
  readonly modifiedAtMs?: number;
}

/** A write that is about to be sent. */
export interface CarryingWrite {
  readonly mark: Mark;
  /** The version that it is to replace. */
  readonly replaced: Version['etag'];
  /** The store's time (Unix milliseconds) until which its mark would certainly not be dropped. */
  readonly markedUntilMs: number;
}

interface UnansweredWrite extends CarryingWrite {
  readonly requests: number;
  /** All that were sent up to this one have been reported once it has landed. */
  readonly sent: number;
}

export class RequestMeter {
  #sent = 0;
  /** As many of the first are reported, or may have been. */
  #reported = 0;
  /** Those whose landing has not been seen, and was not yet impossible. */
  #unanswered: readonly UnansweredWrite[] = [];

  /** Adapters call this once for every request that they send, refused ones too. */
  readonly count = (): void => {
    this.#sent += 1;
  };

  get unreported(): number {
    return this.#sent - this.#reported;
  }

  /** All since the start of the process. */
  get sent(): number {
    return this.#sent;
  }

  /**
   * How many requests this write carries, itself among them. All that leave one mark carry as many,
   * since nobody can tell later which of them it was that landed.
   */
  carriedBy(write: CarryingWrite): number {
    const before = this.#unanswered.find(({ mark }) => isSame(mark, write.mark));
    if (before !== undefined) return before.requests;
    const requests = this.unreported + 1;
    this.#unanswered = [...this.#unanswered, { ...write, requests, sent: this.#sent + 1 }];
    return requests;
  }

  /**
   * This version has just been read or written, with this mark of ours in it. A write that left the mark has
   * landed, at once or long after its commit gave up; one that was to replace another version has landed
   * before, or never will. Where its mark may have been dropped since, nobody knows which.
   */
  saw({ etag, modifiedAtMs = 0 }: Version, mark: Mark | undefined): void {
    const landed = this.#unanswered.find((write) => mark && isSame(write.mark, mark));
    const settled = this.#unanswered.filter(({ replaced }) => replaced !== etag);
    const unknown = settled.filter(({ markedUntilMs }) => modifiedAtMs >= markedUntilMs);
    for (const { sent } of landed ? [landed] : unknown) {
      this.#reported = Math.max(this.#reported, sent);
    }
    this.#unanswered = landed ? [] : this.#unanswered.filter(({ replaced }) => replaced === etag);
  }
}

function isSame(one: Mark, other: Mark): boolean {
  return one.sequence === other.sequence && one.pageviews === other.pageviews;
}
