/**
 * What must hold in every state of a model. Each visit is by a visitor of its own, so that the document
 * itself tells which visits it holds, and pageviews beyond its visitors tell that one is in twice.
 */
import { parseDocument, type Totals } from '../../shared/counter/document.ts';
import type { Visit, VisitorHash } from '../../shared/counter/visit.ts';
import { Failure } from '../../shared/errors.ts';
import { hashOf } from '../counter/visitor-hashes.ts';
import { START_MS } from './model-store.ts';

type Answer =
  | { readonly kind: 'acknowledged'; readonly told: number; readonly group: string }
  /** It is not in, and never will be. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'unsure' };

export const RULES = { saltFingerprint: 'a1b2', exactVisitorsMax: 2_048 };

export class Promises {
  /** In the order in which they came to each; who came first of two places makes no other visitor. */
  readonly #visitors = new Map<VisitorHash, string>();
  readonly #answers = new Map<VisitorHash, Answer>();
  #held: ReadonlySet<VisitorHash> = new Set();
  /** Those that were ever in, and those that went with a document that somebody took away. */
  readonly #everHeld = new Set<VisitorHash>();
  #taken: ReadonlySet<VisitorHash> = new Set();
  #isReplaced = false;
  #pageviews = 0;
  #problem: string | undefined;

  /** Starts the visit with that number, from 1 to 9. Those of one group are told different numbers. */
  begin(group: string, number: number, count: (visit: Visit) => Promise<Totals>): void {
    const visitor = hashOf(number);
    const name = `visit ${number}`;
    this.#visitors.set(visitor, name);
    count({ atMs: START_MS, visitor }).then(
      (told) => this.#acknowledge(name, visitor, group, told.count),
      (error: unknown) => this.#refuse(name, visitor, error),
    );
  }

  landed(body: string): void {
    const { held, pageviews } = readBody(body);
    for (const visitor of held) {
      if (!this.#visitors.has(visitor)) this.#break('a visit is counted that nobody made');
    }
    if (pageviews !== held.size) {
      this.#break(`${pageviews} views are counted of ${held.size} visits`);
    }
    for (const visitor of this.#held) {
      if (!held.has(visitor)) this.#break('a visit that was counted is gone');
    }
    this.#hold(held);
    this.#pageviews = pageviews;
  }

  /** Somebody has taken the document away, or has put another there: what only that held is gone. */
  replaced(body: string | undefined): void {
    this.#isReplaced = true;
    const { held, pageviews } = body === undefined ? NOTHING : readBody(body);
    this.#taken = new Set([...this.#taken, ...this.#held]);
    this.#hold(held);
    this.#pageviews = pageviews;
  }

  /** Whoever has known a document must miss it. */
  beginAnew(): void {
    this.#break('a document is begun anew by a process that knew of one');
  }

  #hold(held: ReadonlySet<VisitorHash>): void {
    this.#held = held;
    for (const visitor of held) this.#everHeld.add(visitor);
    this.#taken = new Set([...this.#taken].filter((visitor) => !held.has(visitor)));
  }

  /** `journal`: visits that wait durably, and are as safe as those in the document. */
  check(journal: Iterable<VisitorHash> = []): void {
    if (this.#problem !== undefined) throw new Error(this.#problem);
    const safe = new Set([...this.#held, ...journal]);
    for (const [visitor, { kind }] of this.#answers) {
      if (kind === 'acknowledged' && !safe.has(visitor) && !this.#taken.has(visitor)) {
        throw new Error(`${this.#nameOf(visitor)} was acknowledged and is nowhere`);
      }
      if (kind === 'refused' && (safe.has(visitor) || this.#everHeld.has(visitor))) {
        throw new Error(`${this.#nameOf(visitor)} was told that it is not in, and is`);
      }
    }
    const acknowledged = this.#count('acknowledged');
    const mostly = this.#visitors.size - this.#count('unsure');
    if (this.#pageviews > this.#visitors.size) {
      throw new Error(`${this.#pageviews} views of ${mostly} visits`);
    }
    if (acknowledged > safe.size + this.#taken.size)
      throw new Error(`${acknowledged} were told of ${safe.size}`);
  }

  key(): string {
    const visits = [...this.#visitors].map(([visitor, name]) => [name, this.#answers.get(visitor)]);
    if (!this.#isReplaced) return JSON.stringify(visits.sort());
    return JSON.stringify([visits.sort(), [...this.#everHeld].sort(), [...this.#taken].sort()]);
  }

  #acknowledge(name: string, visitor: VisitorHash, group: string, told: number): void {
    for (const other of this.#answers.values()) {
      const isAgain = other.kind === 'acknowledged' && other.group === group && other.told === told;
      if (isAgain && !this.#isReplaced) {
        this.#break(`${name} was told ${told}, as another before it`);
      }
    }
    if (told > this.#visitors.size && !this.#isReplaced)
      this.#break(`${name} was told ${told}, more than there were`);
    this.#answers.set(visitor, { kind: 'acknowledged', told, group });
  }

  #refuse(name: string, visitor: VisitorHash, error: unknown): void {
    const kind = error instanceof Failure ? error.kind : String(error);
    const isExpected =
      kind === 'unavailable' ||
      kind === 'conflict' ||
      (kind === 'corrupt-document' && this.#isReplaced);
    if (!isExpected) this.#break(`${name} was answered ${kind}`);
    this.#answers.set(visitor, { kind: kind === 'unavailable' ? 'unsure' : 'refused' });
  }

  #count(kind: Answer['kind']): number {
    return [...this.#answers.values()].filter((answer) => answer.kind === kind).length;
  }

  #nameOf(visitor: VisitorHash): string {
    return this.#visitors.get(visitor) ?? 'a visit that nobody made';
  }

  #break(problem: string): void {
    this.#problem ??= problem;
  }
}

interface Held {
  readonly held: ReadonlySet<VisitorHash>;
  readonly pageviews: number;
}

const NOTHING: Held = { held: new Set(), pageviews: 0 };

/** The same few thousand documents come in hundreds of thousands of schedules. */
const bodiesRead = new Map<string, Held>();

function readBody(body: string): Held {
  const known = bodiesRead.get(body);
  if (known !== undefined) return known;
  const { pageviews, visitors } = parseDocument(body, RULES);
  const read = { held: new Set(visitors.toStored().seen), pageviews };
  bodiesRead.set(body, read);
  return read;
}
