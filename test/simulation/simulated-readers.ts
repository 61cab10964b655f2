/**
 * Those who look and count nothing: a badge or a dashboard reads the totals, and a reporter claims the
 * day, and sometimes gives it back. The oracle hears what they were told.
 */
import { dayOf } from '../../shared/counter/calendar.ts';
import type { ReportClaim } from '../../shared/counter/report-claim.ts';
import { Failure } from '../../shared/errors.ts';
import type { ExtraChecks } from './extra-checks.ts';
import type { Oracle } from './oracle.ts';
import type { Prng } from './prng.ts';
import type { RunningCounter, SimulatedSite } from './simulated-site.ts';
import type { Verdict } from './verdict.ts';

/** How likely a report is not mailed, so that its claim is given back. */
const RELEASE_CHANCE = 0.3;

export class SimulatedReaders {
  readonly #prng: Prng;
  readonly #site: SimulatedSite;
  readonly #oracle: Oracle;
  readonly #verdict: Verdict;
  readonly #extraChecks: ExtraChecks;

  constructor(
    prng: Prng,
    site: SimulatedSite,
    oracle: Oracle,
    verdict: Verdict,
    extraChecks: ExtraChecks,
  ) {
    this.#prng = prng;
    this.#site = site;
    this.#oracle = oracle;
    this.#verdict = verdict;
    this.#extraChecks = extraChecks;
  }

  /** Somebody looks at the totals, of whichever process answers. */
  read(): void {
    const running = this.#pickCounter();
    if (running === undefined) return;
    const { counter, gate, name, process, teller } = running;
    process.deliver(() => {
      const before = this.#oracle.latestTold(teller);
      counter.totals().then(
        async (told) => {
          await gate();
          this.#site.world.trace(`${process.name} read ${told.count}/${told.unique}`);
          this.#verdict.check(() => this.#oracle.told(name, teller, told, before));
        },
        (error) => this.#verdict.refused(name, error),
      );
    });
  }

  /** Somebody wants to mail today's report. */
  report(): void {
    const running = this.#pickCounter();
    if (running === undefined) return;
    const { nowMs } = this.#site.world;
    const at = Math.floor(nowMs / 1000);
    const claim: ReportClaim = { day: dayOf(nowMs), by: this.#prng.hex(16), at };
    running.counter.claimReport(claim).then(
      ({ claimed }) => {
        this.#site.world.trace(`${running.name} claim ${claimed}`);
        if (!claimed) return;
        this.#verdict.check(() => this.#oracle.claim(claim.day, claim.by));
        if (this.#prng.chance(RELEASE_CHANCE)) this.#release(claim, running);
      },
      (error) => {
        this.#verdict.refused(running.name, error);
        if (this.#extraChecks.releasesUnheardClaims && isUnheard(error)) {
          this.#release(claim, running);
        }
      },
    );
  }

  /** It may be claimed again as soon as the release has left, whether or not its answer comes. */
  #release(claim: ReportClaim, { counter, name, process }: RunningCounter): void {
    process.deliver(() => {
      this.#oracle.release(claim);
      counter.releaseReport(claim).then(
        () => this.#extraChecks.gaveBack(claim),
        (error) => this.#verdict.refused(name, error),
      );
    });
  }

  #pickCounter(): RunningCounter | undefined {
    const counters = this.#site.counters();
    return counters.length === 0 ? undefined : this.#prng.pick(counters);
  }
}

/** Its write may land yet. */
function isUnheard(error: unknown): boolean {
  return error instanceof Failure && error.kind === 'unavailable';
}
