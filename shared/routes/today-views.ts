/**
 * How many views today has had, for badges: kept for a minute, since each look takes the whole document,
 * and badges are asked for by anybody, as often as they like.
 */
import { dayOf } from '../counter/calendar.ts';
import type { Services } from '../services.ts';

const AGE_MS = 60_000;

export class TodayViews {
  readonly #services: Services;
  /** The number alone, never a promise of it: a Worker's requests cannot wait for one another. */
  #known: { readonly atMs: number; readonly views: number } | undefined;

  constructor(services: Services) {
    this.#services = services;
  }

  async read(): Promise<number> {
    const { clock } = this.#services;
    const atMs = clock.monotonicMs();
    if (this.#known === undefined || atMs - this.#known.atMs > AGE_MS) {
      this.#known = { atMs, views: await this.#count() };
    }
    return this.#known.views;
  }

  /** UTC days; a document whose last day is past has had no view today. */
  async #count(): Promise<number> {
    const { history } = await this.#services.counter.document();
    const last = history.days.at(-1);
    return last !== undefined && last.day >= dayOf(this.#services.clock.now()) ? last.pageviews : 0;
  }
}
