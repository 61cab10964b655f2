/**
 * The store of a model, and its clock. That a call arrives and that it is answered are events of their
 * own, taken by choice: in between, and before, its caller may stop waiting. What it gave up may still
 * land at any later time, or never. Time moves by choice only.
 */

import { hash } from 'node:crypto';
import { emptyDocument, parseDocument, serialiseDocument } from '../../shared/counter/document.ts';
import type { ETag, ObjectStore, ReadOutcome, WriteOutcome } from '../../shared/ports.ts';
import { type Choice, EVERYTHING } from './explorer.ts';
import type { ModelProcess, ModelTime } from './model-process.ts';

export const START_MS = Date.UTC(2026, 10, 24, 12);
/** As long as the mark of a process lives, and more than any deadline. */
const MINUTE_MS = 61_000;
/** More than a visit may take, and little enough for a last look to count. */
const DEADLINE_MS = 9_000;

/** What a step touches that reads or changes what is stored, or which calls may still land. */
export const STORE = 'store';

/** How much may go wrong in one schedule: these bound the model. */
export interface Bounds {
  /** Answers that never come: the call may have taken place, may still, or never does. */
  readonly lostAnswersMax: number;
  readonly minutesMax: number;
  readonly deadlinesMax: number;
  /** Writes refused for another that is under way, which leaves the version as it is (409). */
  readonly refusalsMax: number;
  /** How often the object vanishes, and is put back. */
  readonly vanishesMax: number;
  /** How often the store's date jumps by more than the mark of a process lives. */
  readonly jumpsMax: number;
  /** `coarse`: a read is one event, and pauses end at once; others come before or after all the same. */
  readonly grain: 'fine' | 'coarse';
}

interface Stored {
  readonly body: string;
  readonly etag: ETag;
  readonly modifiedAtMs: number;
}

interface Call {
  readonly process: ModelProcess;
  readonly kind: 'read' | 'write';
  readonly expected: ETag | 'absent' | undefined;
  readonly body: string;
  readonly resolve: (outcome: ReadOutcome & WriteOutcome) => void;
  readonly expire: () => void;
  outcome: ReadOutcome | WriteOutcome | undefined;
  /** Nobody waits for the answer any more. */
  abandoned: boolean;
}

export class ModelStore implements ModelTime {
  nowMs = START_MS;
  readonly skipsPauses: boolean;
  /** Called with each body that lands. */
  onLanding: (body: string) => void = () => undefined;
  /** Called when somebody has taken the object away, or has put one there. */
  onReplaced: (body: string | undefined) => void = () => undefined;
  /** What is put back: the object as it was, unless somebody has saved another copy. */
  copy: string | undefined;
  /** Called when a process that has known a document would create another. */
  onBeginAnew: () => void = () => undefined;
  readonly #bounds: Bounds;
  #stored: Stored | undefined;
  #calls: Call[] = [];
  #versions = 0;
  #lostAnswers = 0;
  #minutes = 0;
  #deadlines = 0;
  #refusals = 0;
  #vanishes = 0;
  #jumps = 0;
  #dateAheadMs = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
    this.skipsPauses = bounds.grain === 'coarse';
  }

  /** A store that holds an empty document already. */
  start() {
    const body = serialiseDocument(emptyDocument({ exactVisitorsMax: 2048 }));
    this.#stored = { body, etag: 'version-0' as ETag, modifiedAtMs: this.nowMs };
    return this.#stored;
  }

  connect(process: ModelProcess, onRequest: () => void): ObjectStore {
    const send = <T>(kind: Call['kind'], body: string, expected?: ETag | 'absent'): Promise<T> => {
      onRequest();
      if (expected === 'absent' && process.knowsDocument) this.onBeginAnew();
      const { promise, resolve } = Promise.withResolvers<T>();
      this.#calls.push({
        process,
        kind,
        expected,
        body,
        resolve: resolve as Call['resolve'],
        expire: process.takeLimit(),
        outcome: undefined,
        abandoned: false,
      });
      return promise;
    };
    return {
      read: () => send<ReadOutcome>('read', ''),
      write: (body, expected) => send<WriteOutcome>('write', body, expected),
    };
  }

  choices(): Choice[] {
    const choices = this.#calls.flatMap((call) => this.#choicesOf(call));
    const offer = (name: string, take: () => void) =>
      choices.push({ name, touches: [EVERYTHING], take });
    if (this.#stored === undefined && this.copy !== undefined) {
      offer('the object is put back', () => this.#putBack());
    }
    if (!this.#calls.some((call) => !call.abandoned)) return choices;
    if (this.#stored !== undefined && this.#vanishes < this.#bounds.vanishesMax) {
      offer('the object vanishes', () => this.#vanish(this.#stored?.body));
    }
    // A jump before an answer is lost does no harm.
    if (this.#lostAnswers > 0 && this.#jumps < this.#bounds.jumpsMax) {
      offer("the store's date jumps", () => this.#jumpDate());
    }
    if (this.#deadlines < this.#bounds.deadlinesMax) {
      offer('nine seconds pass', () => this.#passDeadline());
    }
    if (this.#minutes < this.#bounds.minutesMax) {
      offer('a minute passes', () => this.#passMinute());
    }
    return choices;
  }

  get hasObject(): boolean {
    return this.#stored !== undefined;
  }

  isAwaitedBy(process: ModelProcess): boolean {
    return this.#calls.some((call) => call.process === process && !call.abandoned);
  }

  /** A process is no more; its calls go on without it. */
  abandon(process: ModelProcess): void {
    for (const call of this.#calls) {
      if (call.process === process) call.abandoned = true;
    }
    this.#forgetCalls();
  }

  key(): string {
    const calls = this.#calls.map(({ abandoned, body, expected, outcome, process }) =>
      abandoned ? `late ${expected} ${body}` : `${process.name} ${describeOutcome(outcome)}`,
    );
    const counts = [this.nowMs, this.#lostAnswers, this.#minutes, this.#deadlines, this.#refusals];
    const others = [this.#vanishes, this.#dateAheadMs, this.copy];
    return JSON.stringify([this.#stored, calls.sort(), counts, others]);
  }

  #choicesOf(call: Call): Choice[] {
    const choices: Choice[] = [];
    const { home } = call.process;
    const name = nameOf(call);
    const offer = (what: string, touches: readonly string[], take: () => void) =>
      choices.push({ name: `${name} ${what}`, touches, take });
    const isOneEvent = call.kind === 'read' && this.#bounds.grain === 'coarse';
    if (call.outcome !== undefined) {
      offer('is answered', [home], () => this.#answer(call));
    } else if (isOneEvent) {
      offer('is answered', [home, STORE], () => {
        this.#arrive(call);
        this.#answer(call);
      });
    } else {
      offer('arrives', [STORE], () => this.#arrive(call));
      if (this.#refusals < this.#bounds.refusalsMax) {
        offer('is refused for another', [STORE], () => this.#refuse(call));
      }
    }
    if (!call.abandoned && !isOneEvent && this.#lostAnswers < this.#bounds.lostAnswersMax) {
      offer('times out', [home, STORE], () => this.#timeOut(call));
    }
    return choices;
  }

  #arrive(call: Call): void {
    if (call.kind === 'read') {
      call.outcome = this.#stored ? { kind: 'found', object: this.#stored } : { kind: 'absent' };
    } else if ((this.#stored?.etag ?? 'absent') === call.expected) {
      this.#versions += 1;
      const etag = `version-${this.#versions}` as ETag;
      const modifiedAtMs = this.nowMs + this.#dateAheadMs;
      this.#stored = { body: call.body, etag, modifiedAtMs };
      call.outcome = { kind: 'stored', etag, modifiedAtMs };
      this.onLanding(call.body);
    } else {
      call.outcome = { kind: 'conflict' };
    }
    this.#forgetCalls();
  }

  #refuse(call: Call): void {
    this.#refusals += 1;
    call.outcome = { kind: 'conflict' };
    this.#forgetCalls();
  }

  #answer({ kind, outcome, process, resolve }: Call): void {
    this.#calls = this.#calls.filter((call) => call.resolve !== resolve);
    if (outcome?.kind === 'found') process.lastETag = outcome.object.etag;
    if (outcome?.kind === 'stored') process.lastETag = outcome.etag;
    if (outcome?.kind === 'found' || outcome?.kind === 'stored') process.knowsDocument = true;
    process.receive(`${kind}: ${describeOutcome(outcome)}`, () =>
      resolve(outcome as ReadOutcome & WriteOutcome),
    );
  }

  #timeOut(call: Call): void {
    this.#lostAnswers += 1;
    call.abandoned = true;
    this.#forgetCalls();
    call.process.receive(`${call.kind} timed out`, call.expire);
  }

  #vanish(body: string | undefined): void {
    this.#vanishes += 1;
    this.copy ??= body;
    this.#stored = undefined;
    this.onReplaced(undefined);
    this.#forgetCalls();
  }

  #putBack(): void {
    this.#versions += 1;
    // As an import does, it says that this is on purpose.
    const replacedAt = Math.floor(this.nowMs / 1000) + this.#versions;
    const copy = parseDocument(this.copy ?? '', { exactVisitorsMax: 2048 });
    const body = serialiseDocument({ ...copy, replacedAt });
    const etag = `version-${this.#versions}` as ETag;
    this.#stored = { body, etag, modifiedAtMs: this.nowMs + this.#dateAheadMs };
    this.onReplaced(body);
  }

  #jumpDate(): void {
    this.#jumps += 1;
    this.#dateAheadMs += 2 * MINUTE_MS;
  }

  #passMinute(): void {
    this.#minutes += 1;
    this.nowMs += MINUTE_MS;
  }

  #passDeadline(): void {
    this.#deadlines += 1;
    this.nowMs += DEADLINE_MS;
  }

  /** What nobody waits for matters only while it can still land: an ETag never comes back. */
  #forgetCalls(): void {
    const etag = this.#stored?.etag ?? 'absent';
    this.#calls = this.#calls.filter(
      ({ abandoned, expected, kind, outcome }) =>
        !abandoned || (kind === 'write' && outcome === undefined && expected === etag),
    );
  }
}

/** A process waits for one call at a time; of those that it gave up, the body tells which is which. */
function nameOf({ abandoned, body, kind, process }: Call): string {
  const name = `${kind} of ${process.name}`;
  return abandoned ? `late ${name} (${hash('sha1', body, 'hex').slice(0, 6)})` : name;
}

function describeOutcome(outcome: Call['outcome']): string {
  switch (outcome?.kind) {
    case 'found': {
      const { body, etag, modifiedAtMs } = outcome.object;
      return `found ${etag} ${modifiedAtMs} ${body}`;
    }
    case 'stored':
      return `stored ${outcome.etag} ${outcome.modifiedAtMs}`;
    default:
      return String(outcome?.kind);
  }
}
