/**
 * Deliberate bugs, each of them one that somebody could make in good faith. The simulator must catch
 * every one; a promise whose breach it cannot see is not kept by luck. Edits must fit the source.
 */

import type { ExtraCheck } from './extra-checks.ts';

export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export interface Mutant {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** What must be looked for to see it, and from which seed on where it is rare. */
  readonly with?: ExtraCheck;
  readonly from?: number;
}

const COMMIT = 'shared/commit/commit.ts';
const MARKING = 'shared/commit/mark-document.ts';
const DIRECT = 'shared/commit/direct-counter.ts';
const JOURNALED = 'shared/journal/journaled-document.ts';
const WORKING = 'shared/journal/working-document.ts';
const PENDING = 'shared/journal/pending-rows.ts';
const MARKS = 'shared/counter/marks.ts';
const KNOWN = 'shared/commit/known-document.ts';
const IMPORTS = 'cli/import-changes.ts';
const METER = 'shared/commit/request-meter.ts';

const SPLIT_SAVE: Edit = {
  file: WORKING,
  find: '    this.#pending = pending;',
  replace: '    try {\n      this.save();\n    } catch {}\n    this.#pending = pending;',
};

/** Opens the lock that a store's date is: what is behind it must hold by itself. */
const TRUSTED_STORE_DATE: Edit = {
  file: COMMIT,
  find: 'modifiedAtMs !== undefined && modifiedAtMs >= this.#markedUntilMs',
  replace: 'modifiedAtMs !== undefined && this.#markedUntilMs === undefined',
};

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'no mark is written',
    edits: [{ file: MARKING, find: 'writers.set(writer.id,', replace: 'new Map().set(writer.id,' }],
  },
  {
    name: 'marks are tested only after a conflict',
    edits: [
      {
        file: COMMIT,
        find: 'if (mark !== undefined && mark.sequence >= sequence) return this.#found(known, mark);\n    if (this',
        replace:
          'if (this.#tried.size > 0 && this.#unanswered.size === 0 && mark !== undefined && mark.sequence >= sequence) return this.#found(known, mark);\n    if (this',
      },
    ],
  },
  {
    name: 'a document and its rows are saved in two transactions',
    edits: [SPLIT_SAVE],
  },
  // Rows and document are saved together, so that a cached copy always knows of the rows that it holds:
  // the test of it is a second lock on the same door, and is seen to hold only once the first is open.
  {
    name: 'a cached document is not tested for the mark, and was saved before its rows',
    edits: [
      SPLIT_SAVE,
      {
        file: COMMIT,
        find: 'const mark = this.#markIn(known);',
        replace: 'const mark = known === cached ? undefined : this.#markIn(known);',
      },
    ],
  },
  {
    name: 'rows that have landed already are flushed again with newer ones',
    edits: [
      {
        file: 'shared/journal/rows-change.ts',
        find: 'applyRows(document, rows, mark?.sequence)',
        replace: 'applyRows(document, rows)',
      },
    ],
  },
  {
    name: 'marks expire by the local clock',
    edits: [
      {
        file: MARKING,
        find: 'agedMarks(document, replaced);\n  writers.set',
        replace: 'agedMarks(document, { ...replaced, modifiedAtMs: nowMs });\n  writers.set',
      },
    ],
  },
  {
    name: 'marks expire at once',
    // How long a missing mark is trusted stays: it would make up for it.
    edits: [
      {
        file: MARKS,
        find: "return life === 'brief' ? BRIEF_MARK_SECONDS : JOURNAL_MARK_SECONDS",
        replace: "return life === 'brief' ? 0 : JOURNAL_MARK_SECONDS",
      },
    ],
  },
  {
    name: 'marks of journals expire like those of processes',
    edits: [
      {
        file: MARKS,
        find: "return life === 'brief' ? BRIEF_MARK_SECONDS : JOURNAL_MARK_SECONDS",
        replace: "return life === 'brief' ? BRIEF_MARK_SECONDS : BRIEF_MARK_SECONDS",
      },
    ],
  },
  {
    name: 'a sequence is used again after giving up',
    edits: [
      // A mark that none of our writes left is no proof either: the lock behind this one.
      {
        file: COMMIT,
        find: "if (applied.kind === 'nothing')",
        replace: "if (applied.kind !== 'given-up')",
      },
      {
        file: DIRECT,
        find: '      this.#known = undefined;\n      throw',
        replace: '      this.#known = undefined;\n      this.#sequence -= 1;\n      throw',
      },
    ],
  },
  {
    name: 'row numbers restart',
    edits: [
      {
        file: PENDING,
        find: 'Math.max(this.#lastNumber + 1, Math.floor(nowMs))',
        replace: 'this.#lastNumber + 1',
      },
      {
        file: PENDING,
        find: 'Math.max(landed, lastNumber)',
        replace: 'Math.max(0 * landed, lastNumber)',
      },
    ],
  },
  {
    name: 'row numbers go on counting after a storage was rolled back',
    edits: [
      {
        file: PENDING,
        find: 'Math.max(this.#lastNumber + 1, Math.floor(nowMs))',
        replace: 'this.#lastNumber + 1',
      },
    ],
  },
  {
    name: 'every edge has the same writer id',
    edits: [
      {
        file: WORKING,
        find: '(random.id() as WriterId)',
        replace: "('edge' as WriterId)",
      },
    ],
  },
  {
    name: 'every process has the same writer id',
    edits: [
      { file: DIRECT, find: 'services.random.id() as WriterId', replace: "'gateway' as WriterId" },
    ],
  },
  {
    name: 'rows are freed before their commit',
    edits: [
      {
        file: WORKING,
        find: 'const change = rowsChange(this.#pending.all, extra);',
        replace:
          'const change = rowsChange(this.#pending.all, extra);\n    this.#pending = this.#pending.afterLanding(this.#pending.lastNumber); this.save();',
      },
    ],
  },
  {
    name: 'rows are freed beyond the mark that landed',
    edits: [
      {
        file: WORKING,
        find: 'afterLanding(mark?.sequence ?? 0)',
        replace: 'afterLanding(this.#pending.lastNumber)',
      },
    ],
  },
  {
    name: 'a missing mark is trusted after the deadline',
    edits: [
      TRUSTED_STORE_DATE,
      {
        file: COMMIT,
        find: 'tries < triesMax && !deadline.passed(); tries',
        replace: 'tries < Math.min(triesMax, 30); tries',
      },
      {
        file: COMMIT,
        find: "if (deadline.passed()) return { kind: 'late', lastLook: read };",
        replace: '',
      },
    ],
  },
  {
    name: 'the deadline goes by the wall clock alone',
    edits: [
      TRUSTED_STORE_DATE,
      {
        file: 'shared/commit/deadline.ts',
        find: 'Math.max(wallMs, monotonicMs)',
        replace: 'wallMs + 0 * monotonicMs',
      },
    ],
  },
  {
    name: 'the deadline goes by the monotonic clock alone',
    edits: [
      TRUSTED_STORE_DATE,
      {
        file: 'shared/commit/deadline.ts',
        find: 'Math.max(wallMs, monotonicMs)',
        replace: '0 * wallMs + monotonicMs',
      },
    ],
  },
  {
    name: 'store requests cost nothing',
    edits: [
      {
        file: 'shared/journal/flush-budget.ts',
        find: 'this.level(nowMs).tokens - requests',
        replace: 'this.level(nowMs).tokens - 0 * requests',
      },
    ],
  },
  {
    name: 'conflict is told without a last look',
    edits: [
      {
        file: COMMIT,
        find: 'isConflict ? await this.#look() : undefined',
        replace: 'undefined',
      },
      {
        file: COMMIT,
        find: 'known !== undefined && !this.#unanswered.has(known.etag) && !this.#mayHaveLostMark(known);',
        replace: 'true;',
      },
    ],
  },
  {
    name: 'conflict is told while a write may still land',
    edits: [{ file: COMMIT, find: ' && !this.#unanswered.has(known.etag)', replace: '' }],
  },
  {
    name: 'a missing bucket is taken for an empty one',
    edits: [
      {
        file: 'shared/commit/known-document.ts',
        find: "    case 'failed':\n      return read;",
        replace:
          "    case 'failed':\n      if (read.failure.kind === 'bucket-missing') return { kind: 'read', known: { document: emptyDocument(rules), etag: 'absent' } };\n      return read;",
      },
    ],
  },
  {
    name: 'a claim does not name its claimant',
    edits: [
      {
        file: 'shared/counter/report-claim.ts',
        find: 'current?.day === claim.day && current.by === claim.by',
        replace: 'current?.day === claim.day',
      },
    ],
  },
  {
    name: 'an unknown outcome is taken for a success',
    edits: [
      {
        file: COMMIT,
        find: "    if (written.kind === 'again') return written;\n    const { result } = applied;",
        replace:
          "    const { result } = applied;\n    if (written.kind === 'again') return written.trouble.kind === 'unknown' ? { kind: 'done', result, known } : written;",
      },
    ],
  },
  {
    name: 'a visit is acknowledged although the journal refused it',
    edits: [
      {
        file: WORKING,
        find: 'this.#journal.append(row);\n    } catch (error) {',
        replace: 'this.#journal.append(row);\n    } catch (error) {\n      if (error) return row;',
      },
    ],
  },
  {
    name: 'everybody in a batch is told the same number',
    edits: [
      {
        file: 'shared/counter/apply-visits.ts',
        find: 'return { document: { ...document, pageviews',
        replace: 'told.fill(told.at(-1) as Totals);\n  return { document: { ...document, pageviews',
      },
    ],
  },
  {
    name: 'a sketch starts without the hashes that were exact',
    edits: [
      {
        file: 'shared/counter/visitor-set.ts',
        find: 'for (const hash of this.#known) this.#sketch.add(hashBits(hash));',
        replace: '',
      },
    ],
  },
  {
    name: 'a lost alarm is never set again',
    edits: [
      {
        file: 'shared/journal/flush-schedule.ts',
        find: 'alarmAtMs + ALARM_GRACE_MS < nowMs',
        replace: 'alarmAtMs < 0',
      },
    ],
  },
  {
    name: 'flushes of one journal overlap',
    edits: [
      {
        file: JOURNALED,
        find: 'readonly #line = new Line();',
        replace: 'readonly #line = { run: <T>(work: () => Promise<T>) => work() };',
      },
    ],
  },
  {
    name: 'a read leaves the older copy in memory',
    edits: [
      {
        file: DIRECT,
        find: 'this.#known = outcome.known;',
        replace:
          'if (known === undefined) this.#known ??= outcome.known;\n    else this.#known = outcome.known;',
      },
    ],
  },
  {
    name: 'an edge tells what it knew before it counted on',
    edits: [
      {
        file: WORKING,
        find: 'this.#working = working;',
        replace: 'this.#working = document;',
      },
    ],
  },
  {
    name: 'commits of one process overlap',
    edits: [
      {
        file: DIRECT,
        find: 'readonly #line = new Line();',
        replace: 'readonly #line = { run: <T>(work: () => Promise<T>) => work() };',
      },
    ],
  },
  {
    name: "a missing mark is trusted although the store's dates jumped",
    with: 'store-dates',
    edits: [TRUSTED_STORE_DATE],
  },
  {
    name: 'a release that finds no claim writes nothing',
    with: 'released-claims',
    from: 301,
    edits: [
      {
        file: 'shared/commit/changes.ts',
        find: '      const changed = withClaim(document, claim.kind, left);',
        replace:
          "      if (claimIn(document, claim.kind)?.by !== claim.by) return { kind: 'nothing', result: document };\n      const changed = withClaim(document, claim.kind, left);",
      },
    ],
  },
  {
    name: 'requests are reported again whose write may have landed',
    with: 'request-sums',
    edits: [{ file: METER, find: '[landed] : unknown', replace: '[landed] : unknown.slice(0, 0)' }],
  },
  {
    name: 'requests are reported again although their write landed late',
    with: 'request-sums',
    edits: [{ file: METER, find: 'landed ? [landed] : unknown', replace: 'landed ? [] : unknown' }],
  },
  {
    name: 'a mark is trusted for a part of a second too long',
    with: 'request-sums',
    from: 2_901,
    edits: [
      {
        file: COMMIT,
        find: 'Math.floor(sentAtMs / 1000) * 1000 + MARK_LIFE_MS',
        replace: 'sentAtMs + MARK_LIFE_MS',
      },
    ],
  },
  {
    name: 'a write is dated by a clock that was set since',
    with: 'request-sums',
    from: 3_501,
    edits: [
      {
        file: DIRECT,
        find: 'this.#age?.clocksAgree ? this.#known',
        replace: 'this.#age ? this.#known',
      },
    ],
  },
  {
    name: 'a copy leaves the edge without the mark of the rows that it holds',
    with: 'owners',
    edits: [
      {
        file: WORKING,
        find: 'return { ...working, writers: new Map(working.writers).set(id, mark) };',
        replace:
          'return { ...working, writers: new Map(working.writers).set(id, { ...mark, sequence: 1 }) };',
      },
    ],
  },
  {
    name: 'a document that is gone is begun anew by whoever knew it',
    with: 'owners',
    edits: [
      {
        file: KNOWN,
        find: "expected.before === undefined || expected.before.etag === 'absent'",
        replace: 'expected',
      },
    ],
  },
  {
    name: 'what a commit has read that gave up is forgotten',
    with: 'owners',
    edits: [{ file: COMMIT, find: '      this.#before = read.known;\n', replace: '' }],
  },
  {
    name: 'an edge goes on from any document with fewer views',
    with: 'owners',
    edits: [
      {
        file: KNOWN,
        find: 'return !isMarked && !isOnPurpose && document.pageviews',
        replace: 'return !isMarked && isMarked && !isOnPurpose && document.pageviews',
      },
    ],
  },
  {
    name: 'a view of a page is lost with the row that makes room',
    edits: [
      {
        file: 'shared/counter/top-table.ts',
        find: '      this.#remove(row);\n      this.#addToOther(row);',
        replace: '      this.#remove(row);',
      },
    ],
  },
  {
    name: 'a view of no page is left out of the table',
    edits: [
      {
        file: 'shared/counter/top-table.ts',
        find: 'if (name === undefined) this.#sums = { ...this.#sums, unnamed: oneMore(unnamed) };',
        replace: 'if (name === undefined) return;',
      },
    ],
  },
  {
    name: 'an import does not say that it was on purpose',
    with: 'owners',
    edits: [
      { file: IMPORTS, find: 'replacedAt: laterThanBoth(imported, document, nowMs),', replace: '' },
    ],
  },
  {
    name: 'an import brings an older claim back',
    with: 'owners',
    edits: [
      {
        file: IMPORTS,
        find: 'carriedClaims(document, imported,',
        replace: 'carriedClaims({ report: undefined }, imported,',
      },
    ],
  },
  {
    name: 'an import drops the marks that only the imported document has',
    with: 'owners',
    edits: [
      {
        file: IMPORTS,
        find: 'writers: higherMarks(imported.writers, document.writers)',
        replace: 'writers: document.writers',
      },
    ],
  },
  {
    name: 'a spoiled document is named although a write of ours is unanswered',
    with: 'owners',
    edits: [
      {
        file: COMMIT,
        find: "this.#unanswered.size > 0 ? 'unavailable' : reason",
        replace: 'reason',
      },
    ],
  },
];
