/**
 * Troubles and checks beyond those of every run, each switched on by its name (`--with`). They draw from
 * a generator of their own, so that a seed's run is the same with a check and without.
 */
import type { CounterDocument } from '../../shared/counter/document.ts';
import type { ReportClaim } from '../../shared/counter/report-claim.ts';
import { Prng } from './prng.ts';
import type { SimulatedStore } from './simulated-store.ts';
import { Violation } from './verdict.ts';

/**
 * `store-dates`: now and then the store's dates jump two minutes ahead between two writes, and stay there.
 * `returning-dates`: they jump ahead or behind, and come back.
 * `released-claims`: whose claim ends unheard gives it back; given back, it may never stand again.
 * `request-sums`: the document reports no more requests than were sent.
 * `owners`: they save copies of the document, delete it, and put copies back.
 */
export const EXTRA_CHECKS = [
  'store-dates',
  'returning-dates',
  'released-claims',
  'request-sums',
  'owners',
] as const;

export type ExtraCheck = (typeof EXTRA_CHECKS)[number];

const JUMP_CHANCE = 0.1;
const JUMP_MS = 120_000;

export class ExtraChecks {
  readonly #on: ReadonlySet<ExtraCheck>;
  readonly #prng: Prng;
  readonly #store: SimulatedStore;
  readonly #givenBack = new Set<string>();
  #jumpedMs = 0;
  #isReplaced = false;

  constructor(seed: number, store: SimulatedStore, on: readonly ExtraCheck[]) {
    this.#on = new Set(on);
    this.#prng = new Prng(seed + 0x5eed);
    this.#store = store;
  }

  /** Whether a claim whose answer never came is given back. */
  get releasesUnheardClaims(): boolean {
    return this.#on.has('released-claims');
  }

  /** Whether there is an owner who saves, deletes, restores and imports. */
  get hasOwner(): boolean {
    return this.#on.has('owners');
  }

  get prng(): Prng {
    return this.#prng;
  }

  /** A copy brings back claims that are given back since, or at this moment: nothing in it tells. */
  replaced(): void {
    this.#isReplaced = true;
  }

  /** Its claimant has heard that the claim is out of the document. */
  gaveBack({ by }: ReportClaim): void {
    this.#givenBack.add(by);
  }

  /** @throws Violation */
  landing({ report, requests }: CounterDocument): void {
    if (this.#on.has('store-dates')) this.#jumpAhead();
    if (this.#on.has('returning-dates')) this.#jump();
    const looksForReleases = this.#on.has('released-claims') && !this.#isReplaced;
    if (looksForReleases && report !== undefined && this.#givenBack.has(report.by)) {
      throw new Violation(`day ${report.day} is claimed by ${report.by}, who gave it back`);
    }
    if (this.#on.has('request-sums') && requests.count > this.#store.requests) {
      throw new Violation(`${requests.count} requests reported, ${this.#store.requests} sent`);
    }
  }

  #jumpAhead(): void {
    if (this.#prng.chance(JUMP_CHANCE)) this.#store.clockOffsetMs += JUMP_MS;
  }

  /** Ahead or behind, and back again with the next jump: a store's clock is mended some time. */
  #jump(): void {
    if (!this.#prng.chance(JUMP_CHANCE)) return;
    const jumpedMs = this.#jumpedMs === 0 ? this.#prng.pick([-JUMP_MS, JUMP_MS]) : 0;
    this.#store.clockOffsetMs += jumpedMs - this.#jumpedMs;
    this.#jumpedMs = jumpedMs;
  }
}
