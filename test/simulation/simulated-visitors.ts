/**
 * Those who visit: each is drawn a place, an edge or a gateway, and perhaps a hash that is known. The
 * oracle hears of each visit as it starts and as it ends for its visitor.
 */
import type { Totals } from '../../shared/counter/document.ts';
import type { PageName } from '../../shared/counter/page-name.ts';
import type { SourceName } from '../../shared/counter/source-name.ts';
import { NO_NAME } from '../../shared/counter/top-table.ts';
import type { ViewNames, VisitorHash } from '../../shared/counter/visit.ts';
import { Failure } from '../../shared/errors.ts';
import type { Oracle } from './oracle.ts';
import { Prng } from './prng.ts';
import type { SimulatedEdge } from './simulated-edge.ts';
import type { SimulatedSite } from './simulated-site.ts';
import type { Traffic } from './swarm.ts';
import { type Verdict, Violation } from './verdict.ts';

export class SimulatedVisitors {
  readonly #prng: Prng;
  readonly #traffic: Traffic;
  readonly #site: SimulatedSite;
  readonly #oracle: Oracle;
  readonly #verdict: Verdict;
  /** Apart, so that seeds draw the same otherwise. */
  readonly #names = new Prng(1);
  #drawn = 0;

  constructor(prng: Prng, traffic: Traffic, site: SimulatedSite, oracle: Oracle, verdict: Verdict) {
    this.#prng = prng;
    this.#traffic = traffic;
    this.#site = site;
    this.#oracle = oracle;
    this.#verdict = verdict;
  }

  visit(): void {
    const prng = this.#prng;
    const isKnown = this.#everyVisitIsNew || prng.chance(0.9);
    const visitor = isKnown ? this.#drawVisitor() : undefined;
    const { edges } = this.#site;
    const hasGateways = this.#traffic.gatewaysMax > 0;
    const goesToEdge = edges.length > 0 && (!hasGateways || prng.chance(0.6));
    if (goesToEdge) this.#visitEdge(prng.pick(edges), visitor);
    else if (hasGateways) this.#visitGateway(visitor);
  }

  /** One more visit, of somebody who is known, to each edge. */
  visitEachEdge(): void {
    for (const edge of this.#site.edges) this.#visitEdge(edge, this.#drawVisitor());
  }

  get #everyVisitIsNew(): boolean {
    return this.#traffic.visitors === Number.POSITIVE_INFINITY;
  }

  #drawVisitor(): VisitorHash {
    this.#drawn += 1;
    const number = this.#everyVisitIsNew
      ? this.#drawn
      : this.#prng.integer(0, this.#traffic.visitors - 1);
    // SHA-256 would be a wait in real time: any fixed spread of the number does as well here.
    return new Prng(number * 7919 + 13).hex(64) as VisitorHash;
  }

  /** Some that come often, some that are made up and so long that tables are soon full, some that are none. */
  #drawNames(): ViewNames {
    const names = this.#names;
    const path = names.chance(0.7) ? `/page-${names.integer(0, 30)}` : `/${names.hex(180)}`;
    const page = names.chance(0.05) ? NO_NAME : (path as PageName);
    const source = (names.chance(0.5) ? 'direct' : `${names.hex(60)}.example`) as SourceName;
    return { ...(names.chance(0.8) && { page }), ...(names.chance(0.6) && { source }) };
  }

  #visitEdge(edge: SimulatedEdge, visitor: VisitorHash | undefined): void {
    this.#oracle.start(edge.name, visitor);
    const running = this.#site.counterAt(edge);
    if (running === undefined) return;
    const { counter, gate, name, process, teller } = running;
    const visit = { atMs: process.clock.now(), ...(visitor && { visitor }), ...this.#drawNames() };
    const before = this.#oracle.latestTold(teller);
    counter.count(visit).then(
      async (told) => {
        await gate();
        this.#site.world.trace(`${process.name} told ${told.count}/${told.unique}`);
        this.#verdict.check(() => this.#oracle.acknowledge(name, name, visitor, told));
        this.#verdict.check(() => checkTold(visit, told));
        this.#verdict.check(() => this.#oracle.told(name, teller, told, before));
      },
      (error) => {
        if (isDefinite(error)) this.#oracle.refuse(name, visitor);
        this.#verdict.refused(process.name, error);
      },
    );
  }

  #visitGateway(visitor: VisitorHash | undefined): void {
    const { counter, process } = this.#site.pickGateway();
    const { clock, name } = process;
    const visit = { atMs: clock.now(), ...(visitor && { visitor }), ...this.#drawNames() };
    this.#oracle.start(name, visitor);
    process.deliver(() => {
      const before = this.#oracle.latestTold(name);
      counter.count(visit).then(
        (told) => {
          this.#site.world.trace(`${name} told ${told.count}/${told.unique}`);
          this.#verdict.check(() => this.#oracle.acknowledge(name, 'gateways', visitor, told));
          this.#verdict.check(() => checkTold(visit, told));
          this.#verdict.check(() => this.#oracle.isIn(name, visitor));
          this.#verdict.check(() => this.#oracle.told(name, name, told, before));
        },
        (error) => {
          if (isDefinite(error)) this.#oracle.refuse(name, visitor);
          this.#verdict.refused(name, error);
        },
      );
    });
  }
}

/** A page that was just viewed has a view. */
function checkTold({ page }: ViewNames, { pages = {} }: Totals): void {
  if (page === undefined || page === NO_NAME || (pages[page] ?? 0) > 0) return;
  throw new Violation(`a view of ${page} was told that it has none`);
}

/** Only `unavailable` leaves open whether the visit is in. */
function isDefinite(error: unknown): boolean {
  return error instanceof Failure && error.kind !== 'unavailable';
}
