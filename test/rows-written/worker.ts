/**
 * Measures what the journal costs on real workerd: the real SqliteJournal in a Durable Object's SQLite,
 * under a clock that jumps from visit to visit, so that hours pass in seconds. Rows are counted as
 * Cloudflare bills them: `rowsWritten` of each statement, and one for each alarm that is set.
 */
import { DurableObject } from 'cloudflare:workers';
import type { CommitServices } from '../../shared/commit/commit.ts';
import { RequestMeter } from '../../shared/commit/request-meter.ts';
import { JournaledCounter } from '../../shared/journal/journaled-counter.ts';
import { systemRandom } from '../../shared/runtime.ts';
import { SqliteJournal } from '../../worker/sqlite-journal.ts';
import { InstantStore, JumpingClock } from './doubles.ts';
import { type Remains, Story } from './remains.ts';

export interface Traffic {
  readonly visits: number;
  readonly gapMs: number;
  /** Visits that come in the same instant. */
  readonly together: number;
  /** The store is unreachable while the first so many visits come. */
  readonly visitsInOutage?: number;
}

export interface Measurement {
  readonly rowsWritten: number;
  readonly alarms: number;
  readonly flushes: number;
  readonly counted: number;
  /** What the next object of this journal reads before it can answer. */
  readonly rowsReadAtStart: number;
}

interface Environment {
  readonly MEASURED: DurableObjectNamespace<MeasuredObject>;
}

export class MeasuredObject extends DurableObject<Environment> {
  async measure(traffic: Traffic): Promise<Measurement> {
    const { gapMs, together, visits, visitsInOutage = 0 } = traffic;
    const storage = new MeteredStorage(this.ctx.storage);
    const { clock, services, store } = newServices();
    const journal = new SqliteJournal(storage as unknown as DurableObjectStorage);
    const options = { place: 'here', storeRequestsPerMonth: 45_000 };
    const counter = new JournaledCounter(services, journal, options);
    for (let sent = 0; sent < visits; sent += together) {
      clock.nowMs += gapMs;
      store.isAway = sent > 0 && sent < visitsInOutage;
      if (storage.alarmAtMs !== undefined && storage.alarmAtMs <= clock.nowMs) {
        storage.alarmAtMs = undefined;
        await counter.wake();
      }
      const visitors = Array.from({ length: together }, () => ({ atMs: clock.now() }));
      await Promise.all(visitors.map((visit) => counter.count(visit)));
    }
    const { count } = await counter.totals();
    storage.rowsRead = 0;
    [...new SqliteJournal(storage as unknown as DurableObjectStorage).load().rows];
    return {
      rowsWritten: storage.rowsWritten,
      alarms: storage.alarms,
      flushes: store.writes,
      counted: count,
      rowsReadAtStart: storage.rowsRead,
    };
  }

  async remains(story: string): Promise<Remains> {
    const { clock, services, store } = newServices();
    return new Story(this.ctx.storage, services, clock, store).play(story);
  }
}

function newServices() {
  const clock = new JumpingClock();
  const store = new InstantStore(clock);
  const silent = () => undefined;
  const services: CommitServices = {
    store,
    clock,
    random: systemRandom,
    log: { info: silent, warn: silent, error: silent },
    meter: new RequestMeter(),
    rules: { saltFingerprint: 'a1b2', exactVisitorsMax: 2_048 },
  };
  return { clock, services, store };
}

/** The object's storage, with its bill. Alarms are noted and not set: the clock would not wait for them. */
class MeteredStorage {
  rowsWritten = 0;
  rowsRead = 0;
  alarms = 0;
  alarmAtMs: number | undefined;
  readonly sql: Pick<SqlStorage, 'exec'>;
  readonly transactionSync: DurableObjectStorage['transactionSync'];

  constructor(storage: DurableObjectStorage) {
    this.transactionSync = (run) => storage.transactionSync(run);
    this.sql = {
      exec: (query, ...bindings) => {
        const cursor = storage.sql.exec(query, ...bindings);
        // A cursor tells what was read once it has been read to its end.
        const rows = cursor.toArray();
        this.rowsWritten += cursor.rowsWritten;
        this.rowsRead += cursor.rowsRead;
        // biome-ignore lint/suspicious/noExplicitAny: the row type is the caller's.
        return { toArray: () => rows, [Symbol.iterator]: () => rows.values() } as any;
      },
    };
  }

  async setAlarm(atMs: number): Promise<void> {
    this.alarms += 1;
    this.rowsWritten += 1;
    this.alarmAtMs = atMs;
  }
}

export default {
  async fetch(request, env) {
    const object = env.MEASURED.get(env.MEASURED.newUniqueId());
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/remains') {
      return Response.json(await object.remains(searchParams.get('story') ?? ''));
    }
    const traffic = (await request.json()) as Traffic;
    return Response.json(await object.measure(traffic));
  },
} satisfies ExportedHandler<Environment>;
