/**
 * The person whose counter it is: saves copies of the document from whichever counter answers, deletes it,
 * puts a copy back by hand or by `import`, begins anew. Tells what takes the place of what was there.
 */
import { documentChange } from '../../cli/import-changes.ts';
import type { DocumentRules } from '../../shared/commit/known-document.ts';
import { emptyDocument, parseDocument, serialiseDocument } from '../../shared/counter/document.ts';
import type { Replacing } from './oracle.ts';
import type { Prng } from './prng.ts';
import { SimulatedGateway } from './simulated-gateway.ts';
import { SimulatedProcess } from './simulated-process.ts';
import type { SimulatedSite } from './simulated-site.ts';

/** Its command line is a process of its own, each time. */
export const OWNER = 'owner';
const AFTER_LANDING_MS = [1, 100, 2_000] as const;
const SPOILED_MS = 20_000;
/** How long the object may be gone until a person notices: longer than many a pause of a busy site. */
const NOTICED_MS = [1_000, 60_000, 1_800_000] as const;

export class SimulatedOwner {
  readonly #prng: Prng;
  readonly #site: SimulatedSite;
  readonly #replaced: (body: string | undefined, how: Replacing) => void;
  readonly #rules: DocumentRules;
  readonly #copies: string[] = [];
  /** Or only the commands: those know of report claims. */
  readonly #usesHands: boolean;
  #isWaiting = false;
  #commands = 0;

  constructor(
    prng: Prng,
    site: SimulatedSite,
    replaced: (body: string | undefined, how: Replacing) => void,
  ) {
    this.#prng = prng;
    this.#site = site;
    this.#replaced = replaced;
    this.#rules = site.rules;
    this.#usesHands = prng.chance(0.5);
  }

  /** Half of the time in the very moment in which somebody's write has landed, and its answer is on its way. */
  act(): void {
    if (this.#prng.chance(0.5)) this.#act();
    else this.#isWaiting = true;
  }

  landed(): void {
    if (!this.#isWaiting) return;
    this.#isWaiting = false;
    this.#site.world.after(this.#prng.pick(AFTER_LANDING_MS), () => this.#act());
  }

  #act(): void {
    const byCommand = [
      () => this.#save(),
      () => this.#save(),
      () => this.#import(this.#aCopy(), true),
      () => this.#import(this.#aCopy(), false),
      () => this.#reset(),
    ];
    const byHand = [() => this.#delete(), () => this.#put(this.#aCopy()), () => this.#spoil()];
    this.#prng.pick(this.#usesHands ? [...byCommand, ...byHand] : byCommand)();
  }

  /** Once they see that counting has stopped: what is there is declared to be the document. */
  recover(): void {
    this.#isWaiting = false;
    const body = this.#site.store.stored?.body;
    if (body === undefined) this.#reset();
    else this.#import(body, true);
  }

  /** As `/document` of a counter tells it, or as it lies in the bucket. */
  #save(): void {
    const counters = this.#site.counters();
    const { stored } = this.#site.store;
    if (counters.length === 0 || this.#prng.chance(0.2)) {
      if (stored !== undefined && !this.#site.store.isSpoiled) this.#copies.push(stored.body);
      return;
    }
    const { counter, gate, process } = this.#prng.pick(counters);
    process.deliver(() => {
      counter.document({ fresh: this.#prng.chance(0.5) }).then(
        async (document) => {
          await gate();
          this.#site.world.trace(`${process.name} gave a copy of ${document.pageviews}`);
          this.#copies.push(serialiseDocument(document));
        },
        () => undefined,
      );
    });
  }

  /** Some time later it is back, or another has its place. */
  #delete(): void {
    const { store, world } = this.#site;
    world.trace('the owner deletes the object');
    store.stored = undefined;
    this.#replaced(undefined, 'by hand');
    world.after(this.#prng.pick(NOTICED_MS), () => {
      const copy = this.#aCopy();
      if (this.#prng.chance(0.5)) this.#import(copy, true);
      else this.#put(copy);
    });
  }

  /** An upload that breaks off, and is made again. */
  #spoil(): void {
    const { store, world } = this.#site;
    if (store.stored === undefined || store.isSpoiled) return;
    const { body } = store.stored;
    world.trace('the owner spoils the object');
    store.spoil();
    world.after(SPOILED_MS, () => this.#put(body));
  }

  /** By hand, whatever is there. */
  #put(copy: string | undefined): void {
    if (copy === undefined) return;
    this.#site.world.trace(`the owner puts ${copy.slice(0, 40)}`);
    this.#site.store.seed(copy);
    this.#replaced(copy, 'by hand');
  }

  #import(copy: string | undefined, replace: boolean): void {
    if (copy === undefined) return;
    const imported = parseDocument(copy, this.#rules);
    this.#command((nowMs) => documentChange(imported, replace, nowMs));
  }

  #reset(): void {
    this.#command((nowMs) => documentChange(emptyDocument(this.#rules), true, nowMs));
  }

  #command(changeAt: (nowMs: number) => ReturnType<typeof documentChange>): void {
    this.#commands += 1;
    const { store, world } = this.#site;
    const name = `${OWNER}${this.#commands}`;
    const process = new SimulatedProcess(name, world, this.#prng, this.#site.clockError());
    const { counter } = new SimulatedGateway(process, store, this.#rules);
    counter.change(changeAt(process.clock.now())).then(
      ({ pageviews }) => world.trace(`${name} left ${pageviews}`),
      (error) => world.trace(`${name} refused: ${error}`),
    );
  }

  #aCopy(): string | undefined {
    return this.#copies.length === 0 ? undefined : this.#prng.pick(this.#copies);
  }
}
