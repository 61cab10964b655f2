/**
 * When things happen in a run: visits come in rushes with quiet between them, mostly early in the run,
 * and everything else comes at random while they do. All of it is drawn ahead.
 */
import { DAY_MS } from '../../shared/counter/calendar.ts';
import type { Prng } from './prng.ts';
import type { Traffic } from './swarm.ts';
import type { World } from './world.ts';

/** How many of the gaps between two visits are the quiet between two rushes. */
const QUIET_SHARE = 0.1;
/** The last visit comes this long before the traffic ends. */
const LAST_VISIT_MS = 60_000;

export class Timetable {
  readonly #world: World;
  readonly #prng: Prng;
  readonly #traffic: Traffic;
  readonly #days: number;

  constructor(world: World, prng: Prng, traffic: Traffic, days: number) {
    this.#world = world;
    this.#prng = prng;
    this.#traffic = traffic;
    this.#days = days;
  }

  get endMs(): number {
    return this.#traffic.startMs + this.#days * DAY_MS;
  }

  atEachVisit(visit: () => void): void {
    const { quietGapMs, rushGapMs, visits } = this.#traffic;
    const lastMs = this.#days * DAY_MS - LAST_VISIT_MS;
    let atMs = 0;
    for (let number = 0; number < visits; number += 1) {
      const isQuiet = this.#prng.chance(QUIET_SHARE);
      atMs += this.#prng.exponential(isQuiet ? quietGapMs : rushGapMs);
      if (atMs > lastMs) atMs = this.#prng.uniform() * lastMs;
      this.#world.after(atMs, visit);
    }
  }

  /** At so many moments of the busy part of the run. */
  often(times: number, run: () => void): void {
    const busyMs = this.#busyMs();
    for (let time = 0; time < times; time += 1) {
      this.#world.after(this.#prng.uniform() * busyMs, run);
    }
  }

  /** About as long as the visits take to come. */
  #busyMs(): number {
    const { quietGapMs, rushGapMs, visits } = this.#traffic;
    const meanGapMs = (1 - QUIET_SHARE) * rushGapMs + QUIET_SHARE * quietGapMs;
    return Math.min(visits * meanGapMs, this.#days * DAY_MS);
  }
}
