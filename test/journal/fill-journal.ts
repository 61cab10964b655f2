/**
 * A program: fills a journal up to its bound while the store is unreachable, one row a visit, and flushes it.
 * Prints what came of it as JSON. Run with little memory, it ends when it needs more (full-journal.test.ts).
 */
import { RequestMeter } from '../../shared/commit/request-meter.ts';
import { Failure } from '../../shared/errors.ts';
import type { Journal } from '../../shared/journal/journal.ts';
import { JournaledCounter } from '../../shared/journal/journaled-counter.ts';
import type { ETag } from '../../shared/ports.ts';
import { systemRandom } from '../../shared/runtime.ts';
import { hashOf } from '../counter/visitor-hashes.ts';
import { SILENT } from '../doubles/silent-log.ts';

const VISITS = 201_000;
/** Looked at now and then: asking costs time. */
const LOOK_EVERY = 5_000;

let nowMs = Date.UTC(2026, 10, 25);
let body: string | undefined;
let version = 0;
let isUnreachable = false;
let heapMax = 0;

const look = () => {
  heapMax = Math.max(heapMax, process.memoryUsage().heapUsed);
};
const stored = () => ({ etag: `e-${version}` as ETag, modifiedAtMs: nowMs });
const unreachable = { kind: 'failed', failure: { kind: 'unknown', detail: '500' } } as const;
/** Its rows lie on a disk. */
const journal: Journal = {
  load: () => ({ rows: [] }),
  append: () => undefined,
  beginFlush: () => undefined,
  save: look,
  wakeAt: () => undefined,
};
const counter = new JournaledCounter(
  {
    store: {
      read: async () => {
        if (isUnreachable) return unreachable;
        return body === undefined
          ? { kind: 'absent' }
          : { kind: 'found', object: { body, ...stored() } };
      },
      write: async (written) => {
        look();
        if (isUnreachable) return unreachable;
        body = written;
        version += 1;
        return { kind: 'stored', ...stored() };
      },
    },
    clock: {
      now: () => nowMs,
      monotonicMs: () => nowMs,
      sleep: (delayMs, signal) =>
        delayMs < 2_000
          ? Promise.resolve()
          : new Promise((resolve) => signal?.addEventListener('abort', () => resolve())),
    },
    random: systemRandom,
    log: SILENT,
    meter: new RequestMeter(),
    rules: { saltFingerprint: 'a1b2', exactVisitorsMax: 100 },
  },
  journal,
  { place: 'here', storeRequestsPerMonth: 45_000 },
);

let acknowledged = 0;
let refused: string | undefined;
for (let visit = 0; visit < VISITS && refused === undefined; visit += 1) {
  nowMs += 1;
  isUnreachable = visit > 0;
  try {
    await counter.count({ atMs: nowMs, visitor: hashOf(visit) });
    acknowledged += 1;
  } catch (error) {
    refused = error instanceof Failure ? error.kind : String(error);
  }
  if (visit % LOOK_EVERY === 0) look();
}
isUnreachable = false;
nowMs += 3_600_000;
await counter.wake();
look();
const { pageviews } = JSON.parse(body ?? '{}');
const { pending } = await counter.status();
console.info(JSON.stringify({ acknowledged, refused, pageviews, pending, heapMax }));
